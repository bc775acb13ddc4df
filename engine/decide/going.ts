// How much of a document goes with a record that is voided: what came from it and has not been given back. @source conversions.md X1, X4
import type Big from 'big.js';
import type { Conversion } from '../model/conversion.ts';
import type { Id, Link } from '../model/record.ts';
import { divide, isDecimal, one, roundDecimal, zero } from '../values/decimal.ts';
import { linesById } from './line-index.ts';
import { lesser, levelAt } from './places.ts';
import { phaseOf } from './records.ts';
import { sourcesOf } from './rewrite-line.ts';
import { isGoing } from './serves-others.ts';
import type { Session } from './session.ts';
import { downLinks, linksAt, measured, upLinks } from './web.ts';
import type { Work } from './work.ts';
import type { Place } from './working-set.ts';

export interface Going {
  /** Came from what goes, whether or not it was given back. */
  readonly gone: Big;
  /** Of that what was not given back. */
  readonly goes: Big;
}

/** Of a line, or of a document as a whole. */
export interface Piece extends Going {
  readonly full: Big;
  /** Given back by documents in force. */
  readonly given: Big;
}

const nothing: Going = { gone: zero, goes: zero };

/** What goes of a document, line by line; lines that are not named stay. */
export interface Part {
  readonly lines: ReadonlyMap<string, Piece>;
  /** In shares of one: lines weigh by what they are worth. */
  readonly whole: Piece;
}

/** Whether it is all that is left. */
export function isAll({ whole: { full, given, goes }, lines }: Part): boolean {
  return roundDecimal(full.minus(given).minus(goes), 6).lte(zero) && [...lines.values()].every(isNothingLeft);
}

const isNothingLeft = (piece: Piece): boolean => staysOf(piece).eq(zero);

/** What stays when it has gone. */
function staysOf({ full, given, goes }: Piece): Big {
  const stays = full.minus(given).minus(goes);
  return stays.gt(zero) ? stays : zero;
}

/** The piece at a counter of the document; null: nothing there came from what goes. */
export function pieceAt({ whole, lines }: Part, line: string | null): Piece | null {
  const piece = line === null ? whole : (lines.get(line) ?? null);
  return piece?.gone.gt(zero) ? piece : null;
}

/** At a counter of the document, in what is counted there. */
export interface Room {
  /** What stays there for those who have taken there. */
  readonly stays: Big;
  /** The most that they may have taken of what goes. */
  readonly gone: Big;
}

/** null: nothing there came from what goes */
export function roomAt(session: Session, part: Part, place: Place): Room | null {
  const piece = pieceAt(part, place.line);
  const level = levelAt(session, place, null);
  if (!piece || !level) return null;
  const counted = (value: Big): Big =>
    roundDecimal(divide(value.times(level.full.abs()), piece.full) ?? zero, level.scale);
  return { stays: counted(staysOf(piece)), gone: counted(piece.gone) };
}

/** Conversions that give back what this one gives back. */
export function reversals(session: Session, by: Conversion): ReadonlySet<string> {
  const all = session.model.conversionsFrom.get(by.from) ?? [];
  const alike = all.filter(
    ({ key, effect, tracks, reopens }) =>
      key === by.key ||
      (effect === -1 &&
        (tracks.some(({ track }) => by.tracks.some((own) => own.track === track)) ||
          reopens.some((track) => by.reopens.includes(track)))),
  );
  return new Set(alike.map(({ key }) => key));
}

/**
 * What goes of a document that is made good by a conversion.
 *
 * @param told  how much, by line and of the whole; absent: what came from the records that are being voided
 */
export function goingOf(
  session: Session,
  work: Work,
  by: Conversion,
  told?: ReadonlyMap<string | null, Going>,
): Part {
  const credits = creditsOf(session, work.id, by);
  const links = sourceLinks(session, work.id);
  if (links.every(({ targetLine }) => targetLine === null))
    return byProportion(session, work, links, credits, told?.get(null));
  const byLine = Map.groupBy(links, ({ targetLine }) => targetLine);
  const pieces = linesOf(session, work).map(({ id, full, weight }) => {
    const given = givenAt(credits, id);
    const going = told
      ? (told.get(id) ?? nothing)
      : goneOf(session, byLine.get(id) ?? [], ofLine(credits, id), given);
    return { id, weight, full, given, ...going };
  });
  const worth = pieces.reduce((sum, { weight }) => sum.plus(weight), zero);
  const share = (key: 'given' | 'gone' | 'goes'): Big => {
    const value = pieces.reduce(
      (sum, one) => sum.plus(divide(one.weight.times(one[key]), one.full) ?? zero),
      zero,
    );
    return divide(value, worth) ?? zero;
  };
  return {
    lines: new Map(pieces.flatMap((one) => (one.gone.gt(zero) ? [[one.id, one]] : []))),
    whole: { full: one, given: share('given'), gone: share('gone'), goes: share('goes') },
  };
}

