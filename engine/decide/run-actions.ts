import { listNeedOf } from '../decisions/narrow.ts';
import { MISSING, type Value, type ValueObject } from '../expressions/scope.ts';
import type { Action, ConvertSources } from '../model/machine.ts';
import type { Expr } from '../model/expression.ts';
import type { Id } from '../model/record.ts';
import { formatDecimal, isDecimal, zero } from '../values/decimal.ts';
import { dehydrate } from '../values/hydrate.ts';
import { assignNumber } from './assign-number.ts';
import { jsonBySchema } from './constants.ts';
import { listed } from './decide-table.ts';
import { post, reverse } from './ledgers/post.ts';
import {
  amendRecord,
  assignTo,
  callWebhook,
  createRecord,
  giveTask,
  idsIn,
  parkRefusal,
  sendMessage,
  sendOut,
} from './outward.ts';
import { nameOf, requireLineage, requireWork } from './records.ts';
import { refusalOf } from './refusal-of.ts';
import { refuse, Refused } from './refused.ts';
import { run, scopeOf, type Names } from './scope.ts';
import type { Session } from './session.ts';
import type { ConversionSource } from './types.ts';
import { setField } from './set-field.ts';
import type { Work } from './work.ts';
import { beforeOf } from './record-values.ts';

type ActionOf<T extends Action['type']> = Extract<Action, { type: T }>;

/** How each kind of action is run; a new kind is a new entry. */
const runners: {
  readonly [T in Action['type']]: (
    session: Session,
    work: Work,
    action: ActionOf<T>,
    input: ValueObject | null,
    names: Names,
  ) => void;
} = {
  create: createRecord,
  amend: amendRecord,
  message: sendMessage,
  task: giveTask,
  assignTo,
  webhook: callWebhook,
  send: sendOut,
  assignNumber,
  set: setField,
  convert: convertOnwards,
  fire: fireOthers,
  post: (session, work, action) => post(session, work, action),
  reverse,
};

/** A tree of documents that close each other is a dozen deep; more is a circle. */
const nestedMax = 60;

/**
 * Runs actions in order, each seeing what the earlier ones did. They have the definition's right (M7).
 *
 * @param more  what a rule has in scope beside the record
 * @throws Refused automation-loop when actions set each other off without end
 */
export function runActions(
  session: Session,
  id: Id | null,
  actions: readonly Action[],
  input: ValueObject | null,
  more: Names = {},
): void {
  if (actions.length === 0) return;
  const { nesting } = session;
  if (nesting.depth >= nestedMax) refuseLoop(session, id);
  nesting.depth++;
  try {
    runEach(session, id, actions, input, more);
  } finally {
    nesting.depth--;
  }
}

function refuseLoop(session: Session, id: Id | null): never {
  const events = id === null ? '…' : nameOf(session, id);
  return refuse('automation-loop', 422, { events }, session.setting.language);
}

function runEach(
  session: Session,
  id: Id | null,
  actions: readonly Action[],
  input: ValueObject | null,
  more: Names,
): void {
  for (const action of actions)
    for (const item of itemsOf(session, id, action, input, more)) {
      const work = id === null ? null : requireWork(session, id);
      // Without a record at hand there is nothing to number, set or book; the checker says so.
      if (work === null && onRecord.has(action.type)) continue;
      const names: Names = { ...placeOf(work), input, ...more, ...item };
      const { when } = action;
      if (when !== null && run(when, scopeOf(session, names)) !== true) continue;
      const runner = runners[action.type] as (
        session: Session,
        work: Work | null,
        action: Action,
        input: ValueObject | null,
        names: Names,
      ) => void;
      runner(session, work, action, input, names);
    }
}

const onRecord: ReadonlySet<string> = new Set(['assignNumber', 'set', 'post', 'reverse', 'assignTo']);

function placeOf(work: Work | null): Names {
  return work === null ? {} : { doc: work.doc, before: beforeOf(work) };
}

/** Once, or once for each item of the action's list. */
function itemsOf(
  session: Session,
  id: Id | null,
  action: Action,
  input: ValueObject | null,
  more: Names,
): readonly Names[] {
  if (!action.each) return [{}];
  const work = id === null ? null : requireWork(session, id);
  const list = run(action.each, scopeOf(session, { ...placeOf(work), input, ...more }));
  return Array.isArray(list) ? list.map((item: Value) => ({ item })) : [];
}

