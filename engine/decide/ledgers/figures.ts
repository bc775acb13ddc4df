// Balances as expressions see them.
import type { Amounts } from '../../ledgers/amounts.ts';
import type { Value, ValueObject } from '../../expressions/scope.ts';
import type { ExprType } from '../../expressions/types.ts';
import type { Ledger, LedgerKey } from '../../model/ledger.ts';
import { parseDecimal, roundDecimal, zero } from '../../values/decimal.ts';
import { run, scopeOf } from '../scope.ts';
import type { Session } from '../session.ts';

/** Every measure with its decimals, zero where nothing was posted, and the derived figures. */
export function figuresOf(session: Session, ledger: Ledger, key: LedgerKey, amounts: Amounts): ValueObject {
  const figures: Record<string, Value> = {};
  for (const { key: measure, scale } of ledger.measures.values()) {
    const amount = amounts[measure];
    figures[measure] = amount ? roundDecimal(amount, scale) : zero;
  }
  if (ledger.derived.size === 0) return figures;
  const scope = scopeOf(session, { key: keyValues(ledger, key), balance: figures });
  const derived: Record<string, Value> = {};
  for (const [name, expr] of ledger.derived) derived[name] = run(expr, scope);
  return { ...figures, ...derived };
}

/** Dimensions as values; those that are not there are null. */
export function keyValues(ledger: Ledger, key: LedgerKey): ValueObject {
  const values: Record<string, Value> = {};
  for (const { key: dimension, type } of ledger.dimensions.values())
    values[dimension] = valueOf(key[dimension], type);
  return values;
}

function valueOf(text: string | undefined, type: ExprType): Value {
  if (text === undefined) return null;
  if (type.kind === 'decimal') return parseDecimal(text);
  return type.kind === 'boolean' ? text === 'true' : text;
}
