// What slices are worth in another currency than their source's: in parts as in one piece. @source conversions.md P4, P5
import type Big from 'big.js';
import type { ValueObject } from '../expressions/scope.ts';
import type { LineMapping } from '../model/conversion.ts';
import type { Json } from '../model/json.ts';
import type { Link } from '../model/record.ts';
import { decimal, isDecimal, isZero, roundDecimal } from '../values/decimal.ts';
import { keptValue, writeField } from '../values/hydrate.ts';
import { computeRecord } from './compute-record.ts';
import { systemOf } from './compute-work.ts';
import { linesAt } from './each-field.ts';
import { linesById } from './line-index.ts';
import { ownAmount, type Share } from './line-share.ts';
import { levelAt, type Level } from './places.ts';
import { findWork, phaseOf } from './records.ts';
import { sameValue } from './same.ts';
import { scopeOf } from './scope.ts';
import type { Session } from './session.ts';
import { linksAt, measured } from './web.ts';
import type { Work } from './work.ts';

/**
 * By target line. A slice is worth what its own formula says at the exchanged price (where the share lands in a field, the
 * share at the rate); the one that reaches full is worth what the whole would be in one piece, without the others.
 * What gathers several source lines is left to its formula.
 */
export function exchangedAmounts(
  session: Session,
  work: Work,
  mapping: LineMapping,
  shares: ReadonlyMap<string, Share>,
  rate: Big,
): ReadonlyMap<string, Big> {
  const lines = linesById(work.type, work.doc);
  const column = mapping.amount ?? work.type.tables.get(mapping.to)?.amount ?? '';
  const scale = work.type.fieldByPath.get(`${mapping.to}.${column}`)?.decimal?.scale ?? 2;
  const atRate = (amount: Big): Big => roundDecimal(amount.times(rate), scale);
  const amounts = new Map<string, Big>();
  const lasts = new Map<string, Last>();
  for (const [id, { sources, amount }] of shares) {
    const doc = lines.get(id)?.line;
    const [source, ...more] = sources;
    const last = source && more.length === 0 ? lastOf(session, source.link) : null;
    if (last) lasts.set(id, last);
    else if (mapping.amount !== null) amounts.set(id, atRate(amount));
    const own = doc && mapping.amount === null ? ownAmount(work.type, mapping, doc) : null;
    if (!last && own) amounts.set(id, own);
  }
  if (lasts.size === 0) return amounts;
  const whole = mapping.amount === null ? inOnePiece(session, work, mapping, lasts) : null;
  for (const [id, { level, others }] of lasts) {
    const doc = lines.get(id)?.line;
    const all = whole ? whole.get(id) : wholeAt(mapping, shares.get(id), level, atRate);
    if (!doc || !all) continue;
    const rest = others.reduce((left, link) => {
      const one =
        standing(session, work, mapping, doc, link, column) ??
        atRate(oriented(mapping, decimal(link.amount ?? '0')));
      return left.minus(one.times(link.effect));
    }, all);
    amounts.set(id, rest);
  }
  return amounts;
}

/** The slice that reaches full. */
interface Last {
  readonly level: Level;
  readonly others: readonly Link[];
}

function lastOf(session: Session, link: Link): Last | null {
  const place = session.work.placeOf(link);
  const level = place && levelAt(session, place, null);
  if (!place || !level) return null;
  const others = linksAt(session, place).filter(
    ({ id, effect, kind, targetRecord }) =>
      id !== link.id &&
      effect !== 0 &&
      kind !== 'settled' &&
      (targetRecord === null || phaseOf(session, targetRecord) !== 'void'),
  );
  const taken = others.reduce((sum, one) => sum.plus(measured(one).times(one.effect)), measured(link));
  const isLast = isZero(roundDecimal(taken.minus(level.full), level.scale));
  return isLast && others.length > 0 ? { level, others } : null;
}

/** What the source's line is worth, at the rate. */
function wholeAt(
  mapping: LineMapping,
  share: Share | undefined,
  { place }: Level,
  atRate: (amount: Big) => Big,
): Big | null {
  const [source] = share?.sources ?? [];
  const work = source?.work;
  const table = work?.type.tracks.get(place.track)?.table ?? '';
  const amount = source?.line[work?.type.tables.get(table)?.amount ?? ''] ?? null;
  return isDecimal(amount) ? atRate(oriented(mapping, amount)) : null;
}

/** What the target's own formulas make of these lines when each takes all of its source. */
function inOnePiece(
  session: Session,
  work: Work,
  mapping: LineMapping,
  lasts: ReadonlyMap<string, Last>,
): ReadonlyMap<string, Big> {
  const { type, data } = work;
  const field = type.fieldByPath.get(`${mapping.to}.${mapping.quantity ?? ''}`);
  const table = linesAt(data, mapping.to).map((line) => {
    const last = lasts.get(String(line['id']));
    const quantity =
      last && field ? writeField(field, keptValue(field, oriented(mapping, last.level.full))) : undefined;
    if (!last || quantity === undefined || mapping.quantity === null) return line;
    const { [mapping.adjust ?? '']: _, ...rest } = line;
    return { ...rest, [mapping.quantity]: quantity } satisfies Record<string, Json>;
  });
  const { doc } = computeRecord({
    type,
    data: { ...data, [mapping.to]: table },
    system: systemOf(session, work),
    before: null,
    blank: new Set(),
    scope: scopeOf(session, { doc: work.doc }),
    memo: null,
  });
  const amounts = new Map<string, Big>();
  for (const [id, { line }] of linesById(type, doc)) {
    const own = lasts.has(id) ? ownAmount(type, mapping, line) : null;
    if (own) amounts.set(id, own);
  }
  return amounts;
}

/** What another slice is worth on its own document, in the same currency at the same rate; null: it cannot be compared. */
function standing(
  session: Session,
  work: Work,
  { fields }: LineMapping,
  doc: ValueObject,
  { targetRecord, targetLine }: Link,
  column: string,
): Big | null {
  const other = targetRecord === null ? null : findWork(session, targetRecord);
  const place = other && linesById(other.type, other.doc).get(targetLine ?? '');
  if (!other || !place) return null;
  const moneys = [work, other].map(({ type, doc: of }) =>
    [type.money.currency, type.money.rate].map((key) => (key === null ? null : (of[key] ?? null))),
  );
  if (!sameValue(moneys[0], moneys[1])) return null;
  const columns = other.type.fieldByPath.get(place.table)?.fields;
  const isCopied = [...fields].every(
    ([key, { kind }]) =>
      kind !== 'from' || !columns?.get(key)?.decimal || sameValue(place.line[key], doc[key]),
  );
  const amount = place.line[other.type.tables.get(place.table)?.amount ?? column] ?? null;
  return isCopied && isDecimal(amount) ? amount : null;
}

/** A value of the source as it lands on the target: of a path for negative lines the other way up (Q8). */
function oriented({ sign }: LineMapping, value: Big): Big {
  return sign === -1 ? value.neg() : value;
}
