import { MISSING, type Value, type ValueObject } from '../expressions/scope.ts';
import type { Json, JsonObject } from '../model/json.ts';
import { compareDecimals, isDecimal } from '../values/decimal.ts';

/** Equal stored values; an absent member equals null. */
export function sameJson(a: Json | undefined, b: Json | undefined): boolean {
  const x = a ?? null;
  const y = b ?? null;
  if (x === y) return true;
  if (x === null || y === null || typeof x !== 'object' || typeof y !== 'object') return false;
  if (Array.isArray(x) || Array.isArray(y)) {
    if (!Array.isArray(x) || !Array.isArray(y) || x.length !== y.length) return false;
    return x.every((item: Json, index) => sameJson(item, y[index] as Json));
  }
  const left = x as JsonObject;
  const right = y as JsonObject;
  for (const key of Object.keys(left)) if (!sameJson(left[key], right[key])) return false;
  for (const key of Object.keys(right)) if (!(key in left) && right[key] !== null) return false;
  return true;
}

/** Equal values while evaluating: decimals by amount, lists and objects by their members. */
export function sameValue(a: Value | undefined, b: Value | undefined): boolean {
  const x = a ?? null;
  const y = b ?? null;
  if (x === y) return true;
  if (x === null || y === null || x === MISSING || y === MISSING) return false;
  if (typeof x !== 'object' || typeof y !== 'object') return false;
  if (isDecimal(x) || isDecimal(y)) return isDecimal(x) && isDecimal(y) && compareDecimals(x, y) === 0;
  if (Array.isArray(x) || Array.isArray(y)) {
    if (!Array.isArray(x) || !Array.isArray(y) || x.length !== y.length) return false;
    return x.every((item: Value, index) => sameValue(item, y[index] as Value));
  }
  const left = x as ValueObject;
  const right = y as ValueObject;
  for (const key of Object.keys(left)) if (!sameValue(left[key], right[key])) return false;
  for (const key of Object.keys(right)) if (!(key in left) && right[key] !== null) return false;
  return true;
}
