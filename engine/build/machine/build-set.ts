import type { ScopeTypes } from '../../expressions/types.ts';
import { asList, asText, type LinkedField, type LinkedType } from '../../model/linked-pack.ts';
import type { ActionKind, TableRows } from '../../model/machine.ts';
import { nearestName } from '../../problems/nearest-name.ts';
import { isComputed, kindOf, objectType, typeOfField } from '../field-type.ts';
import type { Workshop } from '../workshop.ts';
import type { ActionPlace } from './outward-actions.ts';

/** The action `set`: its field, and where that lies in tables `line` and `parent` in scope of its expression. */
export function buildSet(place: ActionPlace): Extract<ActionKind, { type: 'set' }> {
  const { params, origin, scope, type, workshop, when } = place;
  const at = (key: string) => ({ file: origin.file, pointer: `${origin.pointer}/${key}` });
  const path = asText(params['field']) ?? '';
  const { field, names } = fieldAt(type, path, workshop);
  if (field === undefined)
    workshop.tell({
      code: 'unknown-field',
      ...at('field'),
      params: { name: path, suggestion: nearestName(path, type.fields.keys()) },
    });
  else if (isComputed(field)) workshop.tell({ code: 'sets-formula', ...at('field'), params: { name: path } });
  const expect = field === undefined ? undefined : typeOfField(field, type.key, workshop.linked);
  const text = asText(params['expr']) ?? '';
  const expr = workshop.expression(at('expr'), text, { ...scope, ...names }, expect);
  return { type: 'set', field: path, expr, rows: rowsOf(place, field), when };
}

function rowsOf({ params, origin, type, workshop }: ActionPlace, field: LinkedField | undefined): TableRows {
  const rows = params['rows'];
  const by = asList(params['by']).map(String);
  if (rows !== undefined && field && kindOf(field) !== 'table') {
    const tables = [...type.fields.values()].filter((one) => kindOf(one) === 'table').map(({ key }) => key);
    const name = asText(params['field']) ?? '';
    const told = { name, suggestion: nearestName(name, tables) };
    workshop.tell({
      code: 'unknown-table',
      file: origin.file,
      pointer: `${origin.pointer}/field`,
      params: told,
    });
  }
  for (const [index, name] of by.entries())
    if (field?.fields && !field.fields.has(name))
      workshop.tell({
        code: 'unknown-field',
        file: origin.file,
        pointer: `${origin.pointer}/by/${index}`,
        params: { name, suggestion: nearestName(name, field.fields.keys()) },
      });
  if (rows === 'keep') return { kind: 'keep', by };
  return { kind: rows === 'append' ? 'append' : 'replace' };
}

/** The field at a dotted path, and the lines that lie on the way to it. */
function fieldAt(
  type: LinkedType,
  path: string,
  workshop: Workshop,
): { readonly field: LinkedField | undefined; readonly names: ScopeTypes } {
  const steps = path.split('.');
  let names: ScopeTypes = {};
  let field: LinkedField | undefined;
  let fields: LinkedType['fields'] | null | undefined = type.fields;
  for (const [index, step] of steps.entries()) {
    field = fields?.get(step);
    fields = field?.fields;
    if (index < steps.length - 1 && field?.fields && kindOf(field) === 'table') {
      const name = `${type.key}.${steps.slice(0, index + 1).join('.')}`;
      const parent = names['line'] ?? workshop.docType(type.key);
      names = { line: objectType(field.fields, name, workshop.linked, true), parent };
    }
  }
  return { field, names };
}
