// Links of a draft target follow the draft: editing a line rewrites them, deleting it removes them.
import type Big from 'big.js';
import type { ValueObject } from '../expressions/scope.ts';
import type { Id, Link } from '../model/record.ts';
import { formatDecimal, isDecimal, zero } from '../values/decimal.ts';
import { checkOpens } from './check-opens.ts';
import { fitDocument, fittedShares, isAdjusted } from './fit-document.ts';
import { countsItself } from './document-shares.ts';
import { linesById, type LinePlace } from './line-index.ts';
import { lineLabel } from './line-words.ts';
import { mappingOf } from './mapping-of.ts';
import { mirrorTotals } from './mirror-total.ts';
import { countedAt, levelAt } from './places.ts';
import { findWork, requireWork } from './records.ts';
import { refuse } from './refused.ts';
import { isParted, rewriteLine, sourcesOf } from './rewrite-line.ts';
import type { Session } from './session.ts';
import { measured, putLink, removeLink, upLinks } from './web.ts';
import type { Work } from './work.ts';
import { slice, writeLinks } from './write-links.ts';

/**
 * @param judges  false: what is taken beyond what is open stays so, for posting to judge (Q2)
 * @throws Refused open-exceeded, with what is open, when a line now asks for more; quantity-positive
 */
export function relink(session: Session, work: Work, judges = true): void {
  const links = upLinks(session, work.id);
  if (links.length === 0) return;
  const lines = linesById(work.type, work.doc);
  let changed = false;
  const byLine = Map.groupBy(
    links.filter(({ targetLine }) => targetLine !== null),
    ({ targetLine, conversion }) => `${targetLine} ${conversion}`,
  );
  for (const group of byLine.values()) {
    const place = lines.get(group[0]?.targetLine ?? '');
    if (place) changed = relinkLine(session, work, group, place) || changed;
    else {
      for (const link of group) removeLink(session, link);
      changed = true;
    }
  }
  fitDocument(session, work.id);
  changed = relinkAmounts(session, requireWork(session, work.id), links) || changed;
  if (changed && judges) checkOpens(session, work.id);
}

function relinkLine(session: Session, work: Work, links: readonly Link[], place: LinePlace): boolean {
  const [first] = links;
  const conversion = first && session.model.conversions.get(first.conversion);
  if (!conversion) return false;
  const mapping = mappingOf(session, conversion, links, place.table);
  if (!mapping?.quantity) return false;
  const value = place.line[mapping.quantity] ?? null;
  const quantity = isDecimal(value) ? value : zero;
  // What was taken of a negative line as it is stays negative.
  const isBack = mapping.sign === 1 && measured(first).lt(zero);
  if (isBack ? quantity.gt(zero) : quantity.lt(zero)) {
    const label = lineLabel(session, work.type, place.table, place.line);
    refuse(isBack ? 'quantity-negative' : 'quantity-positive', 422, { label }, session.setting.language);
  }
  // What was gathered is spread over its sources anew; what gives back asks the line again what it opens (X3).
  if (
    conversion.effect === -1 ||
    sourcesOf(session, links).length > 1 ||
    isParted(session, conversion, links, quantity.abs())
  )
    return rewriteLine(session, work, {
      conversion,
      sign: isBack ? -1 : mapping.sign,
      links,
      quantity: quantity.abs(),
    });
  const taken = mapping.sign === -1 ? quantity.neg() : quantity;
  let changed = false;
  for (const link of links) {
    if (taken.eq(measured(link))) continue;
    putLink(session, { ...link, ...rewritten(session, link, taken) });
    changed = true;
  }
  return changed;
}

function rewritten(session: Session, link: Link, quantity: Big): Pick<Link, 'quantity' | 'amount'> {
  const text = formatDecimal(quantity);
  if (link.quantity === null) return { quantity: null, amount: text };
  if (link.track === null || link.effect !== 1) return { quantity: text, amount: null };
  const level = levelAt(session, session.work.placeAt(link.sourceRecord, link.sourceLine, link.track), null);
  return level ? slice(session, level, quantity, link.id) : { quantity: text, amount: link.amount };
}

/**
 * Counts a target's amount again where it is its own: after something else than an edit has changed it.
 *
 * @param judges  as of `relink`
 * @throws Refused open-exceeded
 */
export function followAmounts(session: Session, id: Id, judges = true): void {
  const links = upLinks(session, id).filter(({ conversion }) => {
    const path = session.model.conversions.get(conversion);
    return path !== undefined && countsItself(path);
  });
  const changed = links.length > 0 && relinkAmounts(session, requireWork(session, id), links);
  if (changed && judges) checkOpens(session, id);
}

/** Fits a target to what its sources have left now; nothing for conversions that adjust nothing. */
export function refitDocument(session: Session, id: Id): void {
  if (!isAdjusted(session.model, requireWork(session, id).type)) return;
  fitDocument(session, id);
  followAmounts(session, id);
}

