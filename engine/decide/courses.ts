// Where what is taken of a line counts: on its own counter, on every ancestor that declares the track, and beyond a
// gathered line in parts. @source conversions.md Q11, M9
import type Big from 'big.js';
import type { ConversionTrack } from '../model/conversion.ts';
import type { Id, Link } from '../model/record.ts';
import { allocate } from '../values/allocate.ts';
import { decimal, isPositive, zero } from '../values/decimal.ts';
import { lineIn, linesById } from './line-index.ts';
import { fullAt } from './progress.ts';
import { findWork } from './records.ts';
import type { Session } from './session.ts';
import { upLinks, upLinksAt } from './web.ts';
import type { Work } from './work.ts';
import type { Place } from './working-set.ts';

/** The ways that one taking goes up. */
export interface Course<Stop = Place> {
  /** All of it counts at each of these: the line's own counter first, then its ancestors'. */
  readonly stops: readonly Stop[];
  /** Lines on the way that gathered several: what is taken is parted among these. */
  readonly gathers: readonly Gather<Stop>[];
}

export interface Gather<Stop = Place> {
  /** The counter of the gathered line; null: it has none. */
  readonly own: Place | null;
  readonly branches: readonly Branch<Stop>[];
}

/** One of the lines that were gathered. */
export interface Branch<Stop = Place> {
  /** By which it was gathered. */
  readonly link: Link;
  /** How much of it was; null: nothing says. */
  readonly size: Big | null;
  readonly course: Course<Stop>;
}

/** What of a conversion's track says where it counts. */
export type Named = Pick<ConversionTrack, 'track' | 'measure'>;

const none: readonly never[] = [];
const nowhere: Course<never> = { stops: none, gathers: none };

/** The course of one track from (record, line); null: from the record as a whole. */
export function courseOf(session: Session, record: Id, line: string | null, named: Named): Course {
  const work = findWork(session, record) ?? null;
  const own = placeIn(session, work, line, named.track);
  const links = linksUp(session, record, work, line);
  // Most lines were made of nothing, and nothing is built for them.
  if (links.length === 0) return own ? { stops: [own], gathers: none } : nowhere;
  return climbed(
    session,
    { record, lines: line === null ? null : [line], by: wayOf(line, named) },
    named,
    null,
  );
}

/** Every counter of a course, each once. */
export function stopsOf<Stop>(course: Course<Stop>): readonly Stop[] {
  if (course.gathers.length === 0) return course.stops;
  const inner = course.gathers.flatMap(({ branches }) =>
    branches.flatMap((branch) => stopsOf(branch.course)),
  );
  return [...new Set([...course.stops, ...inner])];
}

/** Every gathered line of a course. */
export function gathersOf<Stop>({ gathers }: Course<Stop>): readonly Gather<Stop>[] {
  return gathers.flatMap((gather) => [gather, ...gather.branches.flatMap(({ course }) => gathersOf(course))]);
}

/**
 * How sources of one target come together: lines by themselves; amounts of whole documents by document; and of pieces of
 * whole documents each counts all that is taken.
 */
type By = 'line' | 'record' | 'each';

/** Lines of one record that go up together; null: the record as a whole. */
interface Standpoint {
  readonly record: Id;
  readonly lines: readonly string[] | null;
  readonly by: By;
}

interface Edge extends Standpoint {
  readonly links: Link[];
  /** The track was counted by these links: the source already knows of everything that flows on from here. */
  isCounted: boolean;
}

/** Edges that have yet to be parted. */
interface Fork {
  readonly own: Place | null;
  readonly by: By;
  readonly edges: readonly Edge[];
}

/** @param above  counters that all of it counts at already: no part counts there besides */
function climbed(session: Session, from: Standpoint, named: Named, above: ReadonlySet<Place> | null): Course {
  const stops = new Set<Place>();
  const forks: Fork[] = [];
  climb(session, from, named, above, stops, forks);
  if (forks.length === 0) return { stops: [...stops], gathers: none };
  const seen = new Set([...(above ?? none), ...stops]);
  const gathers = forks.flatMap((fork): readonly Gather[] => {
    const sizes = sizesOf(session, fork, named);
    const branches = fork.edges.map((edge, index): Branch => {
      const course = edge.isCounted ? nowhere : climbed(session, edge, named, seen);
      return { link: edge.links[0]!, size: sizes[index] ?? null, course };
    });
    const inner = branches.flatMap(({ course }) => stopsOf(course));
    if (inner.length === 0) return none;
    for (const place of inner) seen.add(place);
    return [{ own: fork.own, branches }];
  });
  return { stops: [...stops], gathers };
}

function climb(
  session: Session,
  { record, lines, by }: Standpoint,
  named: Named,
  above: ReadonlySet<Place> | null,
  stops: Set<Place>,
  forks: Fork[],
): void {
  const work = findWork(session, record) ?? null;
  const own = placeIn(session, work, lines?.[0] ?? null, named.track);
  if (own && !above?.has(own)) stops.add(own);
  const links =
    lines === null || lines.length === 1
      ? linksUp(session, record, work, lines?.[0] ?? null)
      : lines.flatMap((line) => linksUp(session, record, work, line));
  if (links.length === 0) return;
  for (const edges of waysOf(session, links, named, by)) {
    const [only] = edges;
    if (edges.length > 1) {
      if (edges.some(({ isCounted }) => !isCounted)) forks.push({ own, by, edges });
    } else if (only && !only.isCounted) climb(session, only, named, above, stops, forks);
  }
}

