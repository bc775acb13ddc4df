// The links that taking a quantity leaves. @source conversions.md Q9, Q11, X4, P5
import type Big from 'big.js';
import type { ValueObject } from '../expressions/scope.ts';
import type { Conversion } from '../model/conversion.ts';
import type { Id, Link } from '../model/record.ts';
import {
  compareDecimals,
  decimal,
  divide,
  formatDecimal,
  isDecimal,
  isNegative,
  isZero,
  minus,
  plus,
  roundDecimal,
  zero,
} from '../values/decimal.ts';
import { linesById } from './line-index.ts';
import { placesOf, type Counted, type Level } from './places.ts';
import { findWork, phaseOf } from './records.ts';
import { holds, scopeOf } from './scope.ts';
import { isGoing } from './serves-others.ts';
import type { Session } from './session.ts';
import { amountColumnOf } from './track-measure.ts';
import { downLinks, linksAt, measured, putLink, upLinksAt } from './web.ts';

export interface Taking {
  readonly conversion: Conversion;
  readonly source: { readonly id: Id; readonly doc: ValueObject };
  readonly line: ValueObject | null;
  readonly target: Id;
  readonly targetLine: string | null;
  /** Quantity, or amount on tracks that measure amounts. */
  readonly taken: Big;
  /** Of a mapping that takes negative lines: −1, and links say so. @source conversions.md Q8 */
  readonly sign?: 1 | -1;
  /** What its lines gave back is mirrored with them. */
  readonly beside?: boolean;
}

/**
 * Writes every link of one taking: direct, through to the ancestors, and mirrors when it reverses.
 *
 * @param counted  the counters that it moves; what stands in their tallies is not looked at
 */
export function writeLinks(session: Session, taking: Taking, counted: readonly Counted[]): void {
  const { conversion, source, line } = taking;
  const taken = taking.sign === -1 ? taking.taken.neg() : taking.taken;
  for (const { level, measure } of counted) {
    const share =
      measure === 'amount'
        ? { quantity: null, amount: formatDecimal(taken) }
        : slice(session, level, taken, null);
    put(session, taking, level.place, level.direct ? 'direct' : 'through', 1, share);
  }
  if (counted.length === 0) {
    const place = { record: source.id, line: idOf(line), track: null };
    put(session, taking, place, 'direct', 0, { quantity: formatDecimal(taken), amount: null });
  }
  if (conversion.effect === -1 && !taking.beside) mirror(session, taking);
}

/** The original's rows upstream are written once more with −1: what it took is open again on the tracks named. */
function mirror(session: Session, taking: Taking): void {
  const { source, line, taken } = taking;
  const lineId = idOf(line);
  const own = upLinksAt(session, source.id, lineId);
  const whole = lineId === null ? [] : upLinksAt(session, source.id, null).filter(isWholeAmount);
  const rows = [...own, ...whole].filter(
    (row) =>
      row.effect === 1 && row.kind !== 'mirror' && row.track !== null && reopens(session, taking, row.track),
  );
  // In the order in which they were taken, whatever the order in which they were read.
  rows.sort((a, b) => (a.id < b.id ? -1 : 1));
  const groups = Map.groupBy(inTurn(session, taking, rows), (row) => levelKey(session, row));
  for (const group of groups.values()) {
    const isOwn = group[0]?.targetLine === lineId;
    for (const { row, size, returned } of spread(
      session,
      taking,
      group,
      isOwn ? taken : amountOfTaking(session, taking),
    )) {
      if (size.eq(zero)) continue;
      // What was taken of negative lines is given back as it was taken.
      const isBack = isOwn ? measured(row).lt(zero) : taking.sign === -1;
      const share = isBack ? size.neg() : size;
      const place = { record: row.sourceRecord, line: row.sourceLine, track: row.track };
      put(session, taking, place, 'mirror', -1, mirrored(session, row, share, returned));
    }
  }
}

const isWholeAmount = ({ quantity }: Link): boolean => quantity === null;

interface Returning {
  readonly row: Link;
  readonly size: Big;
  readonly returned: readonly Link[];
}

/**
 * A gathered line came from several: what is given back goes to them in order, each up to what it gave. Drafts come before,
 * but what is more than they leave is given back as if they were not there: not both will come into force.
 */
function spread(session: Session, taking: Taking, rows: readonly Link[], whole: Big): readonly Returning[] {
  let rest = whole;
  const take = (row: Link, returned: readonly Link[], taken: Big): Big => {
    const free = minus(freeOf(row, returned), taken);
    const size = isNegative(free) ? zero : compareDecimals(rest, free) <= 0 ? rest : free;
    rest = minus(rest, size);
    return plus(taken, size);
  };
  const all = rows.map((row): Returning => {
    const returned = returnedOf(session, taking, row);
    return { row, returned, size: take(row, returned, zero) };
  });
  if (isZero(rest)) return all;
  const beyond = all.map(({ row, returned, size }): Returning => {
    const posted = returned.filter(
      ({ targetRecord }) => targetRecord !== null && phaseOf(session, targetRecord) === 'posted',
    );
    return { row, returned, size: take(row, posted, size) };
  });
  return beyond.map((one, index) =>
    index === beyond.length - 1 ? { ...one, size: plus(one.size, rest) } : one,
  );
}