/** Conversions into one target may each have a field of their own for the amount: set off here, paid there. */
function relinkAmounts(session: Session, work: Work, links: readonly Link[]): boolean {
  const whole = links.filter(
    ({ targetLine, quantity, effect }) => targetLine === null && quantity === null && effect === 1,
  );
  const byField = Map.groupBy(
    whole,
    ({ conversion }) => session.model.conversions.get(conversion)?.amount ?? null,
  );
  const changed = [...byField].map(
    ([field, own]) => field !== null && relinkAmount(session, work, own, field),
  );
  return [...changed, mirrorTotals(session, work.id)].includes(true);
}

interface Part {
  readonly size: Big;
  /** What is open there with it. */
  readonly most: Big;
}

/**
 * An amount over parts in order, each up to what it was, then up to what is open; what goes beyond that is asked of the last.
 * What some of them give back stays, and is spent by the others; only where the amount is less than all that is given back,
 * less is.
 */
function spread(amount: Big, parts: readonly Part[]): readonly Big[] {
  const back = parts.reduce((sum, { size }) => (size.lt(zero) ? sum.plus(size) : sum), zero);
  const isBack = back.lt(zero) && (amount.lt(back) || parts.every(({ size }) => size.lt(zero)));
  const taking = parts.filter(({ size }) => size.lt(zero) === isBack);
  const sizes = fill(
    isBack ? amount.neg() : amount.minus(back),
    taking.map(({ size, most }) => ({ size: size.abs(), most: most.abs() })),
  );
  return parts.map((part) => {
    const share = sizes[taking.indexOf(part)];
    if (!share) return isBack ? zero : part.size;
    return isBack ? share.neg() : share;
  });
}

function fill(amount: Big, parts: readonly Part[]): readonly Big[] {
  let rest = amount;
  const taken = parts.map(({ size }) => {
    const share = rest.lt(size) ? rest : size;
    rest = rest.minus(share);
    return share;
  });
  return taken.map((share, index) => {
    const { size, most } = parts[index]!;
    const room = most.gt(size) ? most.minus(size) : zero;
    const more = index === parts.length - 1 || rest.lt(room) ? rest : room;
    rest = rest.minus(more);
    return share.plus(more);
  });
}

/** What a link takes of a document as a whole, and what is open there beside it. */
function mostOf(session: Session, link: Link): Big {
  const place = session.work.placeOf(link);
  const named = session.model.conversions
    .get(link.conversion)
    ?.tracks.find(({ track }) => track === link.track);
  const level = place && levelAt(session, place, named ?? null);
  return level
    ? measured(link).plus(level.basis.minus(level.tally.held).minus(level.tally.settled))
    : measured(link);
}

/** An amount for several sources is spread over them. */
function relinkAmount(session: Session, work: Work, whole: readonly Link[], field: string): boolean {
  const conversion = whole[0] && session.model.conversions.get(whole[0].conversion);
  const shares = conversion && countsItself(conversion) ? fittedShares(session, conversion, work.id) : null;
  const value: ValueObject[string] = work.doc[field] ?? null;
  const sign = conversion?.sign === -1 ? -1 : 1;
  const direct = whole.filter(({ kind }) => kind === 'direct').sort((a, b) => (a.id < b.id ? -1 : 1));
  const parts = direct.map((link) => ({
    size: measured(link),
    most: direct.length > 1 ? mostOf(session, link) : zero,
  }));
  const inOrder = shares ? null : spread(isDecimal(value) ? value.times(sign) : zero, parts);
  const shareOf = (link: Link, index: number): Big =>
    shares?.get(link.sourceRecord) ?? inOrder?.[index] ?? zero;
  if (direct.every((link, index) => shareOf(link, index).eq(measured(link)))) return false;
  if (whole.length === direct.length) {
    direct.forEach((link, index) => {
      const share = shareOf(link, index);
      if (!share.eq(measured(link))) putLink(session, { ...link, amount: formatDecimal(share) });
    });
    return true;
  }
  for (const link of whole) removeLink(session, link);
  direct.forEach((link, index) => takeAmount(session, work, link, shareOf(link, index)));
  return true;
}

/** An amount of a document as a whole counts beyond it, too: all of it is written anew. */
function takeAmount(
  session: Session,
  work: Work,
  { conversion: key, sourceRecord, track }: Link,
  share: Big,
): void {
  const conversion = session.model.conversions.get(key);
  const source = findWork(session, sourceRecord);
  if (!conversion || !source) return;
  const tracks = conversion.tracks.filter((named) => named.track === track);
  const whole = { line: null, targetLine: null, beside: true } as const;
  const sign = share.lt(zero) ? -1 : 1;
  const taking = { conversion, source, target: work.id, taken: share.abs(), sign, ...whole } as const;
  writeLinks(session, taking, countedAt(session, conversion, tracks, source, null));
}
