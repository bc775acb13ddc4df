// The links that taking a quantity leaves. @source conversions.md Q9, Q11, X4, P5
import type Big from 'big.js';
import type { Id } from '../model/record.ts';
import {
  compareDecimals,
  decimal,
  divide,
  formatDecimal,
  isDecimal,
  isZero,
  minus,
  plus,
  roundDecimal,
} from '../values/decimal.ts';
import { gaugesBefore, gaugesOf } from './gauges.ts';
import { mirror } from './mirror.ts';
import type { Counted, Level } from './places.ts';
import { parted } from './pour.ts';
import { findWork, phaseOf } from './records.ts';
import type { Session } from './session.ts';
import { idOf, putTaking, type Share, type Taking } from './taking.ts';
import { amountColumnOf } from './track-measure.ts';
import { linksAt } from './web.ts';
import type { Place } from './working-set.ts';

/**
 * Writes every link of one taking: direct, through to the ancestors, and mirrors when it reverses.
 *
 * @param counted  the counters that it moves; what stands in their tallies is not looked at
 */
export function writeLinks(session: Session, taking: Taking, counted: readonly Counted[]): void {
  const { conversion, source, line } = taking;
  const taken = taking.sign === -1 ? taking.taken.neg() : taking.taken;
  for (const one of counted) {
    const shares = sharesOf(session, taking, one);
    for (const level of one.levels) {
      const share = shares ? shares.get(level.place) : taken;
      if (share)
        putTaking(
          session,
          taking,
          level.place,
          level.direct ? 'direct' : 'through',
          1,
          shareAt(session, one, level, share),
        );
    }
  }
  if (counted.length === 0) {
    const place = { record: source.id, line: idOf(line), track: null };
    putTaking(session, taking, place, 'direct', 0, { quantity: formatDecimal(taken), amount: null });
  }
  if (conversion.effect === -1 && !taking.beside) mirror(session, taking);
}

/** What counts at each counter where lines were gathered on the way; null: all of it everywhere. */
function sharesOf(session: Session, taking: Taking, counted: Counted): ReadonlyMap<Place, Big> | null {
  const { course } = counted;
  if (course.gathers.length === 0) return null;
  const { conversion, target, taken } = taking;
  const isBack = taking.sign === -1;
  const { live, open, most } = gaugesOf(session, conversion, counted, isBack, target);
  const before = taking.parts ? gaugesBefore(session, taking.parts) : [];
  const shares = parted(course, taken, [...before, live, open, most], new Map());
  return isBack ? new Map([...shares].map(([place, share]) => [place, share.neg()])) : shares;
}

function shareAt(session: Session, { measure }: Counted, level: Level, share: Big): Share {
  if (measure === 'amount') return { quantity: null, amount: formatDecimal(share) };
  return slice(session, level, share, null);
}

/**
 * A quantity with its share of the line's amount. The slice that reaches full gets what the others left, so that
 * slices add up to the cent. @source conversions.md P5
 *
 * @param self  the link being rewritten, which is not among the others
 */
export function slice(
  session: Session,
  level: Omit<Level, 'tally' | 'basis'>,
  quantity: Big,
  self: Id | null,
): Share {
  const text = formatDecimal(quantity);
  const money = amountOf(session, level);
  if (!money) return { quantity: text, amount: null };
  const others = linksAt(session, level.place).filter(
    (link) =>
      link.id !== self &&
      link.effect !== 0 &&
      link.kind !== 'settled' &&
      (link.targetRecord === null || phaseOf(session, link.targetRecord) !== 'void'),
  );
  const signed = (link: { readonly effect: number }, text: string | null) =>
    link.effect === -1 ? decimal(text ?? '0').neg() : decimal(text ?? '0');
  const taken = others.reduce((sum, link) => plus(sum, signed(link, link.quantity)), quantity);
  const isLast =
    compareDecimals(taken, level.full) === 0 || isZero(roundDecimal(minus(taken, level.full), level.scale));
  if (isLast) {
    const rest = others.reduce((left, link) => left.minus(signed(link, link.amount)), money.amount);
    return { quantity: text, amount: formatDecimal(rest) };
  }
  const share = divide(quantity.times(money.amount), level.full);
  return { quantity: text, amount: share ? formatDecimal(roundDecimal(share, money.scale)) : null };
}

function amountOf(
  session: Session,
  { place, values }: Pick<Level, 'place' | 'values'>,
): { amount: Big; scale: number } | null {
  const type = findWork(session, place.record)?.type;
  const declared = type?.tracks.get(place.track);
  const column = type && declared ? amountColumnOf(type, declared) : null;
  const amount = column ? (values?.[column.key] ?? null) : null;
  return column && isDecimal(amount) ? { amount, scale: column.scale } : null;
}
