/** A source of chance that always gives the same sequence for the same seed, so that demo data are reproducible. */
export interface Random {
  /** Integer from `min` to `max`, both included. */
  int(min: number, max: number): number;
  /** True once in `n` draws on average. */
  once(n: number): boolean;
  pick<T>(list: readonly T[]): T;
}

/**
 * Makes a seeded random source.
 *
 * @source mulberry32, a 32-bit generator in the public domain: enough for demo data, and the same on every machine
 */
export function seededRandom(seed: number): Random {
  let state = seed >>> 0;
  const next = (): number => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
  const int = (min: number, max: number): number => min + Math.floor(next() * (max - min + 1));
  return {
    int,
    once: (n) => int(1, n) === 1,
    pick<T>(list: readonly T[]): T {
      const item = list[int(0, list.length - 1)];
      if (item === undefined) throw new RangeError('nothing to pick from');
      return item;
    },
  };
}
