// The links of one target line, written anew: of a line that gathers several, or of one that gives back.
import type Big from 'big.js';
import type { ValueObject } from '../expressions/scope.ts';
import type { Conversion, ConversionTrack } from '../model/conversion.ts';
import type { Link } from '../model/record.ts';
import { zero } from '../values/decimal.ts';
import { courseOf } from './courses.ts';
import { movesLines } from './document-shares.ts';
import { linesById } from './line-index.ts';
import { countedAt } from './places.ts';
import { takingsOf } from './passed.ts';
import { findWork } from './records.ts';
import type { Session } from './session.ts';
import { measured, removeLink, upLinks } from './web.ts';
import type { Work } from './work.ts';
import type { Place } from './working-set.ts';
import { writeLinks } from './write-links.ts';

export interface LineLinks {
  readonly conversion: Conversion;
  /** −1: links say what was taken of negative lines. */
  readonly sign: 1 | -1;
  readonly links: readonly Link[];
  readonly quantity: Big;
}

/**
 * One direct link for each source line that a target line was made from. A nested line counts on the line that holds it
 * too; that one is no source of its own.
 */
export function sourcesOf(session: Session, links: readonly Link[]): Link[] {
  const found = new Map<string, Link>();
  for (const link of links)
    if (link.kind === 'direct') found.set(`${link.sourceRecord} ${link.sourceLine ?? ''}`, link);
  if (found.size < 2) return [...found.values()];
  const holders = new Set(
    [...found.values()].flatMap(({ sourceRecord, sourceLine }) => {
      const work = findWork(session, sourceRecord);
      const place = work && linesById(work.type, work.doc).get(sourceLine ?? '');
      return place?.holder ? [`${sourceRecord} ${String(place.holder.line['id'])}`] : [];
    }),
  );
  return [...found].flatMap(([key, link]) => (holders.has(key) ? [] : [link]));
}

/**
 * Whether what was taken of one line counts in parts beyond it, for it was gathered from several: then it is spread anew
 * when there is more or less of it.
 */
export function isParted(
  session: Session,
  conversion: Conversion,
  links: readonly Link[],
  quantity: Big,
): boolean {
  const own = links.find(({ kind, effect }) => kind === 'direct' && effect === 1);
  if (!own) return false;
  const beyond = links.filter(({ kind, effect }) => kind === 'through' && effect === 1);
  if (beyond.some((link) => !measured(link).eq(measured(own)))) return true;
  // Nothing beyond it counts, unless nothing was taken yet; and of what is as it was nothing is spread anew.
  if (measured(own).abs().eq(quantity) || (beyond.length === 0 && !measured(own).eq(zero))) return false;
  return conversion.tracks.some(
    (named) => courseOf(session, own.sourceRecord, own.sourceLine, named).gathers.length > 0,
  );
}

/** Tracks of a conversion that a line of the source moves. */
export function lineTracks(conversion: Conversion, source: Work): ConversionTrack[] {
  return conversion.tracks.filter(({ track }) => source.type.tracks.get(track)?.table !== null);
}

/** Tracks that a line of the source moves; null: that it moves as a whole. */
export function tracksAt(conversion: Conversion, source: Work, line: ValueObject | null): ConversionTrack[] {
  if (line !== null) return lineTracks(conversion, source);
  return conversion.tracks.filter(({ track }) => source.type.tracks.get(track)?.table === null);
}

/** Spreads the quantity over the sources in order; what goes beyond them is asked of the last. @returns whether anything changed */
export function rewriteLine(session: Session, work: Work, line: LineLinks): boolean {
  const { conversion, links, quantity } = line;
  const before = signature(links);
  const sources = sourcesOf(session, links);
  const whole = sources.reduce((sum, link) => sum.plus(measured(link).abs()), zero);
  if (whole.eq(quantity) && conversion.reopensWhen.size === 0) return false;
  let rest = quantity;
  const shares = sources.map((link, index) => {
    const old = measured(link).abs();
    const share = index === sources.length - 1 || rest.lt(old) ? rest : old;
    rest = rest.minus(share);
    return { link, share };
  });
  spreadLinks(session, work, line, shares);
  const [first] = links;
  const after = upLinks(session, work.id).filter(
    (link) => link.targetLine === first?.targetLine && link.conversion === conversion.key,
  );
  return signature(after) !== before;
}

/** The links of a line, written anew: so much of each of its sources. */
export function spreadLinks(
  session: Session,
  work: Work,
  { conversion, sign, links }: Omit<LineLinks, 'quantity'>,
  shares: readonly { readonly link: Link; readonly share: Big }[],
): void {
  const parts = shares.map(({ link }) => partsOf(session, links, link));
  // Of several sources mirrors do not say whose they are.
  const gave = shares.length === 1 ? mirroredBy(session, links) : undefined;
  for (const link of links) removeLink(session, link);
  for (const [index, { link, share }] of shares.entries()) {
    const source = findWork(session, link.sourceRecord);
    if (!source) continue;
    const sourceLine = linesById(source.type, source.doc).get(link.sourceLine ?? '')?.line ?? null;
    const tracks = tracksAt(conversion, source, sourceLine);
    const { targetLine } = link;
    const taking = { conversion, source, line: sourceLine, target: work.id, targetLine, taken: share };
    const counted = countedAt(session, conversion, tracks, source, sourceLine);
    // Where lines move, what they give back is mirrored with them.
    const beside = targetLine === null && movesLines(conversion);
    writeLinks(session, { ...taking, sign, beside, parts: parts[index], gave }, counted);
  }
}

/** Where a taking counts by these links; undefined: all of it everywhere. */
function partsOf(session: Session, links: readonly Link[], like: Link): ReadonlyMap<Place, Big> | undefined {
  const forward = links.filter(({ kind, effect }) => kind !== 'mirror' && effect === 1);
  if (forward.every(({ kind }) => kind === 'direct')) return undefined;
  const parts = new Map<Place, Big>();
  for (const own of Map.groupBy(forward, ({ track }) => track).values()) {
    const taking = takingsOf(session, own).find(([head]) => sameSource(head, like));
    if (!taking) return undefined;
    for (const row of taking) {
      const place = session.work.placeOf(row);
      if (place) parts.set(place, measured(row));
    }
  }
  return parts;
}

function mirroredBy(session: Session, links: readonly Link[]): ReadonlyMap<Place, Big> | undefined {
  const gave = new Map<Place, Big>();
  for (const link of links) {
    const place = link.kind === 'mirror' ? session.work.placeOf(link) : null;
    if (place) gave.set(place, (gave.get(place) ?? zero).plus(measured(link).abs()));
  }
  return gave.size === 0 ? undefined : gave;
}

function sameSource(a: Link | undefined, b: Link): boolean {
  return a?.sourceRecord === b.sourceRecord && a.sourceLine === b.sourceLine;
}

/** What links say, whatever their ids. */
function signature(links: readonly Link[]): string {
  return links
    .map(({ sourceRecord, sourceLine, track, kind, effect, quantity, amount }) =>
      [sourceRecord, sourceLine, track, kind, effect, quantity, amount].join(' '),
    )
    .sort()
    .join('; ');
}
