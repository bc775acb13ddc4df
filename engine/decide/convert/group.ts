// Several sources become one target when every header field that lands on it agrees. @source conversions.md M4
import type { Value } from '../../expressions/scope.ts';
import type { Merge } from '../../model/conversion.ts';
import type { Field } from '../../model/type.ts';
import type { Id } from '../../model/record.ts';
import { isDecimal } from '../../values/decimal.ts';
import { sameValue } from '../same.ts';
import type { ConversionReport } from '../types.ts';
import type { Exchange } from './exchange.ts';
import type { Filled } from './fill.ts';
import type { Offer } from './offer.ts';

export interface Portion {
  readonly source: Id;
  readonly offers: readonly Offer[];
  readonly header: readonly Filled[];
  /** Values of the declared line keys: what differs there never comes together. @source conversions.md M5 */
  readonly key: readonly Value[];
  /** Amounts of its lines are exchanged by this; null: they stay. @source conversions.md P4 */
  readonly exchange: Exchange | null;
}

export interface Group {
  readonly portions: readonly Portion[];
  readonly header: readonly Filled[];
}

/** What one merge makes of two values; each is one entry. */
const merges: Readonly<Record<Exclude<Merge, 'equal' | 'ask'>, (a: Value, b: Value, field: Field) => Value>> =
  {
    first: (a) => a,
    min: (a, b) => (a === null || b === null ? (a ?? b) : before(a, b) ? a : b),
    max: (a, b) => (a === null || b === null ? (a ?? b) : before(a, b) ? b : a),
    sum: (a, b) => (isDecimal(a) && isDecimal(b) ? a.plus(b) : (a ?? b)),
    join: (a, b, { schema }) => join(a, b, Number(schema['maxLength'] ?? Infinity)),
  };

/**
 * Puts portions that agree together, in the order of the sources.
 *
 * @param given  fields that the person sets: they are the same for all and keep nobody apart
 */
export function groupPortions(
  portions: readonly Portion[],
  given: ReadonlySet<string>,
): { groups: Group[]; split: ConversionReport['split'] } {
  const groups: Group[] = [];
  const apart = new Map<string, Set<Id>>();
  for (const portion of portions) {
    const sameKey = (group: Group) => sameValue(group.portions[0]?.key ?? [], portion.key);
    const fits = groups.findIndex(
      (group) => sameKey(group) && disagreements(group.header, portion.header, given).length === 0,
    );
    if (fits >= 0) {
      const group = groups[fits]!;
      groups[fits] = { portions: [...group.portions, portion], header: merged(group.header, portion.header) };
      continue;
    }
    for (const group of groups.filter(sameKey)) {
      for (const field of disagreements(group.header, portion.header, given)) {
        const sources = apart.get(field) ?? new Set();
        for (const { source } of [...group.portions, portion]) sources.add(source);
        apart.set(field, sources);
      }
    }
    groups.push({ portions: [portion], header: portion.header });
  }
  const split = [...apart].map(([field, sources]) => ({ field, sources: [...sources] }));
  return { groups, split };
}

/** Paths whose values differ and that no merge reconciles. */
export function disagreements(
  a: readonly Filled[],
  b: readonly Filled[],
  given: ReadonlySet<string>,
): string[] {
  const other = new Map(b.map((filled) => [filled.path, filled]));
  return a.flatMap(({ path, value, merge }) => {
    const match = other.get(path);
    if (!match || given.has(path) || (merge !== null && merge !== 'equal')) return [];
    return sameValue(value, match.value) ? [] : [path];
  });
}

/**
 * Fields on which somebody has to decide: sources differ there, and the conversion asks. @source conversions.md M4
 *
 * @param given  fields that the person has decided on
 */
export function askedApart({ portions }: Group, given: ReadonlySet<string>): string[] {
  const [first, ...rest] = portions;
  return (first?.header ?? []).flatMap(({ path, value, merge }) => {
    if (merge !== 'ask' || given.has(path)) return [];
    const differs = rest.some(({ header }) => {
      const other = header.find((one) => one.path === path);
      return other !== undefined && !sameValue(other.value, value);
    });
    return differs ? [path] : [];
  });
}

/** What comes together in one header. */
export function merged(a: readonly Filled[], b: readonly Filled[]): readonly Filled[] {
  const other = new Map(b.map((filled) => [filled.path, filled]));
  return a.map((filled) => {
    const match = other.get(filled.path);
    const { merge } = filled;
    if (!match || merge === null || merge === 'equal') return filled;
    return mergedWith(filled, match.value);
  });
}

/** A field, of the header or of lines that are gathered into one, with another value of it. What nobody was asked stays open. */
export function mergedWith(filled: Filled, other: Value): Filled {
  const { merge, field, value } = filled;
  if (merge === null) return filled;
  if (merge === 'equal' || merge === 'ask')
    return sameValue(value, other) ? filled : { ...filled, value: null };
  return { ...filled, value: merges[merge](value, other, field) };
}

function before(a: Value, b: Value): boolean {
  if (isDecimal(a) && isDecimal(b)) return a.lte(b);
  return typeof a === 'string' && typeof b === 'string' && a <= b;
}

/** What stands for the parts that no longer fit. */
const AND_MORE = '…';

function join(a: Value, b: Value, room: number): Value {
  const both = [a, b].flatMap((value) =>
    typeof value === 'string' && value !== '' ? value.split(', ') : [],
  );
  const parts = new Set(both);
  const isCut = parts.delete(AND_MORE);
  const whole = [...parts].join(', ');
  if (whole === '') return null;
  const end = `, ${AND_MORE}`;
  if (whole.length <= room && !isCut) return whole;
  const last = whole.length + end.length <= room ? whole.length : whole.lastIndexOf(', ', room - end.length);
  // A part alone that is too long is nobody's to cut: the field says so.
  return last > 0 ? whole.slice(0, last) + end : whole;
}
