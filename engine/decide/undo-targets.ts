// What voiding a record does to what was made from it, leaf first. @source conversions.md X1
import type Big from 'big.js';
import type { Conversion } from '../model/conversion.ts';
import type { Id, Link } from '../model/record.ts';
import { zero } from '../values/decimal.ts';
import { takesAny } from './emptied.ts';
import { goingOf, isAll, mirroredTo, roomAt, type Going, type Part } from './going.ts';
import { goingBeyond } from './going-beyond.ts';
import { makeGood } from './make-good.ts';
import { lesser } from './places.ts';
import { cutDraft, dropFromDraft } from './rebuild-drafts.ts';
import { nameOf, phaseOf, requireLineage, readLineages, requireWork } from './records.ts';
import { refuse } from './refused.ts';
import { keep, keptBy, pendingKept, pendingOf, type Kept } from './release-drafts.ts';
import { removeRecord } from './remove-record.ts';
import { servesOthers, voidOpened } from './serves-others.ts';
import type { Session } from './session.ts';
import type { VoidStep } from './types.ts';
import { downLinks, measured, tallyAt } from './web.ts';
import type { Work } from './work.ts';

type Rule = Conversion['voidSource'];

interface Target {
  readonly id: Id;
  readonly rule: Rule;
  readonly path: Conversion;
}

/** The strictest of several conversions that led to one target decides. */
const strictness: Readonly<Record<Rule, number>> = { block: 3, compensate: 2, cascade: 1, 'void-drafts': 0 };

/**
 * Undoes what the conversions say is undone with their source; what they do not is left for `standingTargets` to refuse.
 * Each step is kept as the plan that a preview shows.
 *
 * @throws Refused posted-targets, when a target that should go along has no way into void; whatever that way is refused with
 */
export function undoTargets(session: Session, id: Id): void {
  undoEach(
    session,
    id,
    targetsOf(session, id, () => true),
  );
}

/**
 * What gave back for a source that is void now gives back less, or nothing: what the source was made good for is made good
 * anew.
 *
 * @param id  a document that gives back, as it stands after the change
 * @throws Refused like `undoTargets`
 */
export function undoAgain(session: Session, id: Id): void {
  for (const source of voidOpened(session, id)) undoTargets(session, source);
}

function undoEach(session: Session, id: Id, targets: readonly Target[]): void {
  readLineages(
    session,
    targets.map((target) => target.id),
  );
  const isOuter = !session.work.voiding.has(id);
  session.work.voiding.add(id);
  try {
    for (const target of targets) undoTarget(session, id, target);
  } finally {
    if (isOuter) session.work.voiding.delete(id);
  }
}

/** What others have a part in as well stays theirs: a target loses, or has made good, what came from here. */
function undoTarget(session: Session, id: Id, { id: target, rule, path }: Target): void {
  // What was made of another target as well may have gone with that one, or goes already.
  if (session.work.works.get(target)?.deleted || session.work.voiding.has(target)) return;
  const work = requireLineage(session, target);
  if (work.phase === 'void') return;
  if (work.phase === 'draft') undoDraft(session, work, id);
  else if (rule !== 'void-drafts') undoPosted(session, work, path, servesOthers(session, target, id));
}

/** What goes along is voided; where others have a part in it, that which came from here is made good, if the path says how. */
function undoPosted(session: Session, work: Work, path: Conversion, isShared: boolean): void {
  if (path.voidSource === 'cascade' && !isShared) voidTarget(session, work);
  else if (path.voidSource === 'compensate' || path.compensate) compensate(session, work, path, isShared);
}

function undoDraft(session: Session, work: Work, source: Id): void {
  if (!servesOthers(session, work.id, source)) {
    takeAway(session, work);
    return;
  }
  dropFromDraft(session, work.id, requireWork(session, source));
  session.work.plan.push(stepOf(session, work, 'reduce', null));
}

