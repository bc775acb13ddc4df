import { amountsOf } from '../../ledgers/amounts.ts';
import type { SumRow } from '../../ledgers/sums.ts';
import type { Model } from '../../model/model.ts';
import { Fault } from '../../problems/problem.ts';
import { formatDecimal, isDecimal } from '../../values/decimal.ts';
import { verbs } from '../decide.ts';
import { openSession } from '../open-session.ts';
import type { Facts, Needs, Setting } from '../types.ts';
import type { Validators } from '../validators.ts';
import { figuresOf } from './figures.ts';

/** Rows with every measure and every derived figure, as canonical decimals; null where a figure cannot be computed. */
export interface DescribedBalances {
  readonly kind: 'balances';
  readonly rows: readonly (SumRow & { readonly figures: Readonly<Record<string, string | null>> })[];
}

/**
 * Figures of balances for lists and reports.
 *
 * @returns balances | needs, when a derived figure walks to a record
 * @throws Fault for a ledger that the model does not have
 */
export function describeBalances(
  model: Model,
  validators: Validators,
  ledgerKey: string,
  rows: readonly SumRow[],
  facts: Facts,
  setting: Setting,
): DescribedBalances | Needs {
  const ledger = model.ledgers.get(ledgerKey);
  if (!ledger) throw new Fault(`No ledger ${ledgerKey} in the model`);
  const session = openSession(model, validators, facts, setting, verbs);
  const described = rows.map((row) => {
    const figures = figuresOf(session, ledger, row.key, amountsOf(row.measures));
    return {
      ...row,
      figures: Object.fromEntries(
        Object.entries(figures).map(([name, value]) => [
          name,
          isDecimal(value) ? formatDecimal(value) : null,
        ]),
      ),
    };
  });
  return session.lacks.any ? session.lacks.needs() : { kind: 'balances', rows: described };
}
