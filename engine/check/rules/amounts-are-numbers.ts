// What conversions take, share out and adjust is a number, and groups are told apart by one kind of value. @source conversions.md P5, P7, Q13
import type { Conversion } from '../../model/conversion.ts';
import type { Field, FieldKind, RecordType } from '../../model/type.ts';
import type { Finding, Place } from '../../problems/finding.ts';
import { misnamed } from '../misnamed.ts';
import type { Rule } from '../rule.ts';

const number: readonly FieldKind[] = ['decimal', 'integer'];

export const amountsAreNumbers: Rule = function* ({ model, linked }) {
  for (const path of model.conversions.values()) {
    const [source, target] = [model.types.get(path.from), model.types.get(path.to)];
    const file = linked.conversions.get(path.key)?.file ?? '';
    const at = (pointer: string): Place => ({ file, pointer });
    if (!source || !target) continue;
    yield* misnamed(target.fields.get(path.amount ?? ''), number, 'amount', at('/amount'));
    yield* misnamed(target.fields.get(path.adjust?.field ?? ''), number, 'field', at('/adjust/field'));
    yield* inLines(path, source, target, at);
    yield* inGroups(path, source, target, at);
    for (const { column } of path.advance?.amounts ?? []) {
      const field = target.fieldByPath.get(`${path.advance?.to}.${column}`);
      yield* written(field, 'amounts', at(`/advance/amounts/${column}`));
    }
  }
};

type At = (pointer: string) => Place;

function* inLines({ lines }: Conversion, source: RecordType, target: RecordType, at: At): Iterable<Finding> {
  for (const mapping of lines) {
    const named = (name: string | null): Field | undefined =>
      target.fieldByPath.get(`${mapping.to}.${name ?? ''}`);
    for (const role of ['quantity', 'amount', 'adjust'] as const)
      yield* written(named(mapping[role]), role, at(`/lines/${mapping.key}/${role}`));
    for (const [index, name] of mapping.shares.entries()) {
      const place = at(`/lines/${mapping.key}/shares/${index}`);
      const own = source.fieldByPath.get(`${mapping.from ?? ''}.${name}`);
      if (own && !number.includes(own.kind)) yield* misnamed(own, number, 'shares', place);
      else yield* written(named(name), 'shares', place);
    }
  }
}

function* inGroups(
  { adjust }: Conversion,
  source: RecordType,
  target: RecordType,
  at: At,
): Iterable<Finding> {
  const groups = adjust?.groups;
  if (!groups) return;
  const tables = [source.fields.get(groups.of), target.fields.get(groups.own), target.fields.get(groups.to)];
  const columns = (name: string): readonly Field[] =>
    tables.flatMap((table) => table?.fields?.get(name) ?? []);
  for (const [index, name] of groups.amounts.entries()) {
    const wrong = columns(name).find(({ kind }) => !number.includes(kind));
    yield* misnamed(wrong, number, 'amounts', at(`/adjust/groups/amounts/${index}`));
  }
  const [first, ...others] = columns(groups.key);
  const other = others.find(({ kind }) => first && kind !== first.kind);
  if (first) yield* misnamed(other, [first.kind], 'key', at('/adjust/groups/key'));
  const line = groups.line.type.kind;
  if (first && line !== 'any' && line !== 'null' && first.type.kind !== 'any' && line !== first.type.kind)
    yield {
      code: 'expr-type',
      ...at('/adjust/groups/line/expr'),
      params: { expected: first.type.kind, found: line },
    };
  // What stands in `to` is added by formulas of the target.
  const reads = [...target.fieldByPath.values()].some(({ formula }) =>
    formula?.reads.some((read) => read === `doc.${groups.to}` || read.startsWith(`doc.${groups.to}`)),
  );
  if (tables[2] && !reads)
    yield {
      code: 'part-idle',
      severity: 'warning',
      ...at('/adjust/groups/to'),
      params: { part: groups.to, needs: `doc.${groups.to}` },
    };
}

/** A column that is written is a number, and computed by nothing. */
function* written(field: Field | undefined, role: string, place: Place): Iterable<Finding> {
  yield* misnamed(field, number, role, place);
  if (field?.formula) yield { code: 'fills-formula', ...place, params: { name: field.key } };
}
