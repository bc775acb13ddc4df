// What a document took of others as a whole goes back line by line, as its lines are given back. @source conversions.md Q5, X4
import type Big from 'big.js';
import type { Id, Link } from '../model/record.ts';
import { divide, isDecimal, one, roundDecimal, zero } from '../values/decimal.ts';
import { linesById } from './line-index.ts';
import { lesser, levelAt } from './places.ts';
import { findWork, phaseOf } from './records.ts';
import type { Session } from './session.ts';
import { downLinks, linksAt, measured, upLinks, upLinksAt } from './web.ts';
import type { Work } from './work.ts';

/** A line of a document that gives back. */
interface Back {
  readonly source: Work;
  readonly line: string;
  /** So much of it. */
  readonly taken: Big;
  readonly target: Id;
  readonly targetLine: string | null;
}

/**
 * How much of a row without a line goes back with a line: as the line is to all lines that came from there, whatever the
 * document itself comes to (with taxes, mostly); with the last of them what is left. Lines below nothing give back less.
 */
export function wholeShare(session: Session, row: Link, back: Back): Big {
  const parts = partsFrom(session, back.source, row.sourceRecord);
  const part = parts.get(back.line);
  const all = [...parts.values()].reduce((sum, { weight }) => sum.plus(weight), zero);
  if (!part) return zero;
  const left = leftOfRow(session, back.source.id, row);
  const isLast = [...parts].every(([line, { full }]) => givenBack(session, back.source.id, line).gte(full));
  if (isLast) return left.times(measured(row).s);
  const place = session.work.placeOf(row);
  const share = divide(
    measured(row)
      .times(part.amount)
      .times(fractionOf(session, row, back, part)),
    all,
  );
  const size = roundDecimal(share ?? zero, (place && levelAt(session, place, null)?.scale) ?? 2);
  return size.abs().gt(left) && size.s === measured(row).s ? left.times(size.s) : size;
}

interface Part {
  readonly full: Big;
  readonly amount: Big;
  /** Of the amount, what came from the source. */
  readonly weight: Big;
  /** In shares of one. */
  readonly share: Big;
}

/** Lines that came from a source; where none did, all of them. */
function partsFrom(session: Session, { id, type, doc }: Work, source: Id): ReadonlyMap<string, Part> {
  const rows = upLinks(session, id).filter(({ kind, effect }) => effect === 1 && kind !== 'mirror');
  const isByLine = rows.some(({ targetLine }) => targetLine !== null);
  const parts = new Map<string, Part>();
  for (const [key, { table, line }] of linesById(type, doc)) {
    const roles = type.tables.get(table);
    const [quantity, value] = [line[roles?.quantity ?? ''] ?? null, line[roles?.amount ?? ''] ?? null];
    if (!isDecimal(quantity) || quantity.eq(zero)) continue;
    const own = rows.filter((row) => row.targetLine === key && row.sourceRecord === source);
    if (isByLine && own.length === 0) continue;
    const taken = own.reduce((most, row) => greater(most, measured(row).abs()), zero);
    const share = isByLine ? lesser(divide(taken, quantity.abs()) ?? one, one) : one;
    // Where money itself is counted it is what the line comes to.
    const isMoney = type.fieldByPath.get(`${table}.${roles?.quantity ?? ''}`)?.money != null;
    const amount = isDecimal(value) && !isMoney ? value : quantity;
    parts.set(key, { full: quantity.abs(), amount, weight: amount.times(share), share });
  }
  return parts;
}

/** Of the line, what goes back to the source of a row now: as its own mirrors say, else as it came. */
function fractionOf(session: Session, row: Link, { target, targetLine, taken }: Back, part: Part): Big {
  const mirrors = upLinksAt(session, target, targetLine).filter(
    ({ kind, sourceRecord, sourceLine }) =>
      kind === 'mirror' && sourceRecord === row.sourceRecord && sourceLine !== null,
  );
  const back = mirrors.reduce((most, link) => greater(most, measured(link).abs()), zero);
  const size = mirrors.length > 0 ? back : taken.times(part.share);
  return divide(size, part.full) ?? zero;
}

/** What gives back of a line, drafts among it. */
function givenBack(session: Session, id: Id, line: string): Big {
  const seen = new Map<string, Big>();
  for (const link of downLinks(session, id)) {
    const { kind, conversion, sourceLine, targetRecord, targetLine, quantity } = link;
    if (kind !== 'direct' || sourceLine !== line || targetRecord === null || quantity === null) continue;
    if (session.model.conversions.get(conversion)?.effect !== -1 || isVoid(session, link)) continue;
    seen.set(`${targetRecord} ${targetLine ?? ''}`, measured(link).abs());
  }
  return [...seen.values()].reduce((sum, size) => sum.plus(size), zero);
}

/** What of a row was not given back, by whatever gives back of the document. */
export function leftOfRow(session: Session, id: Id, row: Link): Big {
  const left = returnedOf(session, id, row).reduce(
    (rest, link) => rest.minus(measured(link).times(measured(row).s)),
    measured(row).abs(),
  );
  return left.gt(zero) ? left : zero;
}

/** Of a line, what came from a source; in shares of one. */
export function partOfLine(session: Session, id: Id, line: string, source: Id): Big {
  const work = findWork(session, id);
  return (work && partsFrom(session, work, source).get(line)?.share) ?? zero;
}

function returnedOf(session: Session, id: Id, row: Link): readonly Link[] {
  const place = session.work.placeOf(row);
  const backs = new Set(downLinks(session, id).map(({ targetRecord }) => targetRecord));
  return (place ? linksAt(session, place) : []).filter(
    (link) => link.kind === 'mirror' && backs.has(link.targetRecord) && !isVoid(session, link),
  );
}

function isVoid(session: Session, { targetRecord }: Link): boolean {
  return targetRecord !== null && phaseOf(session, targetRecord) === 'void';
}

function greater(a: Big, b: Big): Big {
  return a.gt(b) ? a : b;
}
