// Answers to an approval: counted until enough have agreed, and then the event is taken.
import type { Approval, ApprovalAnswer } from '../../model/approval.ts';
import type { Json, JsonObject } from '../../model/json.ts';
import type { MachineEvent } from '../../model/machine.ts';
import type { Id } from '../../model/record.ts';
import { fieldProblem } from '../../problems/index.ts';
import { requireWork } from '../records.ts';
import { refuse } from '../refused.ts';
import type { Session } from '../session.ts';
import type { Work } from '../work.ts';
import { approvalWord } from './approval-words.ts';
import { isAgreed } from './approval-steps.ts';
import { turnsOf, type Turn } from './approval-turn.ts';
import { askedOf, rememberAsked } from './memory.ts';

/** What people are asked for when they answer, beside what the event's own form asks for. */
export function answerForm(session: Session, work: Work, approval: Approval, event: string): JsonObject {
  const { language } = session.setting;
  const turns = turnsOf(session, work, approval);
  const comment: JsonObject = {
    type: 'string',
    title: approvalWord(event === approval.reject ? 'reason' : 'comment', language),
    maxLength: 1000,
    ...(event === approval.reject ? { 'x-required': true } : {}),
  };
  if (!('length' in turns) || turns.length === 0) return { comment };
  const people = new Map(turns.map(({ person }) => [person.id, person.name]));
  const isOnlySelf = people.size === 1 && people.has(session.setting.user.id);
  if (isOnlySelf) return { comment };
  const whom: JsonObject = {
    type: 'string',
    title: approvalWord('for', language),
    enum: [...people.keys()],
    'x-titles': Object.fromEntries(people),
  };
  return { for: whom, comment };
}

/** The input of an event that answers an approval, taken apart: what the answer is, and what its own form asks for. */
export function answerInput(
  form: JsonObject | null,
  input: JsonObject,
): { readonly answer: JsonObject; readonly own: JsonObject } {
  const { for: whom, comment, ...rest } = input;
  const own: Record<string, Json> = { ...rest };
  if (whom !== undefined && form?.['for'] !== undefined) own['for'] = whom;
  if (comment !== undefined && form?.['comment'] !== undefined) own['comment'] = comment;
  return {
    answer: { ...(whom === undefined ? {} : { for: whom }), ...(comment === undefined ? {} : { comment }) },
    own,
  };
}

/**
 * Writes an answer down.
 *
 * @returns whether the event is to be taken now: enough have agreed, or somebody refused
 * @throws  Refused invalid (no reason given), approval-…: not his turn, barred by other eyes, answered already, for whom
 */
export function answerApproval(
  session: Session,
  id: Id,
  approval: Approval,
  event: MachineEvent,
  input: JsonObject,
): boolean {
  const work = requireWork(session, id);
  const turn = turnFor(session, work, approval, input['for'] ?? null);
  const isRefusal = event.key === approval.reject;
  const answer: ApprovalAnswer = {
    step: turn.step.step.key,
    answer: isRefusal ? 'rejected' : 'approved',
    by: session.setting.user.id,
    byName: session.setting.user.name,
    for: turn.person.id,
    forName: turn.person.name,
    at: session.constants.now,
    comment: commentOf(session, input['comment'] ?? null, isRefusal),
  };
  const asked = askedOf(work, approval.state) ?? { asker: session.setting.user.id, answers: [] };
  const answered = rememberAsked(session, id, approval.state, {
    ...asked,
    answers: [...asked.answers, answer],
  });
  session.work.happenings.push({
    record: id,
    what: 'approval',
    key: event.key,
    stageBefore: work.stage,
    stageAfter: work.stage,
    dataBefore: null,
    dataAfter: null,
    more: [{ path: `/approvals/${approval.state}/${answer.step}`, before: null, after: answer }],
  });
  return isRefusal || isAgreed(session, answered, approval);
}

function turnFor(session: Session, work: Work, approval: Approval, whom: Json): Turn {
  const { language, user } = session.setting;
  const turns = turnsOf(session, work, approval);
  if (!isList(turns)) refuse(turns.code, 403, turns.params, language);
  const wanted = typeof whom === 'string' ? whom : null;
  const own = turns.find(({ person }) => person.id === (wanted ?? user.id));
  if (own) return own;
  const people = new Map(turns.map(({ person }) => [person.id, person.name]));
  const [only] = turns;
  if (wanted === null && only && people.size === 1) return only;
  refuse('approval-for-whom', 422, { names: [...people.values()].join(', ') }, language);
}

function isList<T>(value: readonly T[] | object): value is readonly T[] {
  return Array.isArray(value);
}

function commentOf(session: Session, comment: Json, isNeeded: boolean): string | null {
  const { language } = session.setting;
  const said = typeof comment === 'string' ? comment.trim() : '';
  const wrong =
    comment !== null && typeof comment !== 'string'
      ? fieldProblem('type', '/comment', { type: 'string' }, language)
      : said.length > 1000
        ? fieldProblem('max-length', '/comment', { limit: 1000 }, language)
        : isNeeded && said === ''
          ? fieldProblem('required', '/comment', { label: approvalWord('reason', language) }, language)
          : null;
  if (wrong) refuse('invalid', 422, {}, language, [wrong]);
  return said === '' ? null : said;
}
