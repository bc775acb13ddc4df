// Equality and order of values. Neither ever sees MISSING: that is settled before.
import { compareDecimals, isDecimal } from '../values/decimal.ts';
import type { Value, ValueObject } from './scope.ts';

/** null equals null; decimals by value; lists and objects by what they hold. */
export function equalValues(a: Value, b: Value): boolean {
  if (a === b) return true;
  if (typeof a !== 'object' || typeof b !== 'object' || a === null || b === null) return false;
  if (isDecimal(a) || isDecimal(b)) return isDecimal(a) && isDecimal(b) && compareDecimals(a, b) === 0;
  if (Array.isArray(a) || Array.isArray(b)) {
    if (!Array.isArray(a) || !Array.isArray(b) || a.length !== b.length) return false;
    return a.every((item: Value, i) => equalValues(item, b[i] as Value));
  }
  const left = a as ValueObject;
  const right = b as ValueObject;
  const keys = new Set([...Object.keys(left), ...Object.keys(right)]);
  return [...keys].every((key) => equalValues(left[key] ?? null, right[key] ?? null));
}

/** Decimals by value; texts, and with them dates, by code point. null when the two have no order. */
export function orderOf(a: Value, b: Value): number | null {
  if (typeof a === 'string' && typeof b === 'string') return orderOfTexts(a, b);
  return isDecimal(a) && isDecimal(b) ? compareDecimals(a, b) : null;
}

/** By code point, as UTF-8 sorts by its bytes: a database orders the same way. Code units differ above U+D7FF. */
function orderOfTexts(a: string, b: string): number {
  if (a === b) return 0;
  const shorter = Math.min(a.length, b.length);
  for (let i = 0; i < shorter; i++) {
    const [x, y] = [a.charCodeAt(i), b.charCodeAt(i)];
    if (x === y) continue;
    const isHigh = x >= 0xd800 && y >= 0xd800;
    // Halves of surrogate pairs stand for what lies beyond U+FFFF.
    const [p, q] = isHigh ? [beyond(x), beyond(y)] : [x, y];
    return p < q ? -1 : 1;
  }
  return a.length < b.length ? -1 : 1;
}

function beyond(unit: number): number {
  return unit >= 0xe000 ? unit : unit + 0x10000;
}
