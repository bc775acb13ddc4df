import type { Json } from '../../model/json.ts';
import type { Field } from '../../model/type.ts';
import { parseDecimal } from '../../values/decimal.ts';
import { isList } from '../canonical/json-shapes.ts';

/** Keywords of which `narrowingOf` tells. */
export const limitKeywords: readonly string[] =
  'maxLength,maxItems,maximum,minimum,enum,x-ref,x-decimal'.split(',');

/** What a field of the same kind no longer takes, in the words of its schema; null when it takes all that it took. */
export function narrowingOf(before: Field, after: Field): string | null {
  const [old, now] = [before.schema, after.schema];
  const reasons = [
    ...(['maxLength', 'maxItems', 'maximum'] as const).map((keyword) =>
      isLess(now[keyword], old[keyword]) ? `${keyword} ${String(now[keyword])}` : null,
    ),
    isLess(old['minimum'], now['minimum'], true) ? `minimum ${String(now['minimum'])}` : null,
    ...lostOf(allowed(old['enum']), allowed(now['enum'])).map((value) => `enum − ${value}`),
    ...lostOf(before.ref?.types ?? null, after.ref?.types ?? null).map((type) => `x-ref − ${type}`),
    decimalLoss(before, after),
  ];
  const found = reasons.filter((reason) => reason !== null);
  return found.length === 0 ? null : found.join(', ');
}

/** Values that a field still takes, where a shorter list of them is all that it takes less; null: it is not. */
export function optionsLeft(before: Field, after: Field): readonly (string | number)[] | null {
  const { enum: options, ...rest } = before.schema;
  const now = after.schema['enum'];
  if (options === undefined || !isList(now)) return null;
  const alike = { ...before, schema: { ...rest, enum: now } };
  if (narrowingOf(alike, after) !== null) return null;
  return now.filter((value) => typeof value === 'string' || typeof value === 'number');
}

/** A limit that was not there before is less; with `isFloor` the second is the newer. */
function isLess(a: Json | undefined, b: Json | undefined, isFloor = false): boolean {
  const [newer, older] = isFloor ? [b, a] : [a, b];
  if (newer === undefined) return false;
  if (older === undefined) return true;
  const [x, y] = [parseDecimal(String(a)), parseDecimal(String(b))];
  return x !== null && y !== null && x.lt(y);
}

function allowed(value: Json | undefined): readonly string[] | null {
  return isList(value) ? value.map(String) : null;
}

function lostOf(before: readonly string[] | null, after: readonly string[] | null): readonly string[] {
  if (after === null) return [];
  return before === null ? ['…'] : before.filter((value) => !after.includes(value));
}

function decimalLoss({ decimal: before }: Field, { decimal: after }: Field): string | null {
  if (before === null || after === null) return null;
  if (after.scale < before.scale) return `scale ${after.scale}`;
  return after.precision - after.scale < before.precision - before.scale
    ? `precision ${after.precision}`
    : null;
}
