// Advances moved since a draft that settles them was made: it settles what stands now. @source conversions.md P7
import type Big from 'big.js';
import type { ConversionTrack, Settles } from '../model/conversion.ts';
import type { Json, JsonObject } from '../model/json.ts';
import type { Id, Link } from '../model/record.ts';
import { formatDecimal, roundDecimal, zero } from '../values/decimal.ts';
import { writeField } from '../values/hydrate.ts';
import { computeWork } from './compute-work.ts';
import { mostOf, settleLines, type Part } from './convert/settle-advances.ts';
import { linesAt } from './each-field.ts';
import { followChange } from './follow.ts';
import { standingOf } from './judge-advances.ts';
import { linesById } from './line-index.ts';
import { mappingOf } from './mapping-of.ts';
import { lesser, levelAt, type Level } from './places.ts';
import { findWork, keepWork, phaseOf, readLineages, requireLineage, requireWork } from './records.ts';
import { Refused } from './refused.ts';
import type { Session } from './session.ts';
import { knowsAdvances, settlingIn } from './takes-negative.ts';
import { tellSettled } from './tell-settled.ts';
import { linksAt, measured, recount, upLinks } from './web.ts';
import type { Work } from './work.ts';

/**
 * A draft is about to come into force. What it settles is no more than its advances have left and no more than it comes to;
 * and it settles what nothing would be left for later. Whatever else people made of it stays. Whoever posts it is told.
 */
export function refitSettled(session: Session, id: Id): void {
  if (!knowsAdvances(session.model)) return;
  const seen = new Set<string>();
  for (const { conversion: key, kind, sourceRecord } of upLinks(session, id)) {
    const conversion = session.model.conversions.get(key);
    if (kind !== 'direct' || !conversion || conversion.settles.length === 0) continue;
    const source = seen.has(`${key} ${sourceRecord}`) ? null : findWork(session, sourceRecord);
    seen.add(`${key} ${sourceRecord}`);
    for (const settles of source ? conversion.settles : []) {
      const before = requireWork(session, id);
      lower(session, id, settles);
      raise(session, id, settles, source!);
      tellSettled(session, settles, before);
    }
  }
}

/**
 * A document has come into force that took of advances: drafts that settle them settle no more than is left. One that cannot
 * follow now does so when it is posted.
 */
export function lowerInDrafts(session: Session, posted: Id): void {
  const settling = settlingIn(session.model);
  if (settling.size === 0) return;
  const drafts = new Set(
    upLinks(session, posted).flatMap((link) => {
      const place = link.kind === 'direct' && link.effect === 1 ? session.work.placeOf(link) : null;
      return (place ? linksAt(session, place) : []).flatMap(({ targetRecord, conversion }) =>
        targetRecord !== null && settling.has(conversion) && phaseOf(session, targetRecord) === 'draft'
          ? [targetRecord]
          : [],
      );
    }),
  );
  readLineages(session, [...drafts]);
  for (const id of drafts) tryToLower(session, id);
}

function tryToLower(session: Session, id: Id): void {
  const keys = new Set(upLinks(session, id).map(({ conversion }) => conversion));
  const mark = session.work.mark();
  try {
    for (const key of keys)
      for (const settles of session.model.conversions.get(key)?.settles ?? []) {
        const before = requireWork(session, id);
        lower(session, id, settles);
        tellSettled(session, settles, before);
        tellHistory(session, key, before);
      }
  } catch (error) {
    if (!(error instanceof Refused)) throw error;
    session.work.reset(mark);
  }
}

function tellHistory(session: Session, key: string, before: Work): void {
  const { id, stage } = before;
  const after = requireWork(session, id);
  if (after.data === before.data) return;
  const stages = { stageBefore: stage, stageAfter: stage };
  session.work.happenings.push({
    record: id,
    what: 'rebuild',
    key,
    ...stages,
    dataBefore: before.data,
    dataAfter: after.data,
  });
}

/** One line of the target that settles one line of an advance. */
interface Settled extends Part {
  readonly link: Link;
  readonly own: Big;
  /** What the advance has left for it; other drafts do not count. */
  readonly left: Big;
}

function lower(session: Session, id: Id, settles: Settles): void {
  const all = settledIn(session, id, settles);
  write(
    session,
    id,
    all.flatMap((one) => (one.left.lt(one.own) ? [{ link: one.link, value: one.left.times(one.sign) }] : [])),
  );
  // What came last goes first.
  for (const one of settledIn(session, id, settles).toReversed()) {
    const most = mostOf(session, settles, one, id);
    if (!most?.lt(zero)) continue;
    const value = one.own.plus(most);
    write(session, id, [{ link: one.link, value: value.gt(zero) ? value.times(one.sign) : zero }]);
  }
}