/** The counter of a line on its own record; null when the record does not count the track there. */
function placeIn(session: Session, work: Work | null, lineId: string | null, track: string): Place | null {
  const declared = work?.type.tracks.get(track);
  if (!work || !declared) return null;
  if (declared.table === null) return session.work.placeAt(work.id, null, track);
  const line = lineIn(work.type, work.doc, lineId, declared.table);
  return line && session.work.placeAt(work.id, line['id'] as string, track);
}

/**
 * How a line came here, and the lines around it: what came with one of those came with it. A document as a whole came
 * from wherever any of its lines came from.
 */
function linksUp(session: Session, id: Id, work: Work | null, lineId: string | null): readonly Link[] {
  if (lineId === null) return upLinks(session, id);
  let holder = work ? linesById(work.type, work.doc).get(lineId)?.holder : null;
  if (!holder) return upLinksAt(session, id, lineId);
  const chain = [lineId];
  for (; holder; holder = holder.holder) chain.push(holder.line['id'] as string);
  return upLinks(session, id).filter(({ targetLine }) => targetLine !== null && chain.includes(targetLine));
}

function wayOf(line: string | null, { measure }: Named): By {
  return line !== null ? 'line' : measure === 'amount' ? 'record' : 'each';
}

/** Where links came from: every conversion that made the line counts on all of it, and parts it among its own sources. */
function waysOf(
  session: Session,
  links: readonly Link[],
  named: Named,
  by: By,
): readonly (readonly Edge[])[] {
  const ways = new Map<string, Map<string, Edge>>();
  for (const link of links) {
    if (link.kind !== 'direct') continue;
    const { conversion, sourceRecord: record, sourceLine: line, targetLine, track, effect } = link;
    const key = line === null || by === 'record' ? record : `${record} ${line}`;
    const together = by === 'each' ? key : by === 'record' ? conversion : `${conversion} ${targetLine}`;
    let way = ways.get(together);
    if (!way) ways.set(together, (way = new Map()));
    const edge = way.get(key);
    const isCounted = track === named.track && effect === 1;
    if (!edge) {
      const onward = line === null && by === 'line' ? wayOf(line, named) : by;
      const lines = line === null ? null : [line];
      way.set(key, { record, lines, by: onward, links: [link], isCounted });
      continue;
    }
    edge.links.push(link);
    edge.isCounted ||= isCounted;
    if (edge.lines === null || (line !== null && edge.lines.includes(line))) continue;
    way.set(key, { ...edge, lines: line === null ? null : [...edge.lines, line] });
  }
  return [...ways.values()].map((way) => {
    const edges = [...way.values()];
    return edges.length > 1 && by === 'line' ? withoutHolders(session, edges) : edges;
  });
}

/** A nested line counts on the line that holds it too; that one is no source of its own. */
function withoutHolders(session: Session, edges: readonly Edge[]): readonly Edge[] {
  const gone = new Set<Edge>();
  for (const edge of edges) {
    const [line] = edge.lines ?? none;
    const work = line === undefined ? null : findWork(session, edge.record);
    const holder = work && linesById(work.type, work.doc).get(line ?? '')?.holder?.line['id'];
    const holding = edges.find(({ record, lines }) => record === edge.record && lines?.[0] === holder);
    if (!holder || !holding) continue;
    gone.add(holding);
    edge.isCounted ||= holding.isCounted;
  }
  return edges.filter((edge) => !gone.has(edge));
}

/** How much came by each edge: what links say of lines; of whole documents what their part comes to. */
function sizesOf(session: Session, { own, by, edges }: Fork, { measure }: Named): readonly (Big | null)[] {
  if (by !== 'record')
    return edges.map(({ links }) => {
      const link = links.find((one) => one[measure] !== null);
      return link ? decimal(link[measure] ?? '0').abs() : null;
    });
  const weights = edges.map(({ links }) => amountOf(links));
  const work = own && findWork(session, own.record);
  const track = own && work ? work.type.tracks.get(own.track) : undefined;
  if (!own || !work || !track || own.line !== null || weights.includes(null)) return none;
  const full = fullAt(session, own, work.doc, null, track, work.type);
  const known = weights.map((weight) => weight ?? zero);
  return known.some(isPositive) ? allocate(full.abs(), known, 2) : none;
}

/** What links of one source say in money: of the document where they do, else of its lines. */
function amountOf(links: readonly Link[]): Big | null {
  const whole = links.filter(({ targetLine, quantity }) => targetLine === null && quantity === null);
  const pairs = new Map<string, Link>();
  for (const link of whole.length > 0 ? whole : links)
    if (link.amount !== null) pairs.set(`${link.sourceLine ?? ''} ${link.targetLine ?? ''}`, link);
  if (pairs.size === 0) return null;
  return [...pairs.values()].reduce((sum, { amount }) => sum.plus(amount ?? '0'), zero).abs();
}
