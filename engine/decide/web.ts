// Links and what they add up to, while a decision is made. @source conversions.md Q1
import type Big from 'big.js';
import type { Id, Link, Phase } from '../model/record.ts';
import { beside } from '../values/beside.ts';
import { decimal, plus, zero } from '../values/decimal.ts';
import { phaseOf } from './records.ts';
import type { Session } from './session.ts';
import { emptyTally, type Place, type Tally, type WorkingSet } from './working-set.ts';

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
    const place = work.placeAt(record, line, track);
    const tally = { held: decimal(held), posted: decimal(posted), settled: decimal(settled) };
    place.tally = { ...tally, isMoved: false };
  }
  return true;
}

/** Links in which the record is the target. */
export function upLinks(session: Session, id: Id): readonly Link[] {
  return weave(session, id) ? session.work.links.up(id) : [];
}

/** Of these, the links of one of its lines; null: those that no line has. */
export function upLinksAt(session: Session, id: Id, line: string | null): readonly Link[] {
  return weave(session, id) ? session.work.links.upAt(id, line) : [];
}

/** Links in which the record is the source. */
export function downLinks(session: Session, id: Id): readonly Link[] {
  return weave(session, id) ? session.work.links.down(id) : [];
}

/** Of these, the links that count at one place. */
export function linksAt(session: Session, place: Place): readonly Link[] {
  return weave(session, place.record) ? place.links : [];
}

export function tallyOf(session: Session, record: Id, line: string | null, track: string): Tally {
  return tallyAt(session, session.work.placeAt(record, line, track));
}

export function tallyAt(session: Session, place: Place): Tally {
  return (weave(session, place.record) ? place.tally : null) ?? emptyTally;
}

export function putLink(session: Session, link: Link): void {
  const { work } = session;
  const place = work.placeOf(link);
  const old = enter(work, link, place, true);
  if (old) count(session, place, old, phaseOfTarget(session, old), -1);
  count(session, place, link, phaseOfTarget(session, link), 1);
}

export function removeLink(session: Session, link: Link): void {
  const { work } = session;
  const place = work.placeOf(link);
  count(session, place, link, phaseOfTarget(session, link), -1);
  const old = work.links.remove(link);
  if (place && old) place.links.splice(place.links.indexOf(old), 1);
  work.removed.add(link.id);
}

/** The target goes from one phase to another: what it counts upstream follows. @source conversions.md X2 */
export function recount(session: Session, target: Id, from: Phase, to: Phase): void {
  for (const link of upLinks(session, target)) {
    const place = session.work.placeOf(link);
    count(session, place, link, from, -1);
    count(session, place, link, to, 1);
  }
}

/** The number that a link counts: its quantity, or its amount on tracks that measure amounts (Q5). */
export function measured(link: Link): Big {
  const known = measures.get(link);
  if (known) return known;
  const text = link.quantity ?? link.amount;
  const measure = text === null ? zero : decimal(text);
  measures.set(link, measure);
  return measure;
}

const measures = beside<Link, Big>();

function phaseOfTarget(session: Session, link: Link): Phase {
  return link.targetRecord === null ? 'posted' : phaseOf(session, link.targetRecord);
}

function count(session: Session, place: Place | null, link: Link, phase: Phase, sign: 1 | -1): void {
  if (place === null || link.effect === 0) return;
  if (phase === 'void' && link.kind !== 'settled') return;
  if (!weave(session, link.sourceRecord)) return;
  const { work } = session;
  const value = sign * link.effect === 1 ? measured(link) : measured(link).neg();
  place.tally = added(place.tally ?? emptyTally, link, phase, value);
  work.tide++;
  // Guards see what is posted and settled, never what drafts hold: those stir nobody.
  if (phase !== 'draft' || link.kind === 'settled') work.stirred.add(link.sourceRecord);
}

function added(tally: Tally, link: Link, phase: Phase, value: Tally['held']): Tally {
  const { held, posted, settled } = tally;
  const isMoved = true;
  if (link.kind === 'settled') return { held, posted, settled: plus(settled, value), isMoved };
  const nowPosted = phase === 'posted' ? plus(posted, value) : posted;
  return { held: plus(held, value), posted: nowPosted, settled, isMoved };
}

function know(work: WorkingSet, link: Link): void {
  if (!work.links.has(link.id) && !work.removed.has(link.id)) enter(work, link, work.placeOf(link), false);
}

/** Among those known, and at its place. @returns the one with its id that stood there */
function enter(work: WorkingSet, link: Link, place: Place | null, isWritten: boolean): Link | null {
  const old = work.links.put(link, isWritten);
  if (place && old) place.links[place.links.indexOf(old)] = link;
  else place?.links.push(link);
  return old;
}