/** Targets by conversions that undo something, and of which the strictest undoes these. */
function targetsOf(session: Session, id: Id, isMeant: (path: Conversion) => boolean): Target[] {
  const found = new Map<Id, Target>();
  for (const { targetRecord, conversion, effect, kind } of downLinks(session, id)) {
    if (targetRecord === null || effect === 0 || kind !== 'direct') continue;
    if (phaseOf(session, targetRecord) === 'void') continue;
    const path = session.model.conversions.get(conversion);
    if (!path || !isMeant(path)) continue;
    const known = found.get(targetRecord);
    if (known && strictness[known.rule] >= strictness[path.voidSource]) continue;
    found.set(targetRecord, { id: targetRecord, rule: path.voidSource, path });
  }
  return [...found.values()].filter(({ rule }) => rule !== 'block').sort((a, b) => (a.id < b.id ? -1 : 1));
}

/** A draft that has a number keeps it, and is void. */
function takeAway(session: Session, work: Work): void {
  if (work.number !== null) {
    voidTarget(session, work);
    return;
  }
  undoTargets(session, work.id);
  const step = stepOf(session, work, 'delete', null);
  removeRecord(session, work);
  session.work.plan.push(step);
}

function voidTarget(session: Session, work: Work): void {
  const { machine } = work.type;
  const way =
    machine && work.stage !== null
      ? machine
          .candidates(work.stage, null)
          .find(
            ({ targets, event }) =>
              machine.events.has(event) && targets.some((path) => machine.states.get(path)?.phase === 'void'),
          )
      : undefined;
  if (!way) refuseStanding(session, work.id);
  const step = stepOf(session, work, 'void', way.event);
  session.verbs.fire(session, work.id, way.event, {}, 'definition');
  session.work.plan.push(step);
}

/**
 * Makes a posted target good: what was made from it first, as its own paths say, then what of it came from the records that
 * are being voided. What was given back already needs no second document; a draft that was about to gives way.
 *
 * @param part  true: others have a part in it; or what goes of it
 */
function compensate(session: Session, work: Work, path: Conversion, part: boolean | Goings): void {
  const { compensate: how } = path;
  const by = session.model.conversions.get(how?.conversion ?? '');
  if (!how || !by) refuseStanding(session, work.id);
  const goes = part === false ? null : goingOf(session, work, by, part === true ? undefined : part);
  if (goes) undoPart(session, work, goes);
  else undoEach(session, work.id, targetsOf(session, work.id, isForward));
  const pending = pendingOf(session, work.id, by);
  if (goes) release(session, work, pending, pendingKept(session, work, goes, pending));
  else for (const id of pending) undoDraft(session, requireLineage(session, id), work.id);
  const made = makeGood(session, work, by, how.then, goes);
  if (made.length === 0) return;
  const step = stepOf(session, requireWork(session, work.id), 'compensate', by.key, made);
  session.work.plan.push(goes && !isAll(goes) ? { ...step, isPart: true } : step);
}

/** What gives back is no consequence that is undone: it is what is being done. */
const isForward = ({ effect }: Conversion): boolean => effect === 1;

/** By line of a target, and of it as a whole. */
type Goings = ReadonlyMap<string | null, Going>;

/**
 * Of what was made from a document so much goes as is more than what stays of it, the latest first. Paths that block leave
 * it alone: the document itself stays.
 */
