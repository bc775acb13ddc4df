import type Big from 'big.js';
import type { Settles } from '../model/conversion.ts';
import { fieldProblem } from '../problems/index.ts';
import { formatDecimal, isDecimal, zero } from '../values/decimal.ts';
import { linesOf } from './progress.ts';
import { nameOf, requireWork } from './records.ts';
import type { Session } from './session.ts';
import type { Work } from './work.ts';

/** Says what a draft settles of advances now, where that is not what it settled before. @source conversions.md P7 */
export function tellSettled(session: Session, { by }: Settles, before: Work): void {
  const [was, is] = [before, requireWork(session, before.id)].map((work) => settledIn(session, by, work));
  if (!was || !is || was.eq(is)) return;
  const label = nameOf(session, before.id);
  const params = { label, before: formatDecimal(was), after: formatDecimal(is) };
  session.work.warnings.push(fieldProblem('advance-resettled', '', params, session.setting.language));
}

/** What its lines settle, over all advances. */
function settledIn({ model }: Session, by: string, { doc }: Work): Big {
  const columns = new Map(
    (model.conversions.get(by)?.lines ?? []).flatMap(({ to, quantity }): [string, string][] =>
      quantity === null ? [] : [[to, quantity]],
    ),
  );
  let sum = zero;
  for (const [table, column] of columns)
    for (const { [column]: value = null } of linesOf(doc, table)) if (isDecimal(value)) sum = sum.plus(value);
  return sum;
}
