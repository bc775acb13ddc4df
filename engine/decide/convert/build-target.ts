import type { ValueObject } from '../../expressions/scope.ts';
import type { Conversion } from '../../model/conversion.ts';
import type { JsonObject } from '../../model/json.ts';
import { isDecimal } from '../../values/decimal.ts';
import type { RecordType } from '../../model/type.ts';
import { computedProblems } from '../computed-problems.ts';
import { computeWork } from '../compute-work.ts';
import { recordCreation, startWork } from '../create.ts';
import { refuseProblems } from '../overrides.ts';
import { applyPatch } from '../patch.ts';
import { refuse } from '../refused.ts';
import { contentProblems, shapeProblems } from '../save-checks.ts';
import type { Session } from '../session.ts';
import type { Work } from '../work.ts';
import { addLines, type Placed } from './add-lines.ts';
import { blankPaths, toData } from './fill.ts';
import type { Group } from './group.ts';
import { intoHeader } from './into-header.ts';
import { landing } from './offer.ts';

export interface Built {
  readonly target: Work;
  /** Which line of the target each offer became; null: the document itself. */
  readonly places: readonly Placed[];
}

/**
 * Makes the target of one group of sources, or adds to `into`.
 *
 * @throws Refused invalid, sources-differ (`into` has another value in a field that must agree)
 */
export function buildTarget(
  session: Session,
  conversion: Conversion,
  type: RecordType,
  group: Group,
  set: JsonObject,
  into: Work | null,
): Built {
  const isGiven = new Set(Object.keys(set));
  const header = into ? intoHeader(session, conversion, group, into, isGiven) : group.header;
  const base = into
    ? amountData(conversion, type, group, toData(header, { ...into.data }), into.doc)
    : applyPatch(type.fields, amountData(conversion, type, group, toData(header)), set, session.ids);
  const { data, values, places } = addLines(session, conversion, type, group, base, into);
  const raw = into ? applyPatch(type.fields, data, set, session.ids) : data;
  const blank = blankOf(conversion);
  const target = into
    ? changeInto(session, into, raw, blank)
    : startWork(session, type, raw, blank, false, values);
  // What was copied was good enough for the source; only what the person gave is judged again.
  const copied = into ? toData(header, { ...into.data }) : withoutKeys(raw, set);
  const problems = [
    ...computedProblems(session, target),
    ...contentProblems(session, type, target.doc, target.data, {
      ...target.data,
      ...copied,
      ...blanked(set, copied),
    }),
  ];
  if (problems.length > 0) refuseProblems(session, 'invalid', {}, problems);
  recordChange(session, conversion, target, into);
  return { target, places };
}

const blanks = new WeakMap<Conversion, ReadonlySet<string>>();

/** Fields of the target that stay empty although they have a default or a fill. */
function blankOf(conversion: Conversion): ReadonlySet<string> {
  const known = blanks.get(conversion);
  if (known) return known;
  const blank = new Set([
    ...blankPaths(conversion.header, ''),
    ...conversion.lines.flatMap(({ to, fields }) => blankPaths(fields, `${to}.`)),
  ]);
  blanks.set(conversion, blank);
  return blank;
}

/**
 * The amount taken of documents without lines lands in the header field that the conversion names (Q13), on top of what
 * stands there in a document that is there already.
 */
function amountData(
  conversion: Conversion,
  type: RecordType,
  group: Group,
  data: JsonObject,
  doc: ValueObject = {},
): JsonObject {
  const field = conversion.amount === null ? undefined : type.fields.get(conversion.amount);
  if (!field) return data;
  const whole = group.portions.flatMap(({ offers }) => offers.filter(({ line }) => line === null));
  const [first, ...rest] = whole.map(landing);
  if (!first) return data;
  const present = doc[field.key] ?? null;
  const value = rest.reduce(
    (sum, taken) => sum.plus(taken),
    isDecimal(present) ? first.plus(present) : first,
  );
  return { ...data, ...toData([{ field, path: field.key, value, merge: null }]) };
}

function changeInto(session: Session, into: Work, raw: JsonObject, blank: ReadonlySet<string>): Work {
  const shape = shapeProblems(session, into.type, raw, into.data);
  if (shape.length > 0) refuse('invalid', 422, {}, session.setting.language, shape);
  return computeWork(session, into, raw, into.doc, blank);
}

function recordChange(session: Session, { key }: Conversion, target: Work, into: Work | null): void {
  if (!into) {
    recordCreation(session, target, 'conversion', key);
    return;
  }
  const { stage } = target;
  const stages = { stageBefore: stage, stageAfter: stage };
  session.work.happenings.push({
    record: target.id,
    what: 'conversion',
    key,
    ...stages,
    dataBefore: into.data,
    dataAfter: target.data,
  });
}

function withoutKeys(data: JsonObject, keys: JsonObject): JsonObject {
  if (Object.keys(keys).length === 0) return data;
  return Object.fromEntries(Object.entries(data).filter(([key]) => !(key in keys)));
}

/** Fields that were given count as new: their absence makes them differ. */
function blanked(set: JsonObject, copied: JsonObject): JsonObject {
  return Object.fromEntries(Object.keys(set).map((key) => [key, copied[key] ?? null]));
}
