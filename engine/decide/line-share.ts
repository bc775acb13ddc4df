import type Big from 'big.js';
import type { ValueObject } from '../expressions/scope.ts';
import type { LineMapping } from '../model/conversion.ts';
import type { Link } from '../model/record.ts';
import type { RecordType } from '../model/type.ts';
import { isDecimal } from '../values/decimal.ts';
import type { Work } from './work.ts';

/** A target line's shares of its source lines. */
export interface Share {
  /** In the currency of the sources. */
  readonly amount: Big;
  readonly sources: readonly { readonly line: ValueObject; readonly work: Work; readonly link: Link }[];
}

/** What a line is worth by its own formula, without what was adjusted. */
export function ownAmount(type: RecordType, { to, adjust }: LineMapping, doc: ValueObject): Big | null {
  const key = type.tables.get(to)?.amount ?? null;
  const amount = key === null ? null : (doc[key] ?? null);
  const present = doc[adjust ?? ''] ?? null;
  if (!isDecimal(amount)) return null;
  return isDecimal(present) ? amount.minus(present) : amount;
}
