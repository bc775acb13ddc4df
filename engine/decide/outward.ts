// Actions that reach beyond the record: what they do outside waits in the decision until it is written.
import { MISSING, type Value, type ValueObject } from '../expressions/scope.ts';
import type { Expr } from '../model/expression.ts';
import type { Json, JsonObject } from '../model/json.ts';
import type { ActionKind } from '../model/machine.ts';
import type { Id } from '../model/record.ts';
import type { Refusal } from '../problems/problem.ts';
import { isDecimal } from '../values/decimal.ts';
import { dehydrate, dehydrateJson } from '../values/hydrate.ts';
import { recordIdOf } from '../values/version.ts';
import { computeWork } from './compute-work.ts';
import { followChange } from './follow.ts';
import { keepWork, requireLineage } from './records.ts';
import { run, scopeOf, type Names } from './scope.ts';
import type { Session } from './session.ts';
import type { Work } from './work.ts';

type ActionOf<T extends ActionKind['type']> = Extract<ActionKind, { type: T }>;
type Run<T extends ActionKind['type']> = (
  session: Session,
  work: Work | null,
  action: ActionOf<T>,
  input: ValueObject | null,
  names: Names,
) => void;

export const createRecord: Run<'create'> = (session, _work, action, _input, names) => {
  const type = session.model.types.get(action.record);
  if (!type) return;
  const values: Record<string, Value> = {};
  for (const [key, expr] of action.data) values[key] = run(expr, scopeOf(session, names));
  if (Object.values(values).includes(MISSING)) return;
  session.verbs.create?.(session, type.key, dehydrate(type.fields, values), 'definition');
};

/** A paper amends another record: its new revision. @source conversions.md X5 */
export const amendRecord: Run<'amend'> = (session, _work, action, _input, names) => {
  for (const id of idsIn(run(action.to, scopeOf(session, names)))) {
    const fields = requireLineage(session, id).type.fields;
    const values: Record<string, Value> = {};
    for (const [key, expr] of action.data) values[key] = run(expr, scopeOf(session, names));
    if (Object.values(values).includes(MISSING)) return;
    const given = dehydrate(fields, values);
    // What the expression leaves empty is emptied: absent in a patch means that it stays.
    const patch = Object.fromEntries([...action.data.keys()].map((key) => [key, given[key] ?? null]));
    session.verbs.amend?.(session, id, patch, 'definition');
  }
};

export const sendMessage: Run<'message'> = (session, work, action, _input, names) =>
  put(session, 'message', {
    message: action.message,
    to: peopleOf(session, action.to, names),
    record: work?.id ?? null,
  });

export const giveTask: Run<'task'> = (session, work, action, _input, names) => {
  const due = action.due === null ? null : run(action.due, scopeOf(session, names));
  put(session, 'task', {
    id: session.ids.uuid(),
    task: action.task,
    title: action.title.run(scopeOf(session, names)),
    for: peopleOf(session, action.for, names),
    due: typeof due === 'string' ? due : null,
    done: action.done,
    record: work?.id ?? null,
  });
};

export const callWebhook: Run<'webhook'> = (session, work, action, _input, names) => {
  const url = run(action.url, scopeOf(session, names));
  if (typeof url !== 'string' || url === '') return;
  const data: Record<string, Json> = {};
  for (const [key, expr] of action.data) data[key] = dehydrateJson(run(expr, scopeOf(session, names)));
  put(session, 'webhook', { url, data, record: work?.id ?? null });
};

/** The mapping is made when it is sent, after commit: by then the record has its number. */
export const sendOut: Run<'send'> = (session, work, action) =>
  put(session, 'send', { connector: action.connector, record: work?.id ?? null, event: null });

export const assignTo: Run<'assignTo'> = (session, work, action, _input, names) => {
  const [owner] = idsIn(run(action.to, scopeOf(session, names)));
  if (!work || owner === undefined) return;
  if (work.type.owner === null) keepWork(session, { ...work, owner });
  else
    followChange(
      session,
      work,
      computeWork(session, work, { ...work.data, [work.type.owner]: owner }, work.doc),
    );
};

/** What another record refused, put down for people to look at. */
export function parkRefusal(
  session: Session,
  work: Work | null,
  id: Id,
  event: string,
  { code, message }: Refusal,
): void {
  put(session, 'parked', { record: id, event, from: work?.id ?? null, code, message });
}

function put(session: Session, topic: string, payload: JsonObject): void {
  session.work.messages.push({ topic, payload });
}

function peopleOf(session: Session, expressions: readonly Expr[], names: Names): readonly string[] {
  return [...new Set(expressions.flatMap((expr) => idsIn(run(expr, scopeOf(session, names)))))];
}

/** Texts as they are, records (of a version its own) by their id, lists item by item. */
export function idsIn(value: Value): readonly Id[] {
  if (typeof value === 'string') return value === '' ? [] : [recordIdOf(value)];
  if (Array.isArray(value)) return value.flatMap((item: Value) => idsIn(item));
  const id =
    value !== null && typeof value === 'object' && !isDecimal(value) ? (value as ValueObject)['id'] : null;
  return typeof id === 'string' ? [id] : [];
}
