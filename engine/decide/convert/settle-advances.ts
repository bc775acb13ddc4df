// What was paid in advance is subtracted, amount by amount as it was posted. @source conversions.md P7
import type Big from 'big.js';
import type { ValueObject } from '../../expressions/scope.ts';
import type { Conversion, Settles } from '../../model/conversion.ts';
import type { Id } from '../../model/record.ts';
import { formatDecimal, isDecimal, zero } from '../../values/decimal.ts';
import { lesser } from '../places.ts';
import { phaseOf, readLineages, requireLineage, requireWork } from '../records.ts';
import { Refused } from '../refused.ts';
import { run, scopeOf } from '../scope.ts';
import { tellSettled } from '../tell-settled.ts';
import type { Session } from '../session.ts';
import type { ConversionSource } from '../types.ts';
import { downLinks, upLinks } from '../web.ts';
import type { Work } from '../work.ts';
import { offersOf } from './offer.ts';
import { settledParts, sourceOf } from './settled-parts.ts';

/** Adds every posted advance of these sources to the target, as far as the limit and what is open of it allow. */
export function settleAdvances(
  session: Session,
  conversion: Conversion,
  target: Id,
  sources: readonly Id[],
): void {
  for (const settles of conversion.settles)
    for (const source of sources)
      for (const advance of advancesOf(session, settles, source))
        settleOne(session, settles, advance, target);
}

/**
 * An advance has come into force: drafts that settle advances of its source settle it, as they would if they were made now.
 * One that cannot stays as it is; it is judged when it is posted.
 */
export function settleInDrafts(session: Session, advance: Id): void {
  for (const { conversion, kind, sourceRecord } of upLinks(session, advance)) {
    if (kind !== 'direct' || !session.model.conversions.get(conversion)?.advance) continue;
    for (const path of session.model.conversions.values())
      for (const settles of path.settles)
        if (settles.conversion === conversion)
          for (const draft of draftsOf(session, path, sourceRecord))
            if (!hasPart(session, draft, advance)) tryToSettle(session, settles, advance, draft);
  }
}

function draftsOf(session: Session, { key }: Conversion, source: Id): Id[] {
  const ids = downLinks(session, source).flatMap(({ conversion, kind, targetRecord }) =>
    conversion === key && kind === 'direct' && targetRecord !== null ? [targetRecord] : [],
  );
  const drafts = [...new Set(ids)].filter((id) => phaseOf(session, id) === 'draft').sort();
  readLineages(session, drafts);
  return drafts;
}

function hasPart(session: Session, draft: Id, advance: Id): boolean {
  return upLinks(session, draft).some(({ sourceRecord }) => sourceRecord === advance);
}

function tryToSettle(session: Session, settles: Settles, advance: Id, draft: Id): void {
  const before = requireWork(session, draft);
  const mark = session.work.mark();
  try {
    settleOne(session, settles, advance, draft);
    tellSettled(session, settles, before);
  } catch (error) {
    if (!(error instanceof Refused)) throw error;
    session.work.reset(mark);
  }
}

function advancesOf(session: Session, settles: Settles, source: Id): Id[] {
  const ids = downLinks(session, source).flatMap(({ conversion, kind, targetRecord }) =>
    conversion === settles.conversion && kind === 'direct' && targetRecord !== null ? [targetRecord] : [],
  );
  const posted = [...new Set(ids)].filter((id) => phaseOf(session, id) === 'posted').sort();
  readLineages(session, posted);
  return posted;
}

function settleOne(session: Session, settles: Settles, advance: Id, target: Id): void {
  const conversion = session.model.conversions.get(settles.by);
  if (!conversion) return;
  const work = requireLineage(session, advance);
  const lines: NonNullable<ConversionSource['lines']>[number][] = [];
  for (const { line, taken, sign } of offersOf(session, conversion, { work, asked: { id: advance } })) {
    if (line === null || !taken.gt(zero)) continue;
    const most = mostOf(session, settles, { work, line, sign }, target) ?? taken;
    const quantity = most.lt(taken) ? most : taken;
    if (quantity.gt(zero)) lines.push({ id: line['id'] as string, quantity: formatDecimal(quantity) });
  }
  settleLines(session, settles, advance, target, lines);
}

/** Lines of an advance go into the target, so much of each. */
export function settleLines(
  session: Session,
  { by }: Settles,
  advance: Id,
  target: Id,
  lines: NonNullable<ConversionSource['lines']>,
): void {
  if (lines.length === 0) return;
  const request = { conversion: by, sources: [{ id: advance, lines }], set: {}, into: target };
  session.verbs.convert(session, request, 'definition');
}

/** A line of an advance; −1: it is negative, and seen the other way up. */
export interface Part {
  readonly work: Work;
  readonly line: ValueObject;
  readonly sign: 1 | -1;
}

/**
 * How much more of a line the target can settle, less than nothing where it settles too much; null: nothing says so. Of
 * several sources each is settled by its own advances, and those that come to less than nothing do not stand in the way.
 */
export function mostOf(session: Session, settles: Settles, part: Part, target: Id): Big | null {
  const { limit } = settles;
  if (limit === null) return null;
  const { work, line, sign } = part;
  const whole = requireWork(session, target);
  // What nothing is known of is not settled; of a negative group as much as the target has of it.
  const mostIn = (doc: ValueObject): Big => {
    const said = run(limit, scopeOf(session, { source: work.doc, sourceLine: line, target: doc, doc, line }));
    return isDecimal(said) ? (sign === -1 ? said.neg() : said) : zero;
  };
  const parts = settledParts(session, whole);
  const source = parts.size === 0 ? undefined : sourceOf(session, settles, work.id);
  const own = source === undefined ? undefined : parts.get(source);
  if (own === undefined) return mostIn(whole.doc);
  const others = [...parts].flatMap(([id, doc]) => (id === source ? [] : [mostIn(doc)]));
  const all = others.reduce((most, one) => (one.lt(zero) ? most.minus(one) : most), mostIn(whole.doc));
  return lesser(mostIn(own), all);
}