/**
 * While a record is voided, what is made for it gives back to it, and to what it counts on, before it gives to others;
 * what stands already stands for these. @source conversions.md X1
 */
function inTurn(session: Session, { target }: Taking, rows: readonly Link[]): readonly Link[] {
  if (session.work.voiding.size === 0) return rows;
  const gone = rows.filter(({ sourceRecord }) => isGoing(session, sourceRecord));
  const places = new Set(
    gone.flatMap(({ sourceRecord, sourceLine, track }) =>
      placesOf(session, sourceRecord, sourceLine, track ?? ''),
    ),
  );
  const isGone = (row: Link): boolean => {
    const place = session.work.placeOf(row);
    return gone.includes(row) || (place !== null && places.has(place));
  };
  const [first, rest] = [rows.filter(isGone), rows.filter((row) => !isGone(row))];
  if (session.work.works.get(target)?.before === null) return [...first, ...rest];
  return rest.length > 0 ? rest : first;
}

/** Part of a row, with its part of the row's amount; what gives the last of it back gives back what is left. @source conversions.md P5 */
function mirrored(session: Session, row: Link, share: Big, returned: readonly Link[]): Share {
  const text = formatDecimal(share);
  if (row.quantity === null) return { quantity: null, amount: text };
  if (row.amount === null) return { quantity: text, amount: null };
  const before = returned.reduce((sum, link) => sum.plus(measured(link)), share);
  if (before.eq(measured(row))) {
    const rest = returned.reduce((left, { amount }) => left.minus(amount ?? '0'), decimal(row.amount));
    return { quantity: text, amount: formatDecimal(rest) };
  }
  const amount = divide(share.times(row.amount), decimal(row.quantity));
  return { quantity: text, amount: amount && formatDecimal(roundDecimal(amount, scaleAt(session, row))) };
}

/** Decimals of what a line is worth at the source of a row. */
function scaleAt(session: Session, { sourceRecord, track }: Link): number {
  const type = findWork(session, sourceRecord)?.type;
  const declared = type?.tracks.get(track ?? '');
  return (type && declared && amountColumnOf(type, declared)?.scale) ?? 2;
}

/** Rows that share what is given back: of one track and line, on records of one type. */
function levelKey(session: Session, { track, kind, targetLine, sourceRecord }: Link): string {
  return `${track} ${kind} ${targetLine ?? ''} ${findWork(session, sourceRecord)?.type.key ?? ''}`;
}

/** Whether this taking opens a track again: always, or as its target's line says. @source conversions.md X3 */
function reopens(
  session: Session,
  { conversion, source, line, target, targetLine }: Taking,
  track: string,
): boolean {
  if (!conversion.reopens.includes(track)) return false;
  const when = conversion.reopensWhen.get(track);
  if (!when) return true;
  const work = findWork(session, target);
  const own = work && targetLine !== null ? linesById(work.type, work.doc).get(targetLine)?.line : null;
  const scope = scopeOf(session, {
    source: source.doc,
    sourceLine: line,
    target: work?.doc ?? null,
    line: own ?? null,
  });
  return holds(when, scope);
}

/** What was given back of a row: the mirrors of what was made from the same line that the row made. */
function returnedOf(session: Session, { source, line }: Taking, row: Link): readonly Link[] {
  const place = session.work.placeOf(row);
  const mirrors = (place ? linksAt(session, place) : []).filter(
    ({ kind, targetRecord }) =>
      kind === 'mirror' && (targetRecord === null || phaseOf(session, targetRecord) !== 'void'),
  );
  if (mirrors.length === 0) return mirrors;
  const lineId = idOf(line);
  const backs = downLinks(session, source.id).filter(({ sourceLine }) => sourceLine === lineId);
  return mirrors.filter((link) =>
    backs.some(
      ({ targetRecord, targetLine }) =>
        targetRecord === link.targetRecord && (targetLine === link.targetLine || link.targetLine === null),
    ),
  );
}

/** What a row gave and has not been given back. */
function freeOf(row: Link, returned: readonly Link[]): Big {
  const rest = returned.reduce((left, link) => left.minus(measured(link).abs()), measured(row).abs());
  return rest.lt(zero) ? zero : rest;
}

/** A line's taking as an amount of its document: itself where money is counted, else its share of the line's amount. */
function amountOfTaking(session: Session, { source, line, taken }: Taking): Big {
  const work = findWork(session, source.id);
  const place = work && line ? linesById(work.type, work.doc).get(line['id'] as string) : undefined;
  const roles = place ? work?.type.tables.get(place.table) : undefined;
  if (!work || !place || !roles?.quantity) return taken;
  if (work.type.fieldByPath.get(`${place.table}.${roles.quantity}`)?.money) return taken;
  const amount = roles.amount === null ? null : (place.line[roles.amount] ?? null);
  const quantity = place.line[roles.quantity] ?? null;
  const share = isDecimal(amount) && isDecimal(quantity) ? divide(taken.times(amount), quantity) : null;
  return share ?? zero;
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
  const signed = (link: Link, text: string | null) =>
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

function idOf(line: ValueObject | null): string | null {
  return line === null ? null : (line['id'] as string);
}
