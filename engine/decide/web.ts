// Links and what they add up to, while a decision is made. @source conversions.md Q1
import type { Id, Link, Phase } from '../model/record.ts';
import { decimal, zero } from '../values/decimal.ts';
import { phaseOf } from './records.ts';
import type { Session } from './session.ts';
import { emptyTally, placeKey, type Tally, type WorkingSet } from './working-set.ts';

/** Takes a record's links and counters in. False after noting that they have to be read. */
export function weave(session: Session, id: Id): boolean {
  const { work, facts } = session;
  if (work.woven.has(id)) return true;
  const lineage = facts.lineages.get(id);
  if (!lineage) {
    if (work.works.get(id)?.before !== null) {
      session.lacks.lineage(id);
      return false;
    }
    work.woven.add(id);
    return true;
  }
  work.woven.add(id);
  for (const link of lineage.up) know(work, link);
  for (const { link, target } of lineage.down) {
    if (target) work.ends.set(target.id, target);
    know(work, link);
  }
  for (const { record, line, track, held, posted, settled } of lineage.counters) {
    const key = placeKey(record, line, track);
    work.places.set(key, { record, line, track });
    work.tallies.set(key, { held: decimal(held), posted: decimal(posted), settled: decimal(settled) });
  }
  return true;
}

/** Links in which the record is the target. */
export function upLinks(session: Session, id: Id): Link[] {
  return weave(session, id) ? linksOf(session.work, session.work.up.get(id)) : [];
}

/** Links in which the record is the source. */
export function downLinks(session: Session, id: Id): Link[] {
  return weave(session, id) ? linksOf(session.work, session.work.down.get(id)) : [];
}

export function tallyOf(session: Session, record: Id, line: string | null, track: string): Tally {
  if (!weave(session, record)) return emptyTally;
  return session.work.tallies.get(placeKey(record, line, track)) ?? emptyTally;
}

export function putLink(session: Session, link: Link): void {
  const { work } = session;
  const old = work.links.get(link.id);
  if (old) count(session, old, phaseOfTarget(session, old), -1);
  know(work, link);
  work.links.set(link.id, link);
  work.put.add(link.id);
  count(session, link, phaseOfTarget(session, link), 1);
}

export function removeLink(session: Session, link: Link): void {
  const { work } = session;
  count(session, link, phaseOfTarget(session, link), -1);
  work.links.delete(link.id);
  work.up.get(link.targetRecord ?? '')?.delete(link.id);
  work.down.get(link.sourceRecord)?.delete(link.id);
  work.put.delete(link.id);
  work.removed.add(link.id);
}

/** The target goes from one phase to another: what it counts upstream follows. @source conversions.md X2 */
export function recount(session: Session, target: Id, from: Phase, to: Phase): void {
  for (const link of upLinks(session, target)) {
    count(session, link, from, -1);
    count(session, link, to, 1);
  }
}

/** The number that a link counts: its quantity, or its amount on tracks that measure amounts (Q5). */
export function measured(link: Link) {
  const text = link.quantity ?? link.amount;
  return text === null ? zero : decimal(text);
}

function phaseOfTarget(session: Session, link: Link): Phase {
  return link.targetRecord === null ? 'posted' : phaseOf(session, link.targetRecord);
}

function count(session: Session, link: Link, phase: Phase, sign: 1 | -1): void {
  if (link.track === null || link.effect === 0) return;
  if (phase === 'void' && link.kind !== 'settled') return;
  if (!weave(session, link.sourceRecord)) return;
  const { work } = session;
  const key = placeKey(link.sourceRecord, link.sourceLine, link.track);
  const tally = work.tallies.get(key) ?? emptyTally;
  const value = sign * link.effect === 1 ? measured(link) : measured(link).neg();
  work.tallies.set(key, added(tally, link, phase, value));
  work.places.set(key, { record: link.sourceRecord, line: link.sourceLine, track: link.track });
  work.touchedPlaces.add(key);
  work.tide++;
  // Guards see what is posted and settled, never what drafts hold: those stir nobody.
  if (phase !== 'draft' || link.kind === 'settled') work.stirred.add(link.sourceRecord);
}

function added(tally: Tally, link: Link, phase: Phase, value: Tally['held']): Tally {
  if (link.kind === 'settled') return { ...tally, settled: tally.settled.plus(value) };
  const held = tally.held.plus(value);
  return phase === 'posted' ? { ...tally, held, posted: tally.posted.plus(value) } : { ...tally, held };
}

function know(work: WorkingSet, link: Link): void {
  if (work.links.has(link.id) || work.removed.has(link.id)) return;
  work.links.set(link.id, link);
  if (link.targetRecord !== null) index(work.up, link.targetRecord, link.id);
  index(work.down, link.sourceRecord, link.id);
}

function index(sets: Map<Id, Set<Id>>, key: Id, id: Id): void {
  const set = sets.get(key);
  if (set) set.add(id);
  else sets.set(key, new Set([id]));
}

function linksOf(work: WorkingSet, ids: ReadonlySet<Id> | undefined): Link[] {
  return [...(ids ?? [])].map((id) => work.links.get(id)!);
}
