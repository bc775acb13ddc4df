// The links that taking a quantity leaves. @source conversions.md Q9, Q11, X4, P5
import type Big from 'big.js';
import type { ValueObject } from '../expressions/scope.ts';
import type { Conversion, ConversionTrack } from '../model/conversion.ts';
import type { Id, Link } from '../model/record.ts';
import { divide, formatDecimal, isDecimal, roundDecimal } from '../values/decimal.ts';
import { levelsOf, type Level } from './places.ts';
import { linesOf } from './progress.ts';
import { findWork, phaseOf } from './records.ts';
import type { Session } from './session.ts';
import { downLinks, putLink, upLinks } from './web.ts';
import type { Place } from './working-set.ts';

export interface Taking {
  readonly conversion: Conversion;
  readonly source: { readonly id: Id; readonly doc: ValueObject };
  readonly line: ValueObject | null;
  readonly target: Id;
  readonly targetLine: string | null;
  /** Quantity, or amount on tracks that measure amounts. */
  readonly taken: Big;
}

/** Writes every link of one taking: direct, through to the ancestors, and mirrors when it reverses. */
export function writeLinks(session: Session, taking: Taking, tracks: readonly ConversionTrack[]): void {
  const { conversion, source, line, taken } = taking;
  let counted = false;
  if (conversion.effect !== 0) {
    for (const named of tracks) {
      for (const level of levelsOf(session, conversion, named, source, line)) {
        counted = true;
        const share =
          named.measure === 'amount'
            ? { quantity: null, amount: formatDecimal(taken) }
            : slice(session, level, taken, null);
        put(session, taking, level, level.direct ? 'direct' : 'through', 1, share);
      }
    }
  }
  if (!counted) {
    const place = { record: source.id, line: idOf(line), track: null };
    put(session, taking, place, 'direct', 0, { quantity: formatDecimal(taken), amount: null });
  }
  if (conversion.effect === -1) mirror(session, taking);
}

/** The original's rows upstream are written once more with −1: what it took is open again on the tracks named. */
function mirror(session: Session, taking: Taking): void {
  const { conversion, source, line, taken } = taking;
  const lineId = idOf(line);
  for (const row of upLinks(session, source.id)) {
    if (row.effect !== 1 || row.kind === 'mirror' || row.targetLine !== lineId) continue;
    if (row.track === null || !conversion.reopens.includes(row.track)) continue;
    const place = { record: row.sourceRecord, line: row.sourceLine, track: row.track };
    const isAmount = row.quantity === null;
    const share = isAmount
      ? { quantity: null, amount: formatDecimal(taken) }
      : { quantity: formatDecimal(taken), amount: null };
    put(session, taking, place, 'mirror', -1, share);
  }
}

type Share = Pick<Link, 'quantity' | 'amount'>;

function put(
  session: Session,
  { conversion, target, targetLine }: Taking,
  place: { readonly record: Id; readonly line: string | null; readonly track: string | null },
  kind: Link['kind'],
  effect: Link['effect'],
  share: Share,
): void {
  putLink(session, {
    id: session.ids.uuid(),
    conversion: conversion.key,
    track: place.track,
    kind,
    effect,
    sourceRecord: place.record,
    sourceLine: place.line,
    targetRecord: target,
    targetLine,
    ...share,
  });
}

/**
 * A quantity with its share of the line's amount. The slice that reaches full gets what the others left, so that
 * slices add up to the cent. @source conversions.md P5
 *
 * @param self  the link being rewritten, which is not among the others
 */
export function slice(
  session: Session,
  level: Pick<Level, 'record' | 'line' | 'track' | 'full' | 'scale'>,
  quantity: Big,
  self: Id | null,
): Share {
  const text = formatDecimal(quantity);
  const money = amountOf(session, level);
  if (!money) return { quantity: text, amount: null };
  const others = downLinks(session, level.record).filter(
    (link) =>
      link.id !== self &&
      link.effect === 1 &&
      link.track === level.track &&
      link.sourceLine === level.line &&
      (link.targetRecord === null || phaseOf(session, link.targetRecord) !== 'void'),
  );
  const taken = others.reduce((sum, link) => sum.plus(link.quantity ?? '0'), quantity);
  const isLast = roundDecimal(taken.minus(level.full), level.scale).eq('0');
  if (isLast) {
    const rest = others.reduce((left, link) => left.minus(link.amount ?? '0'), money.amount);
    return { quantity: text, amount: formatDecimal(rest) };
  }
  const share = divide(quantity.times(money.amount), level.full);
  return { quantity: text, amount: share ? formatDecimal(roundDecimal(share, money.scale)) : null };
}

function amountOf(session: Session, place: Place): { amount: Big; scale: number } | null {
  const work = findWork(session, place.record);
  const table = work?.type.tracks.get(place.track)?.table ?? null;
  const key = table === null ? null : (work?.type.tables.get(table)?.amount ?? null);
  if (!work || table === null || key === null) return null;
  const line = linesOf(work.doc, table).find((candidate) => candidate['id'] === place.line);
  const amount = line?.[key] ?? null;
  if (!isDecimal(amount)) return null;
  return { amount, scale: work.type.fieldByPath.get(`${table}.${key}`)?.decimal?.scale ?? 2 };
}

function idOf(line: ValueObject | null): string | null {
  return line === null ? null : (line['id'] as string);
}
