// A document of several sources, taken apart: what each of them comes to in it, so that together they are all of it.
// @source conversions.md M4, P5, P7
import type Big from 'big.js';
import type { Value, ValueObject } from '../expressions/scope.ts';
import type { Json, JsonObject } from '../model/json.ts';
import type { Id, Link } from '../model/record.ts';
import { decimal, divide, isDecimal, zero } from '../values/decimal.ts';
import { keptValue, writeField } from '../values/hydrate.ts';
import { linesAt } from './each-field.ts';
import { linesById } from './line-index.ts';
import { computed, filledTables, settledTables } from './paper-tables.ts';
import { linesOf } from './progress.ts';
import { sameValue } from './same.ts';
import type { Session } from './session.ts';
import { measured } from './web.ts';
import type { Work } from './work.ts';

/** What a document comes to of one source: by its lines alone, or in company. */
export interface PaperShare {
  /** As if it had nothing but the lines of this source. */
  readonly own: ValueObject;
  /** null: it has lines of no other source. */
  readonly company: Company | null;
}

interface Company {
  readonly before: readonly ValueObject[];
  readonly after: readonly ValueObject[];
  /** With the lines of all sources. */
  readonly all: ValueObject;
}

/** Of a document: where it keeps groups, and what it adds to them. */
export interface PaperTables {
  readonly groups: string;
  readonly remainders: string | null;
}

/** So much of each line of a document came from a source. */
export type Taken = ReadonlyMap<string, Big>;

/** The ids of lines with remainders say of which source they are, so that it is known for ever. */
export function remainderId(source: Id, number: number): string {
  return `${tailOf(source)}-${number}`;
}

export function isRemainderOf(line: string, source: Id): boolean {
  return line.startsWith(`${tailOf(source)}-`);
}

function tailOf(source: Id): string {
  return source.slice(-12);
}

/** Whether lines may be there that others put there: then its links have to be read. */
export function mayBeShared(session: Session, { type, data, doc }: Work, taken: Taken): boolean {
  const settled = settledTables(session.model, type);
  const values = linesById(type, doc);
  return [...filledTables(session.model, type)].some(
    (table) =>
      !settled.has(table) &&
      linesAt(data, table).some(({ id }) => {
        const value = values.get(String(id))?.line[type.tables.get(table)?.quantity ?? ''] ?? null;
        const part = taken.get(String(id));
        return !part || (isDecimal(value) && !value.abs().eq(part));
      }),
  );
}

/** By source, in the order of their ids: so much of each line. */
export function takenBySource(links: readonly Link[]): ReadonlyMap<Id, Taken> {
  const sources = new Map<Id, Map<string, Big>>();
  const tracks = new Map<string, string | null>();
  for (const link of links) {
    const { sourceRecord, sourceLine, targetLine, track } = link;
    const pair = `${sourceRecord} ${sourceLine ?? ''} ${targetLine ?? ''}`;
    // Each track says the same.
    if (targetLine === null || (tracks.has(pair) && tracks.get(pair) !== track)) continue;
    tracks.set(pair, track);
    const lines = sources.get(sourceRecord) ?? new Map<string, Big>();
    lines.set(targetLine, (lines.get(targetLine) ?? zero).plus(measured(link).abs()));
    sources.set(sourceRecord, lines);
  }
  return new Map([...sources].sort(([a], [b]) => (a < b ? -1 : 1)));
}

/** What each of its sources comes to in a document, whose lines came of these links. */
export function sharesOf(
  session: Session,
  work: Work,
  { remainders }: PaperTables,
  links: readonly Link[],
): ReadonlyMap<Id, PaperShare> {
  const taken = takenBySource(links);
  const parts = [...partsOf(session, work, remainders, taken)];
  const sums = sumsOf(taken);
  const isOnly = parts.length === 1;
  const all = isOnly ? null : partOf(session, work, { lines: sums, sums, remainders, source: null });
  const docs = parts.map(([, doc]) => doc);
  return new Map(
    parts.map(([source, own], index): [Id, PaperShare] => {
      const company = all && { before: docs.slice(0, index), after: docs.slice(index + 1), all };
      return [source, { own, company }];
    }),
  );
}

