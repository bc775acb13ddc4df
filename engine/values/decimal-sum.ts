// Adds up many decimals without making one for each step.
import type Big from 'big.js';
import { decimal, divide, plus, zero } from './decimal.ts';

const scaleMax = 6;
const million = decimal(1_000_000);
/** What lifts a digit to millionths, by the decimals that it has. */
const lifts = [1e6, 1e5, 1e4, 1e3, 1e2, 10, 1];
/** Digits that fit a safe integer with room for the scale. */
const digitsMax = 15;

/**
 * A running total. Terms with at most six decimals and a sum below 2^53 millionths are added as integers, which is
 * exact; whatever does not fit goes through big.js.
 */
export class DecimalSum {
  #millionths = 0;
  #rest: Big = zero;

  add(term: Big): void {
    const { c, e, s } = term;
    const scale = c.length - 1 - e;
    if (scale <= scaleMax && e + scaleMax < digitsMax) {
      let value = 0;
      for (let i = 0; i < c.length; i++) value = value * 10 + (c[i] as number);
      const lift = scale >= 0 ? (lifts[scale] as number) : 10 ** (scaleMax - scale);
      const next = this.#millionths + s * value * lift;
      if (Number.isSafeInteger(next)) {
        this.#millionths = next;
        return;
      }
    }
    this.#rest = this.#rest.plus(term);
  }

  value(): Big {
    if (this.#millionths === 0) return this.#rest;
    const whole = divide(decimal(this.#millionths), million)!;
    return plus(this.#rest, whole);
  }
}
