// Balances while a decision is made: what was read, and what the decision has written so far.
import { amountsOf, measuresOf, noAmounts, plus, type Amounts } from '../../ledgers/amounts.ts';
import { balanceKey, ledgerKey } from '../../ledgers/ledger-key.ts';
import {
  isBucket,
  mergeRows,
  sumEntries,
  sumKey,
  type SumQuestion,
  type SumRow,
} from '../../ledgers/sums.ts';
import { MISSING, type Missing, type Value, type ValueObject } from '../../expressions/scope.ts';
import type { Balance, Ledger, LedgerKey } from '../../model/ledger.ts';
import type { Session } from '../session.ts';
import type { BalanceName } from '../types.ts';
import { textOf } from './entries-of.ts';
import { figuresOf, keyValues } from './figures.ts';

/** As it stood before the decision; null when nothing was ever posted there. */
export function storedBalance(session: Session, name: BalanceName): Balance | null | Missing {
  const known = session.facts.balances?.get(balanceKey(name));
  if (known !== undefined) return known;
  session.lacks.balance(name);
  return MISSING;
}

/** A balance whose every dimension is named comes from its own row, which is locked; anything else is added up. */
export function readBalance(
  session: Session,
  ledgerName: string,
  where: ValueObject,
  on: string | null,
): ValueObject | Missing {
  const ledger = session.model.ledgers.get(ledgerName);
  const key = keyOf(where);
  // A browser compiles a slice of a pack, and no ledgers with it: what it lacks is asked of the server.
  if (!ledger) {
    session.lacks.balance({ ledger: ledgerName, key });
    return MISSING;
  }
  const amounts =
    on === null && isWhole(ledger, key)
      ? amountsAt(session, { ledger: ledgerName, key })
      : summed(session, { ledger: ledgerName, where: key, by: [], from: null, to: on });
  return amounts === MISSING ? MISSING : figuresOf(session, ledger, key, amounts);
}

/** A row for each combination of `by`, with its dimensions as values. */
export function readBalances(session: Session, question: SumQuestion): readonly Value[] | Missing {
  const ledger = session.model.ledgers.get(question.ledger);
  if (!ledger) {
    session.lacks.sum(question);
    return MISSING;
  }
  const rows = readSums(session, question);
  if (rows === MISSING) return MISSING;
  return rows.map(({ key, measures }) => ({
    ...figuresOf(session, ledger, key, amountsOf(measures)),
    ...namedValues(ledger, question.by, key),
  }));
}

function namedValues(ledger: Ledger, by: readonly string[], key: LedgerKey): ValueObject {
  const values = keyValues(ledger, key);
  return Object.fromEntries(
    by.map((name) => [
      name,
      ledger.dimensions.has(name) || !isBucket(name) ? (values[name] ?? null) : (key[name] ?? null),
    ]),
  );
}

export function keyOf(where: ValueObject): LedgerKey {
  return ledgerKey(
    Object.fromEntries(Object.entries(where).map(([dimension, value]) => [dimension, textOf(value)])),
  );
}

function isWhole(ledger: Ledger, key: LedgerKey): boolean {
  return [...ledger.dimensions.keys()].every((dimension) => key[dimension] !== undefined);
}

function amountsAt(session: Session, name: BalanceName): Amounts | Missing {
  const stored = storedBalance(session, name);
  if (stored === MISSING) return MISSING;
  const delta = session.work.deltas.get(balanceKey(name));
  const before = stored ? amountsOf(stored.measures) : noAmounts;
  return delta ? plus(before, delta.amounts) : before;
}

function summed(session: Session, question: SumQuestion): Amounts | Missing {
  const rows = readSums(session, question);
  return rows === MISSING ? MISSING : amountsOf(rows[0]?.measures ?? {});
}

function readSums(session: Session, question: SumQuestion): readonly SumRow[] | Missing {
  const known = session.facts.sums?.get(sumKey(question));
  if (known === undefined) {
    session.lacks.sum(question);
    return MISSING;
  }
  const written = session.work.entries.map((entry) => ({ ...entry, measures: measuresOf(entry.amounts) }));
  return mergeRows(known, sumEntries(question, written));
}
