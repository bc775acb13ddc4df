// What a language says of numbers and currencies. Each language is one file; nothing else knows its grammar.

export type Gender = 'm' | 'f' | 'n';

export interface UnitWords {
  readonly gender: Gender;
  /** Forms by how many there are, in the order of the language's own rule. */
  readonly forms: readonly string[];
}

export interface CurrencyWords {
  readonly whole: UnitWords;
  readonly part: UnitWords;
}

export interface NumberWords {
  /** A whole number below 10^15 in words, agreeing with what is counted. */
  readonly count: (value: bigint, gender: Gender) => string;
  /** The number and its unit: `two lei`, `douăzeci de lei`, `pięć złotych`. */
  readonly counted: (value: bigint, unit: UnitWords) => string;
  readonly currencies: Readonly<Record<string, CurrencyWords>>;
  readonly and: string;
  readonly minus: string;
  /** Joins the digits of a fraction that has no unit: `two point five`. */
  readonly point: string;
  readonly zero: string;
}

/** The digits of a number in groups of three, from the largest: 12 034 005 → [12, 34, 5]. */
export function thousands(value: bigint): readonly number[] {
  const groups: number[] = [];
  for (let rest = value; rest > 0n; rest /= 1000n) groups.unshift(Number(rest % 1000n));
  return groups;
}
