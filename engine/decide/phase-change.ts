// What entering another phase means for what is linked. @source conversions.md X1, X2, X4, Q2
import type { Id } from '../model/record.ts';
import { checkMirrors, checkOpens } from './check-opens.ts';
import { checkSources } from './check-sources.ts';
import { settleInDrafts } from './convert/settle-advances.ts';
import { judgeAdvances, judgeOwed, owedBefore } from './judge-advances.ts';
import { judgeWhole } from './judge-whole.ts';
import { namesOf, phaseOf } from './records.ts';
import { lowerInDrafts } from './refit-settled.ts';
import { refuse } from './refused.ts';
import { otherSources, servesOthers } from './serves-others.ts';
import type { Session } from './session.ts';
import { settleShort, settleShortAgain, settleVoided } from './settled-links.ts';
import { knowsAdvances } from './takes-negative.ts';
import { downLinks, recount } from './web.ts';
import type { Work } from './work.ts';

/** What stood before a record enters another phase, for what is judged afterwards. */
export interface Stood {
  /** Advances of the sources that a reversal opens, or takes from again. */
  readonly owed: ReturnType<typeof owedBefore>;
}

const nothing: Stood = { owed: new Map() };

/** @throws Refused open-exceeded and conversion-stage on posting; posted-targets, draft-targets on voiding what others were made from */
export function beforePhase(session: Session, work: Work, to: Work['phase']): Stood {
  if (to === work.phase) return nothing;
  if (to === 'posted') {
    checkOpens(session, work.id);
    if (work.phase === 'draft') {
      checkSources(session, work.id);
      return { owed: owedBefore(session, work.id) };
    }
  }
  if (to === 'void') {
    if (work.phase === 'posted') checkMirrors(session, work.id);
    const against = whatStands(session, work.id);
    if (against) refuse(against.code, 422, against.params, session.setting.language);
    if (work.phase === 'posted') return { owed: owedBefore(session, work.id) };
  }
  return nothing;
}

/** Held becomes posted, or all is given back: the links stay as they are, what they count follows the phase. */
export function afterPhase(
  session: Session,
  before: Work,
  after: Work,
  stood: Stood,
  gives: 'recreate' | 'ignore' | null,
): void {
  if (before.phase === after.phase) return;
  recount(session, after.id, before.phase, after.phase);
  if (after.phase === 'posted') {
    settleShort(session, after.id);
    if (before.phase === 'draft') {
      judgeAdvances(session, after.id);
      if (knowsAdvances(session.model)) {
        settleInDrafts(session, after.id);
        lowerInDrafts(session, after.id);
      }
      judgeStood(session, stood);
    }
  }
  if (after.phase !== 'void') return;
  settleVoided(session, after.id, gives);
  if (before.phase === 'posted') {
    settleShortAgain(session, after.id);
    judgeWhole(session, after.id);
  }
  judgeStood(session, stood);
}

function judgeStood(session: Session, { owed }: Stood): void {
  for (const [source, before] of owed) judgeOwed(session, source, before);
}

/** What keeps a record from being voided, in one sentence: what is in force comes before drafts. */
export function whatStands(
  session: Session,
  id: Id,
): {
  readonly code: 'posted-targets' | 'shared-targets' | 'draft-targets';
  readonly params: { readonly titles: string; readonly others?: string };
} | null {
  const standing = standingTargets(session, id);
  if (standing.length === 0) return null;
  const posted = standing.filter(({ target }) => phaseOf(session, target) !== 'draft');
  const titles = namesOf(
    session,
    (posted.length > 0 ? posted : standing).map(({ target }) => target),
  );
  if (posted.length === 0) return { code: 'draft-targets', params: { titles } };
  if (posted.some(({ isShared }) => !isShared)) return { code: 'posted-targets', params: { titles } };
  const others = new Set(posted.flatMap(({ target }) => otherSources(session, target, id)));
  return { code: 'shared-targets', params: { titles, others: namesOf(session, [...others].sort()) } };
}

/** A target that keeps its source from being voided; shared: it would go along, were it not for its other sources. */
interface Standing {
  readonly target: Id;
  readonly isShared: boolean;
}

/** Targets that keep a source from being voided; those linked without counting lock nothing (Q9). */
export function standingTargets(session: Session, id: Id): readonly Standing[] {
  const targets = new Map<Id, Standing>();
  for (const link of downLinks(session, id)) {
    const { targetRecord: target } = link;
    if (target === null || link.effect === 0 || link.kind !== 'direct') continue;
    const phase = phaseOf(session, target);
    if (phase === 'void') continue;
    const path = session.model.conversions.get(link.conversion);
    const rule = path?.voidSource ?? 'block';
    if (phase === 'draft' && rule !== 'block') continue;
    // What is made good by another document stands in nobody's way; what goes along does where others have a part in it.
    if (rule === 'compensate') continue;
    const isShared = rule === 'cascade';
    if (isShared && (path?.compensate || !servesOthers(session, target, id))) continue;
    if (targets.get(target)?.isShared !== false) targets.set(target, { target, isShared });
  }
  return [...targets.values()].sort((a, b) => (a.target < b.target ? -1 : 1));
}