/** Where nothing but amounts of the whole came from the sources, its lines are theirs in proportion. */
function byProportion(
  session: Session,
  work: Work,
  links: readonly Link[],
  credits: readonly Link[],
  told: Going | undefined,
): Part {
  const full = sourcesOf(session, links).reduce((sum, link) => sum.plus(measured(link).abs()), zero);
  const pieces = linesOf(session, work).map((line) => ({ ...line, given: givenAt(credits, line.id) }));
  const worth = pieces.reduce((sum, { weight }) => sum.plus(weight), zero);
  const back = pieces.reduce(
    (sum, one) => sum.plus(divide(one.weight.times(one.given), one.full) ?? zero),
    zero,
  );
  const given = givenAt(credits, null).plus(divide(back.times(full), worth) ?? zero);
  const going = told ?? goneOf(session, links, credits, given);
  const whole = { full, given, ...going };
  const left = going.goes.plus(staysOf(whole));
  const lines = pieces.flatMap(({ id, full: all, given: own }): (readonly [string, Piece])[] => {
    const goes = divide(all.minus(own).times(going.goes), left) ?? zero;
    const gone = divide(all.times(going.gone), full) ?? zero;
    return gone.gt(zero) ? [[id, { full: all, given: own, gone, goes }]] : [];
  });
  return { lines: new Map(lines), whole };
}

/**
 * What is given back goes to the sources in order, each up to what it gave; where mirrors say to whom, as they say.
 *
 * @param given  all that was given back of it
 */
function goneOf(session: Session, links: readonly Link[], credits: readonly Link[], given: Big): Going {
  const sources = sourcesOf(session, links).toSorted((a, b) => (a.id < b.id ? -1 : 1));
  const told = sources.map((link) => mirroredTo(session, links, link, credits));
  let rest = told.reduce((left, back) => left.minus(back), given);
  let [gone, goes] = [zero, zero];
  sources.forEach((link, index) => {
    const all = measured(link).abs();
    const left = all.minus(told[index] ?? zero);
    const cut = rest.gt(zero) ? lesser(left, rest) : zero;
    rest = rest.minus(cut);
    if (!isGoing(session, link.sourceRecord)) return;
    gone = gone.plus(all);
    if (left.gt(cut)) goes = goes.plus(left).minus(cut);
  });
  return { gone, goes };
}

/** What these give back to one source, on the track on which they give back most. */
export function mirroredTo(
  session: Session,
  links: readonly Link[],
  { sourceRecord, sourceLine, targetLine: line }: Link,
  credits: readonly Link[],
): Big {
  let most = zero;
  for (const row of links) {
    if (row.sourceRecord !== sourceRecord || row.sourceLine !== sourceLine) continue;
    const place = session.work.placeOf(row);
    const mirrors = (place ? linksAt(session, place) : []).filter(
      ({ kind, targetRecord, targetLine }) =>
        kind === 'mirror' &&
        credits.some(
          (one) => one.targetRecord === targetRecord && (line === null || one.targetLine === targetLine),
        ),
    );
    const back = mirrors.reduce((sum, link) => sum.plus(measured(link).abs()), zero);
    if (back.gt(most)) most = back;
  }
  return most;
}

export function sourceLinks(session: Session, id: Id): readonly Link[] {
  return upLinks(session, id).filter(({ kind, effect }) => kind === 'direct' && effect !== 0);
}

/** One link for each line of a document in force that gives back. */
function creditsOf(session: Session, id: Id, by: Conversion): readonly Link[] {
  const keys = reversals(session, by);
  const found = new Map<string, Link>();
  for (const link of downLinks(session, id)) {
    const { kind, conversion, targetRecord, targetLine, sourceLine } = link;
    if (kind !== 'direct' || targetRecord === null || !keys.has(conversion)) continue;
    if (phaseOf(session, targetRecord) === 'posted')
      found.set(`${sourceLine ?? ''} ${targetRecord} ${targetLine ?? ''}`, link);
  }
  return [...found.values()];
}

function ofLine(credits: readonly Link[], line: string | null): readonly Link[] {
  return credits.filter(({ sourceLine }) => sourceLine === line);
}

function givenAt(credits: readonly Link[], line: string | null): Big {
  return ofLine(credits, line).reduce((sum, link) => sum.plus(measured(link).abs()), zero);
}

/** Every line that counts, with what it is worth. */
function linesOf(
  session: Session,
  { id: record, type, doc }: Work,
): { id: string; full: Big; weight: Big }[] {
  const links = Map.groupBy(sourceLinks(session, record), ({ targetLine }) => targetLine);
  return [...linesById(type, doc)].flatMap(([id, { table, line }]) => {
    const roles = type.tables.get(table);
    const quantity = line[roles?.quantity ?? ''] ?? null;
    const taken = sourcesOf(session, links.get(id) ?? []).reduce(
      (sum, link) => sum.plus(measured(link).abs()),
      zero,
    );
    const full = isDecimal(quantity) ? quantity.abs() : taken;
    if (full.eq(zero)) return [];
    const amount = line[roles?.amount ?? ''] ?? null;
    return [{ id, full, weight: isDecimal(amount) ? amount.abs() : full }];
  });
}
