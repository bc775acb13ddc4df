import type Big from 'big.js';
import type { Ledger } from '../../model/ledger.ts';
import type { Id } from '../../model/record.ts';
import { fieldProblem } from '../../problems/index.ts';
import type { FieldProblem } from '../../problems/problem.ts';
import { formatDecimal, roundDecimal, zero } from '../../values/decimal.ts';
import { nameOf } from '../records.ts';
import type { Session } from '../session.ts';

/** In a balanced ledger the debit of each document is its credit, at the ledger's decimals. */
export function unbalanced(session: Session): FieldProblem[] {
  return [...session.model.ledgers.values()]
    .filter(({ balanced }) => balanced)
    .flatMap((ledger) => unbalancedIn(session, ledger));
}

function unbalancedIn(session: Session, ledger: Ledger): FieldProblem[] {
  const sides = new Map<Id, { readonly debit: Big; readonly credit: Big }>();
  for (const { ledger: of, record, amounts } of session.work.entries) {
    if (of !== ledger.key) continue;
    const { debit, credit } = sides.get(record) ?? { debit: zero, credit: zero };
    sides.set(record, {
      debit: debit.plus(amounts['debit'] ?? zero),
      credit: credit.plus(amounts['credit'] ?? zero),
    });
  }
  const { language } = session.setting;
  const scale = ledger.measures.get('debit')?.scale ?? 2;
  return [...sides].flatMap(([record, { debit, credit }]) => {
    if (roundDecimal(debit.minus(credit), scale).eq(zero)) return [];
    const params = {
      ledger: session.model.text(language, ledger.textKey, ledger.title),
      debit: formatDecimal(debit),
      credit: formatDecimal(credit),
      title: nameOf(session, record),
    };
    return [fieldProblem('not-balanced', '', params, language)];
  });
}
