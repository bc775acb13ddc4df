// Equality and order of values. Neither ever sees MISSING: that is settled before.
import { isDecimal } from '../values/decimal.ts';
import type { Value, ValueObject } from './scope.ts';

/** null equals null; decimals by value; lists and objects by what they hold. */
export function equalValues(a: Value, b: Value): boolean {
  if (a === b) return true;
  if (typeof a !== 'object' || typeof b !== 'object' || a === null || b === null) return false;
  if (isDecimal(a) || isDecimal(b)) return isDecimal(a) && isDecimal(b) && a.eq(b);
  if (Array.isArray(a) || Array.isArray(b)) {
    if (!Array.isArray(a) || !Array.isArray(b) || a.length !== b.length) return false;
    return a.every((item: Value, i) => equalValues(item, b[i] as Value));
  }
  const left = a as ValueObject;
  const right = b as ValueObject;
  const keys = new Set([...Object.keys(left), ...Object.keys(right)]);
  return [...keys].every((key) => equalValues(left[key] ?? null, right[key] ?? null));
}

/** Decimals by value; texts, and with them dates, by code unit. null when the two have no order. */
export function orderOf(a: Value, b: Value): number | null {
  if (typeof a === 'string' && typeof b === 'string') return a < b ? -1 : a > b ? 1 : 0;
  return isDecimal(a) && isDecimal(b) ? a.cmp(b) : null;
}
