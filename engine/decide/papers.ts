// What documents in force have made of a source, group by group. @source conversions.md P5, P7
import type Big from 'big.js';
import type { Value } from '../expressions/scope.ts';
import type { AdjustGroups, Conversion } from '../model/conversion.ts';
import type { Id, Link } from '../model/record.ts';
import { zero } from '../values/decimal.ts';
import {
  amountShared,
  mayBeShared,
  sharesOf,
  takenBySource,
  type PaperShare,
  type PaperTables,
} from './paper-shares.ts';
import { settledTables } from './paper-tables.ts';
import { findWork, phaseOf } from './records.ts';
import type { Session } from './session.ts';
import { downLinks, upLinks } from './web.ts';
import type { Work } from './work.ts';

/** A document that was made of a source, or gives part of that back (−1). */
export interface Paper {
  readonly work: Work;
  readonly sign: 1 | -1;
  readonly share: PaperShare;
  /** Its lines of the source, each with the line that it was made of. */
  readonly lines: ReadonlyMap<string, string>;
  /** Its table of groups. */
  readonly groups: string;
}

/** What was worked out of documents while one of them is made; by document. */
export type Shares = Map<Id, ReadonlyMap<Id, PaperShare>>;

/**
 * All documents in force that a path has made of the source, and what was credited of them.
 *
 * @param target  the one that is being made; it is among them whatever its phase
 * @returns null: one of them has yet to be read, or has no table of groups
 */
export function papersOf(
  session: Session,
  conversion: Conversion,
  groups: AdjustGroups,
  { id: source, type }: Work,
  target: Id | null,
  known: Shares = new Map(),
): readonly Paper[] | null {
  const settling = settledTables(session.model, type);
  const tracks = new Set(conversion.tracks.map(({ track }) => track));
  const isForward = (link: Link): boolean =>
    link.kind === 'direct' && link.conversion === conversion.key && counts(link);
  const isBack = (link: Link): boolean =>
    link.kind === 'mirror' &&
    tracks.has(link.track ?? '') &&
    counts(link) &&
    findWork(session, link.sourceRecord)?.type.key === type.key;
  const found = new Map<Id, { sign: 1 | -1; tables: PaperTables; links: Link[] }>();
  for (const link of downLinks(session, source)) {
    const { targetRecord, targetLine, sourceLine } = link;
    if (targetRecord === null || targetLine === null || sourceLine === null) continue;
    if (!isForward(link) && !isBack(link)) continue;
    if (targetRecord !== target && phaseOf(session, targetRecord) !== 'posted') continue;
    let paper = found.get(targetRecord);
    if (!paper) {
      const sign = isForward(link) ? 1 : -1;
      const own = sign === 1 ? groups : session.model.conversions.get(link.conversion)?.adjust?.groups;
      const tables = { groups: own?.own ?? groups.own, remainders: own?.to ?? null };
      found.set(targetRecord, (paper = { sign, tables, links: [] }));
    }
    paper.links.push(link);
  }
  // All that have yet to be read are asked for at once.
  const works = [...found.keys()].map((id) => findWork(session, id));
  if (works.includes(undefined)) return null;
  const papers: Paper[] = [];
  for (const [id, { sign, tables, links }] of found) {
    const work = findWork(session, id);
    if (!work) continue;
    // What does not tell its groups cannot be told from rounding.
    if (!work.type.fields.has(tables.groups)) return null;
    const lines = new Map(links.map((link) => [link.targetLine ?? '', link.sourceLine ?? '']));
    const share = shareOf(work, tables, links, sign === 1 ? isForward : isBack);
    if (share) papers.push({ work, sign, groups: tables.groups, lines, share });
  }
  return session.lacks.any ? null : papers;

  function counts({ track }: Link): boolean {
    return track !== null && !settling.has(type.tracks.get(track)?.table ?? '');
  }

  function shareOf(
    work: Work,
    tables: PaperTables,
    own: readonly Link[],
    isSource: (link: Link) => boolean,
  ): PaperShare | undefined {
    const taken = takenBySource(own).get(source) ?? new Map<string, Big>();
    if (!mayBeShared(session, work, taken)) return sharesOf(session, work, tables, own).get(source);
    let shares = known.get(work.id);
    if (!shares) {
      shares = sharesOf(session, work, tables, upLinks(session, work.id).filter(isSource));
      known.set(work.id, shares);
    }
    return shares.get(source);
  }
}

/** What papers come to in one group. */
export function sumOf(
  papers: readonly Paper[],
  { key: column }: AdjustGroups,
  key: Value,
  name: string,
): Big {
  return papers.reduce((sum, { sign, share, groups }) => {
    const amount = amountShared(share, groups, column, key, name);
    return sign === 1 ? sum.plus(amount) : sum.minus(amount);
  }, zero);
}
