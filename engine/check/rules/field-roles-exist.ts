import { editableParts } from '../../build/machine/build-state.ts';
import { systemFields } from '../../build/system-fields.ts';
import { eventsOf } from '../../build/machine/events-of.ts';
import { asList, asObject, type LinkedField, type LinkedType } from '../../model/linked-pack.ts';
import type { RecordType } from '../../model/type.ts';
import type { Finding } from '../../problems/finding.ts';
import { nearestName } from '../../problems/nearest-name.ts';
import { pointerOf } from '../../read/json-pointer.ts';
import type { CheckedPack, Rule } from '../rule.ts';
import { stageGraph } from '../stage-graph.ts';

/** Fields that are named as key, currency, quantity, owner, kept or editable field are there. */
export const fieldRolesExist: Rule = function* (pack) {
  for (const [key, linked] of pack.linked.types) {
    const type = pack.model.types.get(key);
    if (type === undefined) continue;
    yield* inHead(type);
    yield* inStates(type, linked);
    for (const field of allFields(linked.fields)) yield* inField(field, type, pack);
  }
};

function* inHead(type: RecordType): Iterable<Finding> {
  const file = `types/${type.key}/type.json`;
  const head: readonly [string, string | null][] = [
    ['/key', type.json['key'] === undefined ? null : type.naturalKey],
    ['/owner', type.owner],
    ['/team', type.team],
    ['/parent', type.parent],
    ['/user', type.user],
    ...Object.entries(type.money).map(([name, field]): [string, string | null] => [`/money/${name}`, field]),
    ...(['from', 'to', 'date', 'rate', 'source', 'kind'] as const).map((name): [string, string | null] => [
      `/rates/${name}`,
      type.rates?.[name] ?? null,
    ]),
  ];
  for (const [pointer, name] of head)
    if (name !== null && name !== 'number') yield* missing(name, type.fieldByPath.keys(), { file, pointer });
  const parent = type.parent === null ? undefined : type.fields.get(type.parent);
  if (parent && parent.ref?.types.join() !== type.key)
    yield {
      code: 'parent-elsewhere',
      file,
      pointer: '/parent',
      params: { field: parent.key, type: type.key },
    };
  for (const [table, roles] of type.tables) {
    const field = type.fieldByPath.get(table);
    const pointer = `/tables${pointerOf([table])}`;
    if (field?.kind !== 'table') {
      yield {
        code: 'unknown-table',
        file,
        pointer,
        atKey: true,
        params: { name: table, suggestion: nearestName(table, type.fields.keys()) },
      };
      continue;
    }
    for (const [role, name] of Object.entries(roles) as [string, string | null][])
      if (name !== null)
        yield* missing(name, field.fields?.keys() ?? [], { file, pointer: `${pointer}/${role}` });
  }
}

function* inStates(type: RecordType, linked: LinkedType): Iterable<Finding> {
  const graph = stageGraph(linked);
  for (const node of graph?.nodes ?? []) {
    for (const { name, pointer } of editableParts(node.meta['editable']).flatMap(({ fields }) => fields))
      yield* missing(name, type.fieldByPath.keys(), {
        file: graph?.file ?? '',
        pointer: `${node.pointer}/meta/editable${pointer}`,
      });
  }
}

function* inField(field: LinkedField, type: RecordType, { model, linked }: CheckedPack): Iterable<Finding> {
  const at = (keyword: string): { file: string; pointer: string } =>
    field.origins.get(keyword) ?? field.origin;
  for (const keyword of ['x-money', 'x-owner']) {
    const name = field.keywords[keyword];
    if (typeof name === 'string')
      yield* missing(name, [...type.fieldByPath.keys(), ...siblings(field, type)], at(keyword));
  }
  const kept = type.fieldByPath.get(field.path)?.ref;
  for (const [index, name] of (kept?.keep ?? []).entries()) {
    const others = (kept?.types ?? []).flatMap((key) => model.types.get(key) ?? []);
    if (others.length === 0 || others.some((other) => other.fieldByPath.has(name) || systemFields.has(name)))
      continue;
    const { file, pointer } = at('x-keep');
    yield* missing(name, others[0]?.fieldByPath.keys() ?? [], { file, pointer: `${pointer}/${index}` });
  }
  const events = eventsOf(linked, type.key);
  for (const name of asList(asObject(field.keywords['x-required'])['at']).map(String)) {
    if (events.has(name) || linked.conversions.has(name) || linked.isAbsent('conversion', name)) continue;
    const suggestion = nearestName(name, [...events, ...linked.conversions.keys()]);
    yield { code: 'unknown-event', ...at('x-required'), params: { name, suggestion } };
  }
}

/** A column may name its neighbour without the table. */
function siblings(field: LinkedField, type: RecordType): readonly string[] {
  const cut = field.path.lastIndexOf('.');
  return cut < 0 ? [] : [...(type.fieldByPath.get(field.path.slice(0, cut))?.fields?.keys() ?? [])];
}

function allFields(fields: ReadonlyMap<string, LinkedField>): LinkedField[] {
  return [...fields.values()].flatMap((field) => [
    field,
    ...(field.fields === null ? [] : allFields(field.fields)),
  ]);
}

function* missing(
  name: string,
  known: Iterable<string>,
  place: { file: string; pointer: string },
): Iterable<Finding> {
  const names = [...known];
  if (!names.includes(name))
    yield { code: 'unknown-field', ...place, params: { name, suggestion: nearestName(name, names) } };
}
