// What hangs on a record's values follows them, by whatever hand they changed: an edit, an action, an amendment.
// @source conversions.md Q2, X4, X5, M4
import { agreementProblems } from './check-agreement.ts';
import { checkFloor } from './check-floor.ts';
import { movedMeasure } from './moved-measure.ts';
import { fitAdvance } from './fit-advance.ts';
import { fitAmounts } from './fit-amounts.ts';
import { nameOf } from './records.ts';
import { refuse } from './refused.ts';
import { followAmounts, relink } from './relink.ts';
import { sameJson } from './same.ts';
import type { Session } from './session.ts';
import { reopenShortOf, settleShort, shrinkSettled } from './settled-links.ts';
import { downLinks, upLinks } from './web.ts';
import type { Work } from './work.ts';

/**
 * Called after a record that is there has been given other values. As a target: what it takes is taken anew and judged,
 * up to the decision that posts it; from then on its links are immutable, and so is what they measure. As a source:
 * nothing falls below what is posted, and what is written off shrinks to what is left.
 *
 * @param amends  an amendment changes what is in force; its links stay what was agreed before
 * @throws Refused open-exceeded, invalid (it no longer agrees with its sources), counted-fixed, below-posted
 */
export function followChange(session: Session, before: Work, after: Work, amends = false): void {
  if (after.phase === 'void' || after.data === before.data) return;
  if (upLinks(session, after.id).length > 0) {
    if (!isInForce(after)) followAsTarget(session, before, after);
    else if (!amends) requireCounted(session, before, after);
  }
  if (downLinks(session, after.id).length === 0) return;
  checkFloor(session, before, after);
  shrinkSettled(session, before, after);
  session.work.stirred.add(after.id);
}

/** Posted before this decision: what is posted by it may still be made what its actions say. */
function isInForce({ phase, before }: Work): boolean {
  return phase === 'posted' && before?.phase === 'posted';
}

function followAsTarget(session: Session, before: Work, after: Work): void {
  const { id } = after;
  // Its posting may have written off the rest of what it took; that is judged by what it takes now.
  const isSettled = after.phase === 'posted' && movedMeasure(session, before, after) !== null;
  if (isSettled) reopenShortOf(session, id);
  relink(session, after);
  const isNew = (path: string) => !sameJson(after.data[path] ?? null, before.data[path] ?? null);
  const apart = agreementProblems(session, id, isNew);
  if (apart.length > 0) refuse('invalid', 422, {}, session.setting.language, apart);
  fitAdvance(session, id);
  fitAmounts(session, id);
  followAmounts(session, id);
  if (isSettled) settleShort(session, id);
}

function requireCounted(session: Session, before: Work, after: Work): void {
  const label = movedMeasure(session, before, after);
  if (label === null) return;
  const params = { label, title: nameOf(session, after.id) };
  refuse('counted-fixed', 422, params, session.setting.language);
}