function undoPart(session: Session, work: Work, part: Part): void {
  const links = downLinks(session, work.id).filter(({ kind, effect, conversion, targetRecord }) => {
    const path = session.model.conversions.get(conversion);
    if (kind !== 'direct' || effect !== 1 || targetRecord === null || !path) return false;
    return isForward(path) && path.voidSource !== 'block' && phaseOf(session, targetRecord) !== 'void';
  });
  readLineages(
    session,
    links.flatMap(({ targetRecord }) => targetRecord ?? []),
  );
  const going = new Map<Id, Map<string | null, Going>>();
  const kept: Kept = new Map();
  for (const [place, own] of Map.groupBy(links, (link) => session.work.placeOf(link))) {
    const found = place && roomAt(session, part, place);
    if (!place || !found) continue;
    const surplus = tallyAt(session, place).posted.abs().minus(found.stays);
    let beyond = lesser(surplus, found.gone);
    for (const link of inForce(session, own, 'posted').toReversed()) {
      const { gone, goes } = goingBeyond(session, link) ?? goingWithin(session, link, beyond, found.gone);
      beyond = beyond.minus(goes);
      const lines = going.get(link.targetRecord ?? '') ?? new Map<string | null, Going>();
      const known = lines.get(link.targetLine);
      if (gone.gt(zero) && !known?.gone.gte(gone)) lines.set(link.targetLine, { gone, goes });
      if (lines.size > 0) going.set(link.targetRecord ?? '', lines);
    }
    let room = surplus.lt(zero) ? surplus.neg() : zero;
    for (const link of inForce(session, own, 'draft')) {
      const told = goingBeyond(session, link);
      const keeps = told ? measured(link).abs().minus(told.gone) : lesser(measured(link).abs(), room);
      room = room.minus(keeps);
      keep(kept, link, keeps);
    }
  }
  release(session, work, [...kept.keys()], kept);
  const outer = session.work.partOf;
  for (const [id, lines] of [...going].toSorted(([a], [b]) => (a < b ? 1 : -1))) {
    session.work.partOf = work.id;
    try {
      undoMade(session, work.id, id, lines);
    } finally {
      session.work.partOf = outer;
    }
  }
}

/** Of what goes there is so much left for a target, the latest before those before it. */
function goingWithin(session: Session, link: Link, beyond: Big, most: Big): Going {
  const left = leftOf(session, link);
  const goes = beyond.gt(zero) ? lesser(left, beyond) : zero;
  return { goes, gone: lesser(most, measured(link).abs().minus(left).plus(goes)) };
}

function undoMade(session: Session, source: Id, id: Id, lines: Goings): void {
  const [target] = targetsOf(session, source, isForward).filter((one) => one.id === id);
  if (!target || target.rule === 'void-drafts') return;
  const work = requireLineage(session, id);
  if (target.rule === 'compensate') compensate(session, work, target.path, lines);
  else if ([...lines.values()].every(({ goes }) => goes.eq(zero))) return;
  else if (isAll(goingOf(session, work, target.path, lines))) voidTarget(session, work);
  else if (target.path.compensate) compensate(session, work, target.path, lines);
  else refuseStanding(session, id);
}

function inForce(session: Session, links: readonly Link[], phase: 'posted' | 'draft'): readonly Link[] {
  return links
    .filter(({ targetRecord }) => targetRecord !== null && phaseOf(session, targetRecord) === phase)
    .toSorted((a, b) => ((a.targetRecord ?? '') < (b.targetRecord ?? '') ? -1 : 1));
}

/** What a target took and has not given back. */
function leftOf(session: Session, link: Link): Big {
  const backs = downLinks(session, link.targetRecord ?? '').filter(
    ({ kind, sourceLine, targetRecord }) =>
      kind === 'direct' &&
      sourceLine === link.targetLine &&
      targetRecord !== null &&
      phaseOf(session, targetRecord) === 'posted',
  );
  return measured(link)
    .abs()
    .minus(mirroredTo(session, [link], link, backs));
}

function release(session: Session, work: Work, drafts: readonly Id[], kept: Kept): void {
  for (const id of drafts) {
    const own = kept.get(id);
    if (!own) continue;
    const draft = requireLineage(session, id);
    cutDraft(session, id, work, (link) => keptBy(own, link));
    if (takesAny(session, id)) session.work.plan.push(stepOf(session, draft, 'reduce', null));
    else takeAway(session, requireWork(session, id));
  }
}

function refuseStanding(session: Session, id: Id): never {
  return refuse('posted-targets', 422, { titles: nameOf(session, id) }, session.setting.language);
}

function stepOf(
  session: Session,
  work: Work,
  what: VoidStep['what'],
  by: string | null,
  made: readonly Id[] = [],
): VoidStep {
  return { record: work.id, type: work.type.key, title: nameOf(session, work.id), what, by, made };
}
