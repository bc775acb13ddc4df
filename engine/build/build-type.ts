import type { ExprType } from '../expressions/types.ts';
import type { JsonObject } from '../model/json.ts';
import type { Posting } from '../model/ledger.ts';
import { asList, asObject, asText, type LinkedType, type Origin } from '../model/linked-pack.ts';
import type { Machine } from '../model/machine.ts';
import type { PackFile } from '../model/pack.ts';
import type { Field, PickBalance, RecordType, TableRole, Track } from '../model/type.ts';
import { buildFields } from './build-fields.ts';
import { buildRates } from './build-rates.ts';
import { buildReach } from './build-reach.ts';
import { buildFormConditions } from './build-form-conditions.ts';
import { orderSteps } from './compute-steps.ts';
import { fieldsByPath } from './field-paths.ts';
import { plainSchema } from './plain-schema.ts';
import { fieldScope } from './scopes.ts';
import { textKeyOf } from './text-key.ts';
import { wordsOfKey } from './words-of-key.ts';
import type { Workshop } from './workshop.ts';

/** What a type has besides its fields. Handed in, because a browser that only computes forms carries less of it. */
export interface TypeParts {
  readonly machine: (type: LinkedType, file: PackFile, workshop: Workshop) => Machine;
  readonly postings: (
    type: LinkedType,
    byPath: ReadonlyMap<string, Field>,
    workshop: Workshop,
  ) => readonly Posting[];
  readonly pickBalances: (type: LinkedType, workshop: Workshop) => readonly PickBalance[];
}

export function buildType(type: LinkedType, workshop: Workshop, parts: TypeParts): RecordType {
  const { json } = type;
  const file = `${type.folder}type.json`;
  const at = (pointer: string): Origin => ({ file, pointer });
  const doc = workshop.docType(type.key);
  const scope = fieldScope(workshop.common, doc, null, null);
  const fields = buildFields(type, workshop);
  const fieldByPath = fieldsByPath(fields);
  const kind = json['kind'] === 'catalog' ? 'catalog' : 'document';
  const label = asText(json['label']);
  const title = asText(json['title']) ?? wordsOfKey(type.key);
  const order = orderSteps(fieldByPath);
  for (const cycle of order.cycles) tellCycle(cycle, type, workshop);
  return {
    key: type.key,
    kind,
    title,
    plural: asText(json['plural']) ?? title,
    icon: asText(json['icon']),
    naturalKey: asText(json['key']) ?? 'number',
    label: label === null ? null : workshop.expression(at('/label'), label, { ...workshop.common, doc }),
    fields,
    fieldByPath,
    draftSchema: plainSchema(fields, false),
    completeSchema: plainSchema(fields, true),
    steps: order.steps,
    machine: type.machine === null ? null : parts.machine(type, type.machine, workshop),
    tracks: buildTracks(type, file, fieldByPath, workshop),
    tables: tableRoles(asObject(json['tables'])),
    postings: parts.postings(type, fieldByPath, workshop),
    money: moneyRoles(asObject(json['money'])),
    columns: texts(json['columns']),
    search: texts(json['search']),
    pick: texts(asObject(json['pick'])['columns']),
    pickBalances: parts.pickBalances(type, workshop),
    owner: asText(json['owner']),
    team: asText(json['team']),
    reach: buildReach(type, fields, workshop),
    parent: asText(json['parent']),
    user: asText(json['user']),
    rates: buildRates(json['rates'], file, workshop),
    form: type.form === null ? null : asObject(type.form.json),
    formConditions: buildFormConditions(type.form, scope, workshop),
    json,
  };
}

function tellCycle(cycle: readonly Field[], type: LinkedType, workshop: Workshop): void {
  const field = cycle[0];
  if (field === undefined) return;
  const linked = linkedAt(type, field.path);
  const keyword =
    ['x-formula', 'x-fill', 'x-default'].find((name) => linked?.origins.has(name)) ?? 'x-formula';
  const origin = linked?.origins.get(keyword) ?? { file: `${type.folder}schema.json`, pointer: '' };
  const path = [...cycle, field].map((each) => each.path).join(' → ');
  workshop.tell({ code: 'formula-cycle', ...origin, params: { path } });
}

function linkedAt(type: LinkedType, path: string): ReturnType<LinkedType['fields']['get']> {
  const [first = '', ...rest] = path.split('.');
  let field = type.fields.get(first);
  for (const key of rest) field = field?.fields?.get(key);
  return field;
}

function buildTracks(
  type: LinkedType,
  file: string,
  byPath: ReadonlyMap<string, Field>,
  workshop: Workshop,
): ReadonlyMap<string, Track> {
  const decimal: ExprType = { kind: 'decimal' };
  const doc = workshop.docType(type.key);
  return new Map(
    Object.entries(asObject(type.json['tracks'])).map(([key, json]): [string, Track] => {
      const track = asObject(json);
      const pointer = `/tracks/${key}`;
      const table = asText(track['table']);
      const field = table === null ? undefined : byPath.get(table);
      if (table !== null && field?.kind !== 'table')
        workshop.tell({
          code: 'unknown-table',
          file,
          pointer: `${pointer}/table`,
          params: { name: table, suggestion: '' },
        });
      const line = field?.type.kind === 'list' ? field.type.of : ({ kind: 'any' } as const);
      const scope = fieldScope(workshop.common, doc, table === null ? null : line, null);
      const origin = { file, pointer: `${pointer}/full` };
      const precision = asText(track['precision']);
      return [
        key,
        {
          key,
          table,
          full: workshop.expression(origin, asText(track['full']) ?? '', scope, decimal),
          precision:
            precision === null
              ? null
              : workshop.expression({ file, pointer: `${pointer}/precision` }, precision, scope, decimal),
          title: asText(track['title']) ?? wordsOfKey(key),
          textKey: textKeyOf({ file, pointer: `${pointer}/title` }),
        },
      ];
    }),
  );
}

function tableRoles(json: JsonObject): ReadonlyMap<string, TableRole> {
  return new Map(
    Object.entries(json).map(([table, roles]) => [
      table,
      {
        quantity: asText(asObject(roles)['quantity']),
        unit: asText(asObject(roles)['unit']),
        amount: asText(asObject(roles)['amount']),
      },
    ]),
  );
}

function moneyRoles(json: JsonObject): RecordType['money'] {
  return {
    currency: asText(json['currency']),
    rate: asText(json['rate']),
    date: asText(json['date']),
    rateSource: asText(json['rateSource']),
    rateDate: asText(json['rateDate']),
  };
}

function texts(json: JsonObject[string] | undefined): readonly string[] {
  return asList(json).map(String);
}