/** A document as if it had nothing but the lines of one source, for each of them. */
export function partsOf(
  session: Session,
  work: Work,
  remainders: string | null,
  taken: ReadonlyMap<Id, Taken>,
): ReadonlyMap<Id, ValueObject> {
  const sums = sumsOf(taken);
  return new Map(
    [...taken].map(([source, lines]): [Id, ValueObject] => {
      const own = taken.size === 1 ? null : source;
      return [source, partOf(session, work, { lines, sums, remainders, source: own })];
    }),
  );
}

function sumsOf(taken: ReadonlyMap<Id, Taken>): Taken {
  const sums = new Map<string, Big>();
  for (const lines of taken.values())
    for (const [line, part] of lines) sums.set(line, (sums.get(line) ?? zero).plus(part));
  return sums;
}

/**
 * What of a group came from one source. What rounding makes of all of them together is the last one's, so that shares add up
 * to the document.
 */
export function amountShared(
  { own, company }: PaperShare,
  table: string,
  column: string,
  key: Value,
  name: string,
): Big {
  const amount = (doc: ValueObject): Big => amountIn(doc, table, column, key, name);
  const isThere = (doc: ValueObject): boolean =>
    linesOf(doc, table).some((line) => sameValue(line[column] ?? null, key));
  if (!company || !isThere(own) || company.after.some(isThere)) return amount(own);
  return company.before.reduce((left, other) => left.minus(amount(other)), amount(company.all));
}

/** What a document's table of groups says of one. */
export function amountIn(doc: ValueObject, table: string, column: string, key: Value, name: string): Big {
  return linesOf(doc, table).reduce((sum, line) => {
    const value = line[name] ?? null;
    return isDecimal(value) && sameValue(line[column] ?? null, key) ? sum.plus(value) : sum;
  }, zero);
}

interface Cut {
  readonly lines: Taken;
  /** What all sources together have of a line. */
  readonly sums: Taken;
  readonly remainders: string | null;
  /** Whose remainders stay; null: all of them. */
  readonly source: Id | null;
}

/**
 * A record as it would be with some of its lines alone: those that other paths put there, or people, are left out, and so is
 * what it settles of advances.
 */
function partOf(session: Session, work: Work, { lines, sums, remainders, source }: Cut): ValueObject {
  const { type, doc } = work;
  const data: Record<string, Json> = { ...work.data };
  let isWhole = true;
  const keep = (table: string, change: (line: JsonObject) => JsonObject | null): void => {
    const before = linesAt(work.data, table);
    const after = before.flatMap((line) => change(line) ?? []);
    if (after.length === before.length && after.every((line, index) => line === before[index])) return;
    data[table] = after;
    isWhole = false;
  };
  for (const table of filledTables(session.model, type))
    keep(table, (line) => {
      const part = lines.get(String(line['id']));
      const sum = sums.get(String(line['id']));
      if (!part || !sum) return null;
      return part.eq(sum) ? line : partOfLine(work, table, line, part, sum);
    });
  if (remainders !== null && source !== null)
    keep(remainders, (line) => (isRemainderOf(String(line['id']), source) ? line : null));
  return isWhole ? doc : computed(session, work, data, new Set());
}

/** Of a line that gathers several; it is left to its own formula. */
function partOfLine({ type }: Work, table: string, line: JsonObject, part: Big, sum: Big): JsonObject {
  const field = type.fieldByPath.get(`${table}.${type.tables.get(table)?.quantity ?? ''}`);
  const value = field && line[field.key];
  if (!field || (typeof value !== 'string' && typeof value !== 'number')) return line;
  const quantity = divide(decimal(value).times(part), sum) ?? zero;
  return { ...line, [field.key]: writeField(field, keptValue(field, quantity)) ?? null };
}
