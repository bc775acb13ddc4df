// Decision tables inside a decision: what they may read, and what they were heard to answer.
import type { DecisionPlace, Listed } from '../decisions/decision-place.ts';
import { judgeDecision } from '../decisions/judge-decision.ts';
import { listKey, type ListNeed } from '../decisions/list-need.ts';
import type { Verdict } from '../decisions/verdict.ts';
import type { DecisionTable, OutputLimits } from '../model/decision-table.ts';
import type { JsonObject } from '../model/json.ts';
import { schemaCode, schemaParams } from '../problems/schema-words.ts';
import { valueProblem, valueWords } from '../problems/value-problem.ts';
import type { SchemaError } from '../validation.ts';
import type { DecimalRoom } from '../values/decimal-pattern.ts';
import { isDecimal } from '../values/decimal.ts';
import { jsonBySchema } from './constants.ts';
import { noteMistake } from './mistaken-answers.ts';
import { pathOf } from './schema-problems.ts';
import { MISSING, type Missing, type Value, type ValueObject } from '../expressions/scope.ts';
import type { Stored } from '../model/record.ts';
import type { RecordType } from '../model/type.ts';
import { storedValues } from './record-values.ts';
import { mayRead } from './rights.ts';
import { scopeOf } from './scope.ts';
import type { Session } from './session.ts';
import type { Work } from './work.ts';

/** Who listens to the decisions of a session. */
const listeners = new WeakMap<Session, Verdict[]>();

/** What a decision table answers; null when the model has no such table. */
export function decideTable(session: Session, key: string, input: ValueObject): Value {
  const verdict = verdictOf(session, key, input);
  if (verdict === null || verdict === MISSING) return verdict;
  listeners.get(session)?.push(verdict);
  const table = session.model.decisions.get(key);
  if (table?.limits) note(session, table, table.limits, verdict.value);
  return verdict.value;
}

/** Rows of records hold what people write: an answer may pass the limits that its table declares. */
function note(
  session: Session,
  table: DecisionTable,
  { properties, digits }: OutputLimits,
  value: Value,
): void {
  const { model, validators, setting } = session;
  const { language } = setting;
  const answers = (Array.isArray(value) ? value : [value]) as readonly ValueObject[];
  for (const answer of answers) {
    if (digits && [...digits].every(([key, most]) => hasRoom(answer[key], most))) continue;
    const held: Record<string, Value> = {};
    for (const key of Object.keys(properties)) held[key] = answer[key] ?? null;
    for (const error of validators.input(properties)(jsonBySchema(properties, held))) {
      const output = table.outputs.get(pathOf(error.pointer));
      const params = {
        decision: model.text(language, table.textKey, table.title),
        output: output ? model.text(language, output.textKey, output.title) : pathOf(error.pointer),
        why: whyNot(error, properties, language),
      };
      noteMistake(session, valueProblem('decision-beyond', '', params, language));
    }
  }
}

/** @param most  digits before the point */
function hasRoom(value: Value | undefined, most: number): boolean {
  return !isDecimal(value) || value.e < most;
}

function whyNot(error: SchemaError, properties: JsonObject, language: string): string {
  const decimal = (properties[pathOf(error.pointer)] as JsonObject)['x-decimal'] as DecimalRoom | undefined;
  if (decimal && ['pattern', 'type'].includes(error.keyword)) {
    const { precision, scale } = decimal;
    return valueWords('decimal', { scale, digits: precision - scale }, language);
  }
  return valueWords(schemaCode(error.keyword), schemaParams(error, language), language);
}

/** The same with its explanation. */
export function verdictOf(session: Session, key: string, input: ValueObject): Verdict | null | Missing {
  const table = session.model.decisions.get(key);
  return table ? judgeDecision(table, input, placeOf(session)) : null;
}

/** Runs something and tells which decisions were asked meanwhile. */
export function listen<T>(
  session: Session,
  run: () => T,
): { readonly value: T; readonly verdicts: readonly Verdict[] } {
  const outer = listeners.get(session);
  const verdicts: Verdict[] = [];
  listeners.set(session, verdicts);
  try {
    return { value: run(), verdicts };
  } finally {
    if (outer) listeners.set(session, outer);
    else listeners.delete(session);
  }
}

function placeOf(session: Session): DecisionPlace {
  const { model } = session;
  return {
    today: session.constants.today,
    scope: (names) => scopeOf(session, names),
    list: (need, ofUser) => listed(session, need, ofUser),
    keyOf(id, isQualified) {
      const values = session.reads.record(id);
      if (values === MISSING || values === null) return values;
      const type = model.types.get(values['type'] as string);
      const key = values[type?.naturalKey ?? 'id'];
      if (typeof key !== 'string') return null;
      return isQualified ? `${type?.key ?? ''}:${key}` : key;
    },
    idOf(types, key) {
      const cut = key.indexOf(':');
      const [type, natural] =
        types.length > 1 ? [key.slice(0, cut), key.slice(cut + 1)] : [types[0] ?? '', key];
      const field = model.types.get(type)?.naturalKey;
      if (field === undefined) return null;
      const found = session.reads.lookup(type, { [field]: natural });
      return found === MISSING || found === null ? found : (found['id'] as string);
    },
  };
}

/** Records of a list, with what this decision has changed in them. */
export function listed(session: Session, need: ListNeed, ofUser: boolean): readonly Listed[] | Missing {
  const type = session.model.types.get(need.type);
  if (!type) return [];
  const stored = session.facts.lists?.get(listKey(need));
  if (stored === undefined) {
    session.lacks.list(need);
    return MISSING;
  }
  const { works } = session.work;
  const all = [
    ...stored.filter(({ id }) => !works.has(id)).map((record) => asWork(type, record)),
    // Whoever was touched is seen as it stands now; what it no longer matches is found by the conditions.
    ...[...works.values()].filter(
      (work) => work.type.key === type.key && !work.deleted && !work.archived && isWithin(work.doc, need),
    ),
  ];
  return all
    .filter((work) => !ofUser || mayRead(session, work))
    .map((work) => ({ id: work.id, title: work.before?.title ?? work.type.title, values: work.doc }));
}

function isWithin(doc: ValueObject, need: ListNeed): boolean {
  return Object.entries(need.where).every(([field, value]) => (doc[field] ?? null) === value);
}

/** A listed record as rights and expressions see it; its table may hold some of the lines alone. */
function asWork(type: RecordType, stored: Stored): Work {
  const { id, number, revision, stage, states, phase, owner, postedAt, archived, data } = stored;
  const doc = storedValues(type, stored);
  const system = { id, number, revision, stage, states, phase, owner, postedAt, archived };
  return { ...system, type, before: stored, deleted: false, data, doc };
}
