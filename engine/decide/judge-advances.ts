// Advances and what settles them always add up: judged when either comes into force. @source conversions.md P7
import type Big from 'big.js';
import type { Conversion, Settles } from '../model/conversion.ts';
import type { Id, Link } from '../model/record.ts';
import { formatDecimal, isDecimal, roundDecimal, zero } from '../values/decimal.ts';
import { mostOf } from './convert/settle-advances.ts';
import { advanceGroups } from './fit-advance.ts';
import { levelAt } from './places.ts';
import { fullOf, linesOf } from './progress.ts';
import { findWork, nameOf, namesOf } from './records.ts';
import { refuse } from './refused.ts';
import { sameValue } from './same.ts';
import { holds, scopeOf } from './scope.ts';
import type { Session } from './session.ts';
import { knowsAdvances } from './takes-negative.ts';
import { advancePlan, advancesOf, owedOn, type Owed } from './unbilled.ts';
import { downLinks, linksAt, measured, upLinks } from './web.ts';
import type { Work } from './work.ts';

/**
 * No group of an advance comes to more than what is still to come of it. What settles advances settles what it can, unless
 * enough is left to settle it later; and never more than it comes to.
 *
 * @throws Refused advance-exceeds, advance-unsettled, advance-over
 */
export function judgeAdvances(session: Session, id: Id): void {
  if (!knowsAdvances(session.model)) return;
  const judged = new Set<string>();
  for (const link of upLinks(session, id)) {
    const conversion = session.model.conversions.get(link.conversion);
    if (link.kind !== 'direct' || !conversion || (!conversion.advance && conversion.settles.length === 0))
      continue;
    const source = findWork(session, link.sourceRecord);
    const name = `${conversion.key} ${link.sourceRecord}`;
    if (!source || judged.has(name)) continue;
    judged.add(name);
    if (conversion.advance) judgeGroups(session, id, conversion, source, link);
    for (const settles of conversion.settles) judgeSettled(session, id, settles, source);
  }
}

/** What is owed on advances of each source that a reversal opens, or takes from again when it is undone. */
export function owedBefore(session: Session, target: Id): ReadonlyMap<Id, ReadonlyMap<string, Owed>> {
  const owed = new Map<Id, ReadonlyMap<string, Owed>>();
  if (!knowsAdvances(session.model)) return owed;
  const opened = new Set(
    upLinks(session, target).flatMap(({ kind, sourceRecord }) => (kind === 'mirror' ? [sourceRecord] : [])),
  );
  for (const id of opened)
    for (const { conversion, sourceRecord } of upLinks(session, id))
      // An advance that is given back is owed again on what it is for.
      if (session.model.conversions.get(conversion)?.advance) opened.add(sourceRecord);
  for (const id of opened) {
    const source = findWork(session, id);
    if (source) owed.set(id, owedOn(session, source));
  }
  return owed;
}

/**
 * What leaves less to come than its advances are owed is refused: an amendment, a reversal, or undoing one. What fell short
 * already, by the cents to which taxes are rounded, does not stand in the way.
 *
 * @throws Refused advance-exceeds
 */
export function judgeOwed(session: Session, source: Id, before: ReadonlyMap<string, Owed>): void {
  const work = findWork(session, source);
  if (!work) return;
  for (const [track, { left, owed }] of owedOn(session, work)) {
    const was = before.get(track);
    const short = was && was.owed.gt(was.left) ? was.owed.minus(was.left) : zero;
    if (!owed.minus(left).gt(short)) continue;
    const most = left.lt(zero) ? zero : left;
    const params = { open: formatDecimal(most), asked: formatDecimal(owed), label: nameOf(session, source) };
    refuse('advance-exceeds', 422, params, session.setting.language);
  }
}

/** An amended source keeps enough to come for the advances on it. @throws Refused advance-exceeds */
export function judgeAmended(session: Session, before: Work, after: Work): void {
  if (!knowsAdvances(session.model)) return;
  const was = new Map<string, Owed>();
  for (const [key, { left, owed }] of owedOn(session, after)) {
    const track = after.type.tracks.get(key);
    if (!track) continue;
    const [from, to] = [before, after].map(({ doc, type }) => fullOf(session, doc, null, track, type));
    was.set(key, { owed, left: left.plus(from ?? zero).minus(to ?? zero) });
  }
  if (was.size > 0) judgeOwed(session, after.id, was);
}

