import type { Id } from '../model/record.ts';
import type { Model } from '../model/model.ts';
import { actionsOf } from './actions.ts';
import { answered } from './answered.ts';
import { verbs } from './decide.ts';
import { copiedValues } from './copied-places.ts';
import { fieldStates } from './field-states.ts';
import { formConditions } from './form-conditions.ts';
import { hiddenFrom } from './field-rights.ts';
import { judgeActions } from './ledgers/judge-actions.ts';
import { withLive } from './live-values.ts';
import { openSession } from './open-session.ts';
import { describeProgress } from './progress.ts';
import { requireLineage } from './records.ts';
import { mayOn, requireRead } from './rights.ts';
import { describeApprovals } from './stages/describe-approvals.ts';
import type { Description, Facts, Needs, Setting } from './types.ts';
import type { Refusal } from '../problems/problem.ts';
import { valueSources } from './value-sources.ts';
import type { Validators } from './validators.ts';

/**
 * What a user may do with a record now, and why not; which fields stand open; how far its tracks have come.
 *
 * @param facts  with the record's lineage; it need not be locked
 * @returns      description | refusal `not-found` (also when it is not his to see) | needs
 */
export function describe(
  model: Model,
  validators: Validators,
  id: Id,
  facts: Facts,
  setting: Setting,
): Description | Needs | Refusal {
  const session = openSession(model, validators, facts, setting, verbs);
  return answered(session, () => {
    const work = requireLineage(session, id);
    requireRead(session, work);
    const actions = judgeActions(session, work, actionsOf(session, work));
    const fields = fieldStates(session, work, mayOn(session, 'edit', work));
    const progress = describeProgress(session, work.type, work.doc);
    const sources = valueSources(session, work.type, work.doc, work.data, hiddenFrom(session, work));
    const data = withLive(session, work);
    const approvals = describeApprovals(session, work);
    const conditions = formConditions(session, work.type, work.doc);
    const copied = copiedValues(session, work);
    const told = { actions, fields, conditions, progress, sources, data };
    return {
      kind: 'description',
      ...told,
      ...(copied.length > 0 ? { copied } : {}),
      ...(approvals.length > 0 ? { approvals } : {}),
    };
  });
}