/** With nothing left to convert there is nothing to do: a reversal of what was credited already, say. */
function convertOnwards(
  session: Session,
  work: Work | null,
  action: ActionOf<'convert'>,
  _input: ValueObject | null,
  names: Names,
): void {
  const sources = action.sources
    ? sourcesOf(session, action.conversion, action.sources, names)
    : work
      ? [{ id: work.id }]
      : [];
  if (sources.length === 0) return;
  const [into = null] = action.into ? idsIn(run(action.into, scopeOf(session, names))) : [];
  if (action.into && into === null) return;
  const values = action.set ? valuesOf(session, action.set, names) : {};
  if (values === null) return;
  const to = session.model.types.get(session.model.conversions.get(action.conversion)?.to ?? '');
  const set = to ? dehydrate(to.fields, values) : {};
  const request = {
    conversion: action.conversion,
    sources,
    set,
    into,
  };
  const mark = session.work.mark();
  try {
    const { targets } = session.verbs.convert(session, request, 'definition');
    if (action.then === null) return;
    for (const target of targets) session.verbs.fire(session, target, action.then, {}, 'definition');
  } catch (error) {
    if (!(error instanceof Refused) || error.unsaid.code !== 'nothing-open') throw error;
    session.work.reset(mark);
  }
}

/** What expressions give, by name; null: a fact is lacking. */
function valuesOf(
  session: Session,
  expressions: ReadonlyMap<string, Expr>,
  names: Names,
): ValueObject | null {
  const values: Record<string, Value> = {};
  for (const [key, expr] of expressions) values[key] = run(expr, scopeOf(session, names));
  return Object.values(values).includes(MISSING) ? null : values;
}

/** Records of an expression, each of a list with its amount, or those of a type that a filter leaves, in order of id. */
function sourcesOf(
  session: Session,
  conversion: string,
  sources: ConvertSources,
  names: Names,
): readonly ConversionSource[] {
  if (sources.kind === 'records')
    return idsIn(run(sources.expr, scopeOf(session, names))).map((id) => ({ id }));
  if (sources.kind === 'each') return eachSource(session, conversion, sources, names);
  const scope = scopeOf(session, names);
  const need = listNeedOf({ type: sources.type, table: null, narrow: sources.narrow }, scope);
  const found = need === MISSING ? MISSING : listed(session, need, false);
  if (found === MISSING) return [];
  const { where } = sources;
  return found
    .filter(({ values }) => where === null || run(where, scopeOf(session, { ...names, it: values })) === true)
    .map(({ id }) => ({ id }))
    .sort((a, b) => (a.id < b.id ? -1 : 1));
}

/** Nothing is taken of a record whose amount is nothing, less than that where the path takes no such, or not known. */
function eachSource(
  session: Session,
  conversion: string,
  { each, record, amount }: ConvertSources & { readonly kind: 'each' },
  names: Names,
): readonly ConversionSource[] {
  const list = run(each, scopeOf(session, names));
  const isBoth = session.model.conversions.get(conversion)?.sign === 'both';
  if (!Array.isArray(list)) return [];
  return list.flatMap((item: Value) => {
    const scope = scopeOf(session, { ...names, item });
    const [id] = idsIn(run(record, scope));
    const taken = run(amount, scope);
    if (id === undefined || !isDecimal(taken) || (isBoth ? taken.eq(zero) : !taken.gt(zero))) return [];
    return [{ id, amount: formatDecimal(taken) }];
  });
}

/** Nobody goes past it: whoever left one way out of a circle would only take the next. */
const isLoop = ({ unsaid }: Refused): boolean => unsaid.code === 'automation-loop';

function fireOthers(
  session: Session,
  work: Work | null,
  action: ActionOf<'fire'>,
  _input: ValueObject | null,
  names: Names,
): void {
  const to = run(action.to, scopeOf(session, names));
  const event = action.eventOf ? run(action.eventOf, scopeOf(session, names)) : action.event;
  if (typeof event !== 'string' || event === '') return;
  const values = action.input ? valuesOf(session, action.input, names) : {};
  if (values === null) return;
  for (const id of idsIn(to)) {
    const mark = session.work.mark();
    try {
      const { machine } = requireLineage(session, id).type;
      const input = jsonBySchema(machine?.events.get(event)?.form ?? {}, values);
      session.verbs.fire(session, id, event, input, 'definition');
    } catch (error) {
      if (!(error instanceof Refused) || action.refused === 'fail' || isLoop(error)) throw error;
      session.work.reset(mark);
      if (action.refused === 'park') parkRefusal(session, work, id, event, refusalOf(error, session));
    }
  }
}