function settledIn(session: Session, id: Id, { by }: Settles): Settled[] {
  const named = session.model.conversions.get(by)?.tracks[0];
  const used = new Map<Level['place'], Big>();
  const links = upLinks(session, id).filter((link) => isOf(link, id, by) && link.track === named?.track);
  readLineages(
    session,
    links.map(({ sourceRecord }) => sourceRecord),
  );
  return links.flatMap((link) => {
    const { sourceRecord, sourceLine } = link;
    const work = requireLineage(session, sourceRecord);
    const line = linesById(work.type, work.doc).get(sourceLine ?? '')?.line;
    const free = line && named && freeOf(session, work, line, named);
    if (!free) return [];
    const own = measured(link).abs();
    const before = used.get(free.place) ?? zero;
    used.set(free.place, before.plus(own));
    const left = free.left.minus(before);
    return [{ work, line, sign: free.sign, link, own, left: left.gt(zero) ? left : zero }];
  });
}

/** What of a line of an advance nothing in force has settled; nothing where the advance itself is not. */
function freeOf(
  session: Session,
  work: Work,
  line: Part['line'],
  named: ConversionTrack,
): { readonly place: Level['place']; readonly left: Big; readonly sign: 1 | -1 } | null {
  const place = session.work.placeAt(work.id, line['id'] as string, named.track);
  const level = levelAt(session, place, named);
  if (!level) return null;
  const sign = level.full.lt(zero) ? -1 : 1;
  const { posted, settled } = level.tally;
  const left = roundDecimal(level.full.minus(posted).minus(settled), level.scale).times(sign);
  return { place, sign, left: work.phase === 'posted' && left.gt(zero) ? left : zero };
}

/** What would stay unsettled for ever is settled here, as if it were in force already. */
function raise(session: Session, id: Id, settles: Settles, source: Work): void {
  const named = session.model.conversions.get(settles.by)?.tracks[0];
  const table = session.model.conversions.get(settles.by)?.lines.find(({ quantity }) => quantity)?.from ?? '';
  const open = named ? openOnPosting(session, id, settles, source) : [];
  readLineages(session, open);
  for (const advance of open) {
    const work = requireLineage(session, advance);
    const more: { id: string; quantity: string }[] = [];
    for (const line of linesById(work.type, work.doc).values()) {
      if (line.table !== table) continue;
      const free = freeOf(session, work, line.line, named!);
      const links = free ? linksAt(session, free.place).filter((link) => isOf(link, id, settles.by)) : [];
      const own = links.reduce((sum, link) => sum.plus(measured(link).abs()), zero);
      const left = (free?.left ?? zero).minus(own);
      const part = { work, line: line.line, sign: free?.sign ?? 1 };
      const most = lesser(left, mostOf(session, settles, part, id) ?? left);
      if (!most.gt(zero)) continue;
      const [link] = links;
      if (link) write(session, id, [{ link, value: measured(link).plus(most.times(part.sign)) }]);
      else more.push({ id: line.line['id'] as string, quantity: formatDecimal(most) });
    }
    settleLines(session, settles, advance, id, more);
  }
}

function isOf({ targetRecord, conversion, kind }: Link, id: Id, by: string): boolean {
  return targetRecord === id && conversion === by && kind === 'direct';
}

function openOnPosting(session: Session, id: Id, settles: Settles, source: Work): readonly Id[] {
  const mark = session.work.mark();
  try {
    const { phase } = keepWork(session, { ...requireWork(session, id), phase: 'posted' });
    recount(session, id, 'draft', phase);
    return standingOf(session, id, settles, source).open;
  } finally {
    session.work.reset(mark);
  }
}

/** Lines of the target with what they settle now; without those that settle nothing any more. */
function write(
  session: Session,
  id: Id,
  changes: readonly { readonly link: Link; readonly value: Big }[],
): void {
  if (changes.length === 0 || phaseOf(session, id) !== 'draft') return;
  const before = requireWork(session, id);
  const data: Record<string, Json> = { ...before.data };
  for (const { link, value } of changes) {
    const conversion = session.model.conversions.get(link.conversion);
    const table = linesById(before.type, before.doc).get(link.targetLine ?? '')?.table;
    const mapping = conversion && table ? mappingOf(session, conversion, [link], table) : undefined;
    const field = before.type.fieldByPath.get(`${table}.${mapping?.quantity ?? ''}`);
    if (!table || !field) continue;
    data[table] = linesAt(data, table).flatMap((line): JsonObject[] => {
      if (line['id'] !== link.targetLine) return [line];
      const written = writeField(field, mapping?.sign === -1 ? value.neg() : value);
      return value.eq(zero) || written === undefined ? [] : [{ ...line, [field.key]: written }];
    });
  }
  followChange(session, before, computeWork(session, before, data, before.doc));
}
