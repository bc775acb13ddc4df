import { isDecimal } from '../values/decimal.ts';
import type { Value, ValueObject } from '../expressions/scope.ts';
import type { Action } from '../model/machine.ts';
import type { Id } from '../model/record.ts';
import { dehydrate } from '../values/hydrate.ts';
import { assignNumber } from './assign-number.ts';
import { computeWork } from './compute-work.ts';
import { post, reverse } from './ledgers/post.ts';
import { requireLineage, requireWork } from './records.ts';
import { Refused, refuse } from './refused.ts';
import { run, scopeOf } from './scope.ts';
import type { Session } from './session.ts';
import { shapeProblems } from './save-checks.ts';
import type { Work } from './work.ts';

type ActionOf<T extends Action['type']> = Extract<Action, { type: T }>;

/** How each kind of action is run; a new kind is a new entry. */
const runners: {
  readonly [T in Action['type']]: (
    session: Session,
    work: Work,
    action: ActionOf<T>,
    input: ValueObject | null,
  ) => void;
} = {
  assignNumber: (session, work, action) => assignNumber(session, work, action.series),
  set: setField,
  convert: convertOnwards,
  fire: fireOthers,
  post: (session, work, action) => post(session, work, action),
  reverse,
};

/** Runs actions in order, each seeing what the earlier ones did. They have the definition's right (M7). */
export function runActions(
  session: Session,
  id: Id,
  actions: readonly Action[],
  input: ValueObject | null,
): void {
  for (const action of actions) {
    const work = requireWork(session, id);
    const { when } = action;
    if (when !== null && run(when, scopeOf(session, { doc: work.doc, input })) !== true) continue;
    const runner = runners[action.type] as (
      session: Session,
      work: Work,
      action: Action,
      input: ValueObject | null,
    ) => void;
    runner(session, work, action, input);
  }
}

function setField(session: Session, work: Work, action: ActionOf<'set'>, input: ValueObject | null): void {
  const field = work.type.fields.get(action.field);
  if (!field) return;
  const value = run(action.expr, scopeOf(session, { doc: work.doc, before: work.doc, input }));
  const { [action.field]: _, ...rest } = work.data;
  const data = { ...rest, ...dehydrate(new Map([[field.key, field]]), { [field.key]: value }) };
  const problems = shapeProblems(session, work.type, data);
  if (problems.length > 0) refuse('invalid', 422, {}, session.setting.language, problems);
  computeWork(session, work, data, work.doc);
}

/** With nothing left to convert there is nothing to do: a reversal of what was credited already, say. */
function convertOnwards(session: Session, work: Work, action: ActionOf<'convert'>): void {
  const request = { conversion: action.conversion, sources: [{ id: work.id }], set: {}, into: null };
  const mark = session.work.mark();
  try {
    const { targets } = session.verbs.convert(session, request, 'definition');
    if (action.then === null) return;
    for (const target of targets) session.verbs.fire(session, target, action.then, {}, 'definition');
  } catch (error) {
    if (!(error instanceof Refused) || error.refusal.code !== 'nothing-open') throw error;
    session.work.reset(mark);
  }
}

function fireOthers(session: Session, work: Work, action: ActionOf<'fire'>, input: ValueObject | null): void {
  const to = run(action.to, scopeOf(session, { doc: work.doc, input }));
  for (const id of idsIn(to)) {
    const mark = session.work.mark();
    try {
      requireLineage(session, id);
      session.verbs.fire(session, id, action.event, {}, 'definition');
    } catch (error) {
      if (!(error instanceof Refused) || action.refused === 'fail') throw error;
      session.work.reset(mark);
    }
  }
}

function idsIn(value: Value): string[] {
  if (typeof value === 'string') return [value];
  if (Array.isArray(value)) return value.flatMap((item: Value) => idsIn(item));
  const id =
    value !== null && typeof value === 'object' && !isDecimal(value) ? (value as ValueObject)['id'] : null;
  return typeof id === 'string' ? [id] : [];
}