function judgeGroups(session: Session, id: Id, conversion: Conversion, source: Work, link: Link): void {
  const { advance } = conversion;
  const work = findWork(session, id);
  const spread = advance?.amounts[0]?.column;
  if (!advance || !work || spread === undefined || !advancePlan(session, source.type, link.track ?? ''))
    return;
  const groups = advanceGroups(session, conversion, advance, source, link, { self: id, posted: true }) ?? [];
  for (const line of linesOf(work.doc, advance.to)) {
    const asked = line[spread] ?? null;
    const own = groups.find(({ filled }) => sameValue(filled[advance.key], line[advance.key]));
    const open = own?.amounts.get(spread)?.open ?? zero;
    if (!isDecimal(asked) || !isBeyond(asked, open)) continue;
    const left = open.times(asked.s).gt(zero) ? open : zero;
    const params = {
      open: formatDecimal(left),
      asked: formatDecimal(asked),
      label: nameOf(session, source.id),
    };
    refuse('advance-exceeds', 422, params, session.setting.language);
  }
}

function judgeSettled(session: Session, target: Id, settles: Settles, source: Work): void {
  const { over, open } = standingOf(session, target, settles, source);
  const { language } = session.setting;
  if (over.length > 0) refuse('advance-over', 422, { titles: namesOf(session, over) }, language);
  if (open.length > 0) refuse('advance-unsettled', 422, { titles: namesOf(session, open) }, language);
}

/** Advances that a target in force settles too much of, and those that it should settle: nothing would be left for them. */
export function standingOf(
  session: Session,
  target: Id,
  settles: Settles,
  source: Work,
): { readonly over: readonly Id[]; readonly open: readonly Id[] } {
  const by = session.model.conversions.get(settles.by);
  const links = downLinks(session, source.id);
  const made = links.find(({ conversion, kind }) => conversion === settles.conversion && kind === 'direct');
  const plan = made ? advancePlan(session, source.type, made.track ?? '') : null;
  if (!made || !plan || !by) return { over: [], open: [] };
  const all = advancesOf(session, source.id, plan).map((id) => ({
    id,
    ...leftOf(session, id, settles, by, target),
  }));
  const open = all.flatMap(({ id, isLeft }) => (isLeft ? [id] : []));
  const isBare = open.length > 0 && !isRoomLeft(session, settles.conversion, source, made);
  return { over: all.flatMap(({ id, isOver }) => (isOver ? [id] : [])), open: isBare ? open : [] };
}

/** Whether the target could settle more of an advance than it does, or settles more than it should. */
function leftOf(
  session: Session,
  advance: Id,
  settles: Settles,
  by: Conversion,
  target: Id,
): { readonly isLeft: boolean; readonly isOver: boolean } {
  const work = findWork(session, advance);
  const doc = findWork(session, target)?.doc;
  const named = by.tracks[0];
  let isLeft = false;
  let isOver = false;
  for (const { from, where } of work && doc && named ? by.lines : []) {
    for (const line of linesOf(work!.doc, from ?? '')) {
      const scope = scopeOf(session, { source: work!.doc, sourceLine: line, target: doc!, doc: doc!, line });
      if (where && !holds(where.expr, scope)) continue;
      const place = session.work.placeAt(advance, line['id'] as string, named!.track);
      const level = levelAt(session, place, named!);
      if (!level) continue;
      const sign = level.full.lt(zero) ? -1 : 1;
      const rounded = (value: Big): Big => roundDecimal(value, level.scale).times(sign);
      const open = rounded(level.full.minus(level.tally.posted).minus(level.tally.settled));
      const said = mostOf(session, settles, { work: work!, line, sign }, target);
      const most = said ? roundDecimal(said, level.scale) : open;
      isLeft ||= open.gt(zero) && most.gt(zero);
      const own = linksAt(session, place).some(
        (link) => link.targetRecord === target && !measured(link).eq(zero),
      );
      isOver ||= own && most.lt(zero);
    }
  }
  return { isLeft, isOver };
}

/** What is still to come is enough, group by group, to settle what no document in force has settled. */
function isRoomLeft(session: Session, key: string, source: Work, link: Link): boolean {
  const conversion = session.model.conversions.get(key);
  const advance = conversion?.advance;
  const spread = advance?.amounts[0]?.column ?? '';
  if (!conversion || !advance) return true;
  const groups =
    advanceGroups(session, conversion, advance, source, link, { self: null, posted: true }) ?? [];
  return groups.every(({ amounts }) => {
    const { whole = zero, open = zero } = amounts.get(spread) ?? {};
    return !isBeyond(whole.minus(open), whole);
  });
}

/** Beyond, seen from nothing: of a negative group downwards. */
function isBeyond(taken: Big, most: Big): boolean {
  return taken.lt(zero) ? taken.lt(most) : taken.gt(zero) && taken.gt(most);
}
