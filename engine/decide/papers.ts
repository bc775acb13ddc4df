// What documents in force have made of a source, group by group. @source conversions.md P5, P7
import type Big from 'big.js';
import type { Value, ValueObject } from '../expressions/scope.ts';
import type { AdjustGroups, Conversion } from '../model/conversion.ts';
import type { Json } from '../model/json.ts';
import type { Model } from '../model/model.ts';
import type { Id } from '../model/record.ts';
import type { RecordType } from '../model/type.ts';
import { isDecimal, zero } from '../values/decimal.ts';
import { computeRecord } from './compute-record.ts';
import { systemOf } from './compute-work.ts';
import { linesAt } from './each-field.ts';
import { linesOf } from './progress.ts';
import { findWork, phaseOf } from './records.ts';
import { sameValue } from './same.ts';
import { scopeOf } from './scope.ts';
import type { Session } from './session.ts';
import { settlingIn } from './takes-negative.ts';
import { downLinks } from './web.ts';
import type { Work } from './work.ts';

/** A document that was made of a source, or gives part of that back (−1), as if it had nothing but the lines of that source. */
export interface Paper {
  readonly work: Work;
  readonly sign: 1 | -1;
  readonly doc: ValueObject;
  /** Its lines of the source, each with the line that it was made of. */
  readonly lines: ReadonlyMap<string, string>;
  /** Its table of groups. */
  readonly groups: string;
}

/**
 * All documents in force that a path has made of the source, and what was credited of them.
 *
 * @param target  the one that is being made; it is among them whatever its phase
 * @returns null: one of them has yet to be read, or has no table of groups
 */
export function papersOf(
  session: Session,
  conversion: Conversion,
  groups: AdjustGroups,
  { id: source, type }: Work,
  target: Id | null,
): readonly Paper[] | null {
  const settling = settledTables(session.model, type);
  const tracks = new Set(conversion.tracks.map(({ track }) => track));
  const found = new Map<Id, { sign: 1 | -1; own: string; lines: Map<string, string> }>();
  for (const link of downLinks(session, source)) {
    const { targetRecord, targetLine, sourceLine, kind, track } = link;
    if (targetRecord === null || targetLine === null || sourceLine === null || track === null) continue;
    if (settling.has(type.tracks.get(track)?.table ?? '')) continue;
    const isForward = kind === 'direct' && link.conversion === conversion.key;
    if (!isForward && !(kind === 'mirror' && tracks.has(track))) continue;
    if (targetRecord !== target && phaseOf(session, targetRecord) !== 'posted') continue;
    const path = session.model.conversions.get(link.conversion);
    let paper = found.get(targetRecord);
    if (!paper) {
      const own = isForward ? groups.own : (path?.adjust?.groups?.own ?? groups.own);
      found.set(targetRecord, (paper = { sign: isForward ? 1 : -1, own, lines: new Map() }));
    }
    paper.lines.set(targetLine, sourceLine);
  }
  // All that have yet to be read are asked for at once.
  const works = [...found.keys()].map((id) => findWork(session, id));
  if (works.includes(undefined)) return null;
  const papers: Paper[] = [];
  for (const [id, { sign, own, lines }] of found) {
    const work = findWork(session, id);
    if (!work) continue;
    // What does not tell its groups cannot be told from rounding.
    if (!work.type.fields.has(own)) return null;
    papers.push({ work, sign, groups: own, lines, doc: partOf(session, work, new Set(lines.keys())) });
  }
  return papers;
}

/**
 * A record as it would be with some of its lines alone: those that other paths put there, or people, are left out, and so is
 * what it settles of advances.
 *
 * @param kept  null: all lines but those that settle
 */
export function partOf(session: Session, work: Work, kept: ReadonlySet<string> | null): ValueObject {
  const { type, doc } = work;
  const tables = kept ? filledTables(session.model, type) : settledTables(session.model, type);
  const data: Record<string, Json> = { ...work.data };
  let isWhole = true;
  for (const table of tables) {
    const lines = linesAt(work.data, table);
    const left = lines.filter(({ id }) => kept?.has(String(id)));
    if (left.length === lines.length) continue;
    data[table] = left;
    isWhole = false;
  }
  if (isWhole) return doc;
  return computed(session, work, data, new Set());
}

/** What a document's table of groups says of one. */
export function amountIn(doc: ValueObject, table: string, column: string, key: Value, name: string): Big {
  return linesOf(doc, table).reduce((sum, line) => {
    const value = line[name] ?? null;
    return isDecimal(value) && sameValue(line[column] ?? null, key) ? sum.plus(value) : sum;
  }, zero);
}

/** What papers come to in one group. */
export function sumOf(
  papers: readonly Paper[],
  { key: column }: AdjustGroups,
  key: Value,
  name: string,
): Big {
  return papers.reduce((sum, { sign, doc, groups }) => {
    const amount = amountIn(doc, groups, column, key, name);
    return sign === 1 ? sum.plus(amount) : sum.minus(amount);
  }, zero);
}

/** A record as it would be with other data. @param fixed  what of it is no longer computed */
export function computed(
  session: Session,
  work: Work,
  data: Record<string, Json>,
  fixed: ReadonlySet<string>,
): ValueObject {
  const scope = scopeOf(session, { doc: work.doc });
  const system = systemOf(session, work);
  const rest = { before: null, blank: new Set<string>(), memo: null };
  return computeRecord({ type: work.type, data, system, scope, fixed, ...rest }).doc;
}

const filled = new WeakMap<Model, Map<string, ReadonlySet<string>>>();
const settled = new WeakMap<Model, Map<string, ReadonlySet<string>>>();

/** Tables of a type that lines of any source land in. */
function filledTables(model: Model, type: RecordType): ReadonlySet<string> {
  return tablesOf(filled, model, type, () => true);
}

/** Tables of a type in which it settles advances. */
export function settledTables(model: Model, type: RecordType): ReadonlySet<string> {
  const settling = settlingIn(model);
  return tablesOf(settled, model, type, ({ key }) => settling.has(key));
}

function tablesOf(
  memo: WeakMap<Model, Map<string, ReadonlySet<string>>>,
  model: Model,
  type: RecordType,
  isOne: (path: Conversion) => boolean,
): ReadonlySet<string> {
  let known = memo.get(model);
  if (!known) memo.set(model, (known = new Map()));
  let tables = known.get(type.key);
  if (!tables) {
    const paths = [...model.conversions.values()].filter((path) => path.to === type.key && isOne(path));
    const all = paths.flatMap(({ lines }) => lines.flatMap(({ to, quantity }) => (quantity ? [to] : [])));
    known.set(type.key, (tables = new Set(all)));
  }
  return tables;
}
