// A slice's share of any column of its source's line, to the cent. @source conversions.md P5, P7
import type Big from 'big.js';
import type { Id, Link } from '../model/record.ts';
import { divide, isDecimal, roundDecimal, zero } from '../values/decimal.ts';
import { linesById } from './line-index.ts';
import { levelAt } from './places.ts';
import { findWork, phaseOf } from './records.ts';
import type { Session } from './session.ts';
import { linksAt, measured } from './web.ts';

/**
 * In proportion to the quantity that a link takes; the slice that reaches full gets what stands on no other, drafts
 * included.
 *
 * @returns null: there is no such amount, or a document has yet to be read
 */
export function columnShare(session: Session, link: Link, column: string, scale: number): Big | null {
  const place = session.work.placeOf(link);
  const level = place && levelAt(session, place, null);
  const whole = level?.values?.[column] ?? null;
  if (!level || !isDecimal(whole)) return null;
  const others = linksAt(session, level.place).filter(
    ({ id, effect, kind, targetRecord }) =>
      id !== link.id &&
      effect !== 0 &&
      kind !== 'settled' &&
      (targetRecord === null || phaseOf(session, targetRecord) !== 'void'),
  );
  const quantity = measured(link);
  const taken = others.reduce((sum, other) => sum.plus(measured(other).times(other.effect)), quantity);
  if (!roundDecimal(taken.minus(level.full), level.scale).eq(zero)) {
    const share = divide(quantity.times(whole), level.full);
    return share && roundDecimal(share, scale);
  }
  const amounts = others.map((other) => amountAt(session, other, column));
  return amounts.includes(null)
    ? null
    : others.reduce((rest, { effect }, index) => rest.minus(amounts[index]!.times(effect)), whole);
}

/** What stands in that column of the line that a link made. */
function amountAt(session: Session, { targetRecord, targetLine }: Link, column: string): Big | null {
  return targetRecord === null ? zero : columnAt(session, targetRecord, targetLine, column);
}

function columnAt(session: Session, id: Id, line: string | null, column: string): Big | null {
  const work = findWork(session, id);
  if (!work) return null;
  const value = linesById(work.type, work.doc).get(line ?? '')?.line[column] ?? null;
  return isDecimal(value) ? value : zero;
}
