// Drafts that are left with nothing of what they were made from are named: nobody else would tell. @source conversions.md X1, X5
import type { Id } from '../model/record.ts';
import { fieldProblem } from '../problems/index.ts';
import { zero } from '../values/decimal.ts';
import { nameOf, requireWork } from './records.ts';
import type { Session } from './session.ts';
import { measured, upLinks } from './web.ts';

/** Whether a draft takes anything of its sources. */
export function takesAny(session: Session, id: Id): boolean {
  return upLinks(session, id).some((link) => link.kind === 'direct' && !measured(link).eq(zero));
}

/** Warns of each of these drafts that takes nothing any more. */
export function tellEmptied(session: Session, drafts: readonly Id[]): void {
  const { language } = session.setting;
  for (const id of drafts) {
    if (requireWork(session, id).deleted || takesAny(session, id)) continue;
    const params = { title: nameOf(session, id) };
    session.work.warnings.push(fieldProblem('draft-emptied', '', params, language));
  }
}
