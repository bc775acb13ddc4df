import type { Expr } from '../model/expression.ts';
import { asList, asText, type LinkedDefinition, type Origin } from '../model/linked-pack.ts';
import type { RecordType } from '../model/type.ts';
import type { View, ViewColumn } from '../model/view.ts';
import { tableOf } from './field-paths.ts';
import { nearestName } from '../problems/nearest-name.ts';
import { booleanType } from './build-check.ts';
import { namedRoles } from './named-roles.ts';
import { systemColumns, systemFields } from './system-fields.ts';
import { textKeyOf } from './text-key.ts';
import { wordsOfKey } from './words-of-key.ts';
import type { Workshop } from './workshop.ts';

/** null when its type is not there. */
export function buildView(
  { key, file, json }: LinkedDefinition,
  types: ReadonlyMap<string, RecordType>,
  workshop: Workshop,
): View | null {
  const type = types.get(key.split('/')[0] ?? '');
  if (!type) return null;
  const at = (pointer: string): Origin => ({ file, pointer });
  const named = (part: string): readonly string[] => asList(json[part]).map(String);
  const one = (part: string): string | null => {
    const path = asText(json[part]);
    if (path !== null) tellNoColumn(path, type, at(`/${part}`), workshop);
    return path;
  };
  const columns = json['columns'] === undefined ? type.columns : named('columns');
  const sort = named('sort').map((text, index) => {
    const path = text.replace(/^-/, '');
    tellNoColumn(path, type, at(`/sort/${index}`), workshop);
    return { path, descending: text.startsWith('-') };
  });
  const sums = named('sums');
  for (const [index, path] of sums.entries()) {
    tellNoColumn(path, type, at(`/sums/${index}`), workshop);
    const kind = type.fieldByPath.get(path)?.kind ?? systemFields.get(path)?.kind;
    if (kind !== undefined && kind !== 'decimal' && kind !== 'integer')
      workshop.tell({ code: 'view-sum', ...at(`/sums/${index}`), params: { name: path } });
  }
  return {
    key,
    type: type.key,
    title: asText(json['title']) ?? wordsOfKey(key),
    textKey: textKeyOf(at('/title')),
    kind: (asText(json['kind']) ?? 'list') as View['kind'],
    columns: columns.flatMap((path, index) => columnOf(path, type, types, at(`/columns/${index}`), workshop)),
    filter: filterOf(asText(json['filter']), type, at('/filter'), workshop),
    group: one('group'),
    sort,
    sums,
    from: one('from'),
    to: one('to'),
    roles: namedRoles(json['roles'], at('/roles'), workshop),
  };
}

/** Whether the database can answer it is asked once all is built (`check/rules/conditions-in-sql.ts`). */
function filterOf(text: string | null, type: RecordType, origin: Origin, workshop: Workshop): Expr | null {
  if (text === null) return null;
  const scope = { ...workshop.common, doc: workshop.docType(type.key) };
  return workshop.expression(origin, text, scope, booleanType);
}

const system: ReadonlySet<string> = new Set([...systemColumns, 'states', 'archived', 'createdBy', 'id']);

function isColumn(path: string, type: RecordType): boolean {
  return type.columns.includes(path) || type.naturalKey === path || system.has(path);
}

/** What is filtered, sorted, grouped or summed lies in a typed column, so that it is quick with a million records. */
function tellNoColumn(path: string, type: RecordType, origin: Origin, { tell }: Workshop): void {
  if (isColumn(path, type)) return;
  const known = type.fieldByPath.has(path);
  const suggestion = nearestName(path, [...type.columns, ...systemColumns]);
  tell(
    known
      ? { code: 'view-no-column', ...origin, params: { name: path, type: type.key } }
      : { code: 'unknown-field', ...origin, params: { name: path, suggestion } },
  );
}

/** A column may walk one reference: `partner.name`. */
function columnOf(
  path: string,
  type: RecordType,
  types: ReadonlyMap<string, RecordType>,
  origin: Origin,
  workshop: Workshop,
): readonly ViewColumn[] {
  if (systemColumns.has(path)) return [{ path, title: wordsOfKey(path), textKey: null }];
  const cut = path.lastIndexOf('.');
  const own = type.fieldByPath.get(path);
  const behind = type.fieldByPath
    .get(path.slice(0, Math.max(cut, 0)))
    ?.ref?.types.map((key) => types.get(key)?.fieldByPath.get(path.slice(cut + 1)))
    .find((field) => field !== undefined);
  const field = own ?? behind;
  const isSingle = !['table', 'list', 'object'].includes(field?.kind ?? '');
  if (field && (!isSingle || (own && tableOf(path, type.fieldByPath) !== null)))
    workshop.tell({ code: 'column-not-single', ...origin, params: { name: path } });
  if (field) return [{ path, title: field.title, textKey: field.textKey }];
  const suggestion = nearestName(path, [...type.fieldByPath.keys(), ...systemColumns]);
  workshop.tell({ code: 'unknown-field', ...origin, params: { name: path, suggestion } });
  return [];
}
