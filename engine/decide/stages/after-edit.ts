// What a change of data by hand means for who has agreed to it.
import type { Id } from '../../model/record.ts';
import { requireWork } from '../records.ts';
import { sameJson } from '../same.ts';
import type { Session } from '../session.ts';
import type { Work } from '../work.ts';
import { memoryOf, remember, rememberAsked } from './memory.ts';

/**
 * Who changes what others have agreed to asks them anew: answers given in the present states are withdrawn, and stand
 * in the history. Fields that the state itself leaves open (`meta.editable`) may change without that.
 */
export function afterEdit(session: Session, id: Id, before: Work): void {
  const { machine } = before.type;
  if (!machine || machine.approvals.length === 0) return;
  const work = requireWork(session, id);
  const changed = changedFields(before, work);
  if (changed.length === 0) return;
  if (machine.approvals.some(({ otherEyes }) => otherEyes.has('editor')))
    remember(session, id, { editor: session.setting.user.id });
  for (const [state, asked] of Object.entries(memoryOf(work).approvals ?? {})) {
    const open = (machine.states.get(state)?.editable ?? []).flatMap(({ fields }) => fields);
    if (!work.states.includes(state) || asked.answers.length === 0) continue;
    if (changed.every((key) => open.includes(key))) continue;
    rememberAsked(session, id, state, { ...asked, answers: [] });
    session.work.happenings.push({
      record: id,
      what: 'approval',
      key: null,
      stageBefore: work.stage,
      stageAfter: work.stage,
      dataBefore: null,
      dataAfter: null,
      more: [{ path: `/approvals/${state}`, before: asked.answers, after: null }],
    });
  }
}

/** Fields that a hand may change; what is computed follows them. */
function changedFields(before: Work, after: Work): readonly string[] {
  return [...after.type.fields.values()]
    .filter(
      ({ key, formula }) => formula === null && !sameJson(before.data[key] ?? null, after.data[key] ?? null),
    )
    .map(({ key }) => key);
}
