import type { Conversion, Filling, LineMapping } from '../../model/conversion.ts';
import type { Expr } from '../../model/expression.ts';
import type { Field, RecordType } from '../../model/type.ts';
import type { Finding } from '../../problems/finding.ts';
import type { Rule } from '../rule.ts';

/**
 * What a mapping carries over keeps its meaning: the unit it is in, its decimal places (surplus ones are refused when
 * the target is saved, never rounded), and, where lines are gathered into one, the values in which they differ.
 */
export const mappingsKeepValues: Rule = function* (pack) {
  for (const conversion of pack.model.conversions.values()) {
    const source = pack.model.types.get(conversion.from);
    const target = pack.model.types.get(conversion.to);
    if (source === undefined || target === undefined) continue;
    const file = pack.linked.conversions.get(conversion.key)?.file ?? '';
    const spot = { file, from: source.key, to: target.key };
    for (const [path, filling] of conversion.header)
      yield* carried(filling, source.fields, at(target.fields, path), { ...spot, pointer: '/header' }, path);
    for (const mapping of conversion.lines)
      yield* inLines(mapping, source, target, { ...spot, pointer: `/lines/${mapping.key}` });
    yield* joined(conversion, target, file);
  }
};

/** Where the mapping is written, and between which types. */
interface Spot {
  readonly from: string;
  readonly to: string;
  readonly file: string;
  readonly pointer: string;
}

function* inLines(
  mapping: LineMapping,
  source: RecordType,
  target: RecordType,
  spot: Spot,
): Iterable<Finding> {
  const [from, to] = [source.fieldByPath.get(mapping.from ?? ''), target.fieldByPath.get(mapping.to)];
  const columns = from?.fields;
  if (!columns || !to?.fields) return;
  for (const [path, filling] of mapping.fields)
    yield* carried(
      filling,
      columns,
      at(to.fields, path),
      { ...spot, pointer: `${spot.pointer}/fields` },
      path,
    );
  const roles = [source.tables.get(mapping.from ?? ''), target.tables.get(mapping.to)];
  const quantity = columns.get(roles[0]?.quantity ?? '');
  const taken = to.fields.get(mapping.quantity ?? '');
  if (quantity && taken) yield* narrowed(quantity, taken, { ...spot, pointer: `${spot.pointer}/quantity` });
  const [unit, newUnit] = roles.map((role) => role?.unit ?? null);
  if (taken && unit && newUnit && !takes(mapping.fields.get(newUnit), unit))
    yield {
      code: 'mapping-unit',
      severity: 'warning',
      file: spot.file,
      pointer: `${spot.pointer}/quantity`,
      params: {
        field: `${spot.to}.${mapping.to}.${newUnit}`,
        other: `${spot.from}.${mapping.from ?? ''}.${unit}`,
      },
    };
  const isKnown = mapping.gather.every((path) => columns.has(path.split('.')[0] ?? ''));
  if (mapping.gather.length === 0 || !isKnown) return;
  for (const [path, filling] of mapping.fields)
    if (isLossy(filling, mapping.gather))
      yield {
        code: 'gather-loses',
        severity: 'warning',
        file: spot.file,
        pointer: `${spot.pointer}/gather`,
        params: { field: `${mapping.to}.${path}` },
      };
}

/** One value of a source field as it is, in one of the target. */
function* carried(
  filling: Filling,
  from: ReadonlyMap<string, Field>,
  to: Field | undefined,
  spot: Spot,
  path: string,
): Iterable<Finding> {
  const field = filling.kind === 'from' ? at(from, filling.path) : undefined;
  if (field === undefined || to === undefined) return;
  const place = { ...spot, pointer: `${spot.pointer}/${path}` };
  yield* narrowed(field, to, place);
  const [unit, newUnit] = [field.schema['x-unit'], to.schema['x-unit']];
  if (typeof unit === 'string' && typeof newUnit === 'string' && unit !== newUnit)
    yield {
      code: 'mapping-unit',
      file: spot.file,
      pointer: place.pointer,
      params: { field: `${spot.to}.${to.path}`, other: `${spot.from}.${field.path}` },
    };
}

function* narrowed(from: Field, to: Field, place: Spot): Iterable<Finding> {
  if (from.decimal && to.decimal && from.decimal.scale > to.decimal.scale)
    yield {
      code: 'mapping-scale',
      severity: 'warning',
      file: place.file,
      pointer: place.pointer,
      params: {
        field: `${place.to}.${to.path}`,
        scale: to.decimal.scale,
        other: `${place.from}.${from.path}`,
        from: from.decimal.scale,
      },
    };
}

function takes(filling: Filling | undefined, path: string): boolean {
  if (filling?.kind === 'from') return filling.path === path;
  return filling?.kind === 'expr' && filling.expr.reads.includes(`sourceLine.${path}`);
}

/** The value is that of the first line, though the lines may differ in it. */
function isLossy(filling: Filling, gather: readonly string[]): boolean {
  const isGathered = (path: string): boolean =>
    gather.some((key) => path === key || path.startsWith(`${key}.`));
  if (filling.kind === 'from') return filling.merge === null && !isGathered(filling.path);
  if (filling.kind !== 'expr' || filling.merge !== null) return false;
  return linePaths(filling.expr).some(
    (path) => !isGathered(path) && !gather.some((key) => key.startsWith(`${path}.`)),
  );
}

function linePaths({ reads }: Expr): readonly string[] {
  return reads.flatMap((read) => (read.startsWith('sourceLine.') ? [read.slice('sourceLine.'.length)] : []));
}

/** Joined or added up, the values of several sources have to fit what they are put into. */
function* joined(conversion: Conversion, target: RecordType, file: string): Iterable<Finding> {
  for (const [path, filling] of conversion.header) {
    if (filling.kind !== 'from' && filling.kind !== 'expr') continue;
    const field = at(target.fields, path);
    const isRight =
      filling.merge === 'join'
        ? field?.kind === 'text'
        : filling.merge === 'sum'
          ? field?.kind === 'decimal' || field?.kind === 'integer'
          : true;
    if (field !== undefined && !isRight)
      yield {
        code: 'merge-kind',
        file,
        pointer: `/header/${path}/merge`,
        params: { field: field.path, merge: filling.merge ?? '' },
      };
  }
}

/** A field by its dotted path. */
function at(fields: ReadonlyMap<string, Field>, path: string): Field | undefined {
  const [key = '', ...rest] = path.split('.');
  const field = fields.get(key);
  return rest.length === 0 ? field : field && at(field.fields ?? new Map(), rest.join('.'));
}
