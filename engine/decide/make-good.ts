// The documents that make a posted one good, as a whole or for a part of it. @source conversions.md X1
import type Big from 'big.js';
import type { Conversion } from '../model/conversion.ts';
import type { Id } from '../model/record.ts';
import { decimal, divide, formatDecimal, one, zero } from '../values/decimal.ts';
import { keepable } from './convert/keepable.ts';
import { offersOf, takesPieces, targetField, type Offer } from './convert/offer.ts';
import { movesLines } from './document-shares.ts';
import { pieceAt, type Part } from './going.ts';
import { lesser, levelsOf } from './places.ts';
import { Refused, refuse } from './refused.ts';
import { takeBack } from './settled-links.ts';
import type { Session } from './session.ts';
import type { ConversionReport, ConversionSource } from './types.ts';
import type { Work } from './work.ts';

/**
 * Converts what goes and has the documents posted; nothing where it was given back already.
 *
 * @param part  absent: all that is open
 * @returns the documents made
 * @throws Refused conversion-guard, where the path keeps out what there is to make good; what converting or `then` is
 *         refused with
 */
export function makeGood(
  session: Session,
  work: Work,
  by: Conversion,
  then: string,
  part: Part | null,
): readonly Id[] {
  openClosed(session, work, by, part);
  if (part === null) return makeAll(session, work.id, by, then);
  return askedOf(session, work, by, part).flatMap((asked) => [...made(session, by, then, asked).targets]);
}

/** What was written off of the way back is open again, as far as it goes: the document shall not stay in force. @source conversions.md T4 */
function openClosed(session: Session, work: Work, by: Conversion, part: Part | null): void {
  for (const { counted, line, shown } of offersOf(session, by, { work, asked: { id: work.id } })) {
    const piece = part && pieceAt(part, line === null ? null : String(line['id']));
    for (const level of levelsOf(counted)) {
      const closed = level.tally.settled.abs();
      if (closed.eq(zero) || (part && !piece)) continue;
      const gone = piece ? (divide(piece.goes.times(level.full.abs()), piece.full) ?? zero) : closed;
      const short = piece ? gone.minus(decimal(shown.most)) : closed;
      if (short.gt(zero)) takeBack(session, level.place, lesser(short, closed).times(level.full.s));
    }
  }
}

/** What goes by pieces is made good piece by piece. */
function makeAll(session: Session, id: Id, by: Conversion, then: string): Id[] {
  const all: Id[] = [];
  const mark = session.work.mark();
  try {
    for (let isLeft = true; isLeft;) {
      const { targets, offered, left } = made(session, by, then, { id });
      all.push(...targets);
      const out = offered.find(({ open, reason }) => reason !== null && decimal(open).gt(zero));
      if (out) refuse('conversion-guard', 422, { reason: out.reason ?? '' }, session.setting.language);
      isLeft = left.length > 0;
    }
  } catch (error) {
    if (!(error instanceof Refused) || error.unsaid.code !== 'nothing-open' || all.length > 0) throw error;
    session.work.reset(mark);
  }
  return all;
}

function made(session: Session, by: Conversion, then: string, asked: ConversionSource): ConversionReport {
  const request = { conversion: by.key, sources: [asked], set: {}, into: null };
  const report = session.verbs.convert(session, request, 'definition');
  for (const target of report.targets) session.verbs.fire(session, target, then, {}, 'definition');
  return report;
}

function askedOf(session: Session, work: Work, by: Conversion, part: Part): ConversionSource[] {
  const { id } = work;
  const offers = offersOf(session, by, { work, asked: { id } });
  if (!movesLines(by)) {
    const amount = offers[0] ? goesOf(session, by, offers[0], part) : zero;
    return portionsOf(by, amount).map((text) => ({ id, amount: text }));
  }
  const lines = new Map<string, string>();
  for (const offer of offers) {
    if (offer.line === null || lines.has(String(offer.line['id']))) continue;
    const quantity = goesOf(session, by, offer, part);
    if (quantity.gt(zero)) lines.set(String(offer.line['id']), formatDecimal(quantity));
  }
  if (lines.size === 0) return [];
  return [{ id, lines: [...lines].map(([line, quantity]) => ({ id: line, quantity })) }];
}

function portionsOf(by: Conversion, amount: Big): string[] {
  if (!amount.gt(zero)) return [];
  if (!takesPieces(by) || by.lines.length > 0 || amount.lte(one)) return [formatDecimal(amount)];
  return ['1', ...portionsOf(by, amount.minus(one))];
}

/** In what the path measures, and no more than is in force; drafts for others do not stand in the way. */
function goesOf(session: Session, by: Conversion, offer: Offer, part: Part): Big {
  const { line, counted, mapping, shown } = offer;
  const piece = pieceAt(part, line === null ? null : String(line['id']));
  if (!piece?.goes.gt(zero)) return zero;
  const wanted = divide(piece.goes.times(decimal(shown.full).abs()), piece.full) ?? zero;
  const levels = levelsOf(counted);
  return lesser(keepable(wanted, targetField(session, by, mapping), levels), decimal(shown.most));
}
