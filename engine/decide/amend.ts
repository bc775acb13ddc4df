// A new revision of what is in force. @source conversions.md X5
import type { JsonObject } from '../model/json.ts';
import type { Id } from '../model/record.ts';
import { completeProblems } from './complete.ts';
import { changeData, refuseRenamed } from './edit.ts';
import { followChange } from './follow.ts';
import { judgeOf } from './judge.ts';
import { refuseProblems } from './overrides.ts';
import { applyPatch } from './patch.ts';
import { rebuildDrafts } from './rebuild-drafts.ts';
import { keepWork, nameOf, requireLineage, requireWork } from './records.ts';
import { refuse } from './refused.ts';
import { requireRight } from './rights.ts';
import type { Right, Session } from './session.ts';
import { recount } from './web.ts';
import type { Work } from './work.ts';

/**
 * Raises the revision; the record keeps its id, number, links and payments, and its earlier state is the decision's
 * `before`. A type that is amendable as a draft returns to its initial stage, where it is edited as any draft until it
 * is posted again; one that is amendable as it stands takes the patch at once.
 *
 * @param right  'definition' when a paper that carries the amendment comes into force
 * @throws Refused not-amendable, not-posted, invalid, incomplete, below-posted when a line would fall below what is
 *         posted on it; what `rebuildDrafts` is refused with
 */
export function amend(session: Session, id: Id, patch: JsonObject, right: Right): void {
  const work = requireLineage(session, id);
  const { language } = session.setting;
  if (right === 'person') requireRight(session, work, 'edit');
  const title = nameOf(session, id);
  const amendable = work.type.json['amendable'] ?? false;
  if (amendable === false) refuse('not-amendable', 422, { title }, language);
  if (work.phase !== 'posted') refuse('not-posted', 422, { title }, language);
  const revision = work.revision + 1;
  const next = keepWork(session, { ...work, revision });
  const begun = amendable === 'draft' ? backToDraft(session, next) : next;
  if (Object.keys(patch).length > 0) {
    refuseRenamed(session, begun.type, patch);
    const raw = applyPatch(begun.type.fields, begun.data, patch, session.ids);
    changeData(session, begun, raw, { what: null, free: right === 'person' ? true : 'whole' });
  }
  const after = requireWork(session, id);
  followChange(session, work, after, true);
  if (after.phase === 'posted') {
    const problems = completeProblems(session, after, null);
    if (problems.length > 0) refuseProblems(session, 'incomplete', { title }, problems);
  }
  rebuildDrafts(session, work, after);
  // What is full has changed, though no counter may have: its regions are asked again.
  session.work.stirred.add(id);
  session.work.happenings.push({
    record: id,
    what: 'amend',
    key: String(revision),
    stageBefore: work.stage,
    stageAfter: after.stage,
    dataBefore: work.data,
    dataAfter: after.data,
  });
}

function backToDraft(session: Session, work: Work): Work {
  const { machine } = work.type;
  if (!machine) return work;
  const { stage } = machine.start(judgeOf(session, work, null));
  const phase = machine.phaseOf(stage);
  const moved = keepWork(session, { ...work, stage, states: machine.pathsOf(stage), phase });
  recount(session, work.id, work.phase, phase);
  return moved;
}
