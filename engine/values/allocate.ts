// Dividing an amount: by weights, and by filling limits in order.
import type Big from 'big.js';
import { decimal, one, roundDecimal, zero } from './decimal.ts';

/**
 * Divides `total` by weights so that the parts sum to `total` rounded to `scale`.
 *
 * Largest remainder: each part is cut, and the units left over go to the parts that lost most, the earlier one first.
 * A negative total gives the mirrored parts, so that a correction divides as its original did. Weights that sum to
 * zero count as equal ones; negative weights are zero.
 */
export function allocate(total: Big, weights: readonly Big[], scale: number): readonly Big[] {
  if (weights.length === 0) return [];
  let shares = weights.map((weight) => (weight.s < 0 ? zero : weight));
  let sum = shares.reduce((a, b) => a.plus(b), zero);
  if (sum.c[0] === 0) {
    shares = weights.map(() => one);
    sum = decimal(weights.length);
  }
  const unit = decimal(`1e-${scale}`);
  const whole = roundDecimal(total, scale).abs();
  const parts = shares.map((share, index) => {
    const product = whole.times(share);
    // The quotient is cut, not rounded, by taking off what the division leaves over: exact whatever the weights are.
    const left = product.mod(unit.times(sum));
    return { index, left, part: product.minus(left).div(sum) };
  });
  let rest = parts.reduce((left, { part }) => left.minus(part), whole);
  for (const entry of [...parts].sort((a, b) => b.left.cmp(a.left) || a.index - b.index)) {
    if (rest.c[0] === 0) break;
    entry.part = entry.part.plus(unit);
    rest = rest.minus(unit);
  }
  return parts.map(({ part }) => (total.s < 0 ? part.neg() : part));
}

/** Fills `limits` in order until `total` is used up: `take(5, [2, 2, 2])` is `[2, 2, 1]`. What no limit holds is left. */
export function take(total: Big, limits: readonly Big[]): readonly Big[] {
  let left = total;
  return limits.map((limit) => {
    const part = left.s < 0 || limit.s < 0 ? zero : left.lt(limit) ? left : limit;
    left = left.minus(part);
    return part;
  });
}
