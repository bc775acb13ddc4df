// What voiding a record does to what was made from it, leaf first. @source conversions.md X1
import type { Id } from '../model/record.ts';
import { dropFromDraft } from './rebuild-drafts.ts';
import { nameOf, phaseOf, requireLineage, requireWork } from './records.ts';
import { Refused, refuse } from './refused.ts';
import { removeRecord } from './remove-record.ts';
import { servesOthers } from './serves-others.ts';
import type { Session } from './session.ts';
import type { VoidStep } from './types.ts';
import { downLinks } from './web.ts';
import type { Work } from './work.ts';

type Rule = 'block' | 'void-drafts' | 'cascade' | 'compensate';

interface Target {
  readonly id: Id;
  readonly rule: Rule;
  readonly conversion: string;
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
  const targets = targetsOf(session, id);
  const unread = targets.filter(
    (target) => session.work.works.get(target.id)?.before !== null && !session.facts.lineages.has(target.id),
  );
  for (const target of unread) session.lacks.lineage(target.id);
  if (unread.length > 0) refuse('not-found', 404, {}, session.setting.language);
  const isOuter = !session.work.voiding.has(id);
  session.work.voiding.add(id);
  try {
    for (const target of targets) undoTarget(session, id, target);
  } finally {
    if (isOuter) session.work.voiding.delete(id);
  }
}

/** What others have a part in as well stays theirs: a draft loses what came from here, what is in force is left as it is. */
function undoTarget(session: Session, id: Id, target: Target): void {
  const work = requireLineage(session, target.id);
  if (work.phase === 'void' || work.deleted) return;
  const isShared = servesOthers(session, work.id, id);
  if (work.phase === 'draft' && work.number === null) {
    if (!isShared) remove(session, work);
    else {
      dropFromDraft(session, work.id, requireWork(session, id));
      session.work.plan.push(stepOf(session, work, 'reduce', null, []));
    }
  } else if (!isShared) {
    if (target.rule === 'cascade') voidTarget(session, work);
    else if (target.rule === 'compensate') compensate(session, work, target.conversion);
  }
}

function targetsOf(session: Session, id: Id): Target[] {
  const found = new Map<Id, Target>();
  for (const { targetRecord, conversion, effect, kind } of downLinks(session, id)) {
    if (targetRecord === null || effect === 0 || kind !== 'direct') continue;
    if (phaseOf(session, targetRecord) === 'void') continue;
    const rule = session.model.conversions.get(conversion)?.voidSource ?? 'block';
    const known = found.get(targetRecord);
    if (known && strictness[known.rule] >= strictness[rule]) continue;
    found.set(targetRecord, { id: targetRecord, rule, conversion });
  }
  return [...found.values()].filter(({ rule }) => rule !== 'block').sort((a, b) => (a.id < b.id ? -1 : 1));
}

function remove(session: Session, work: Work): void {
  undoTargets(session, work.id);
  const step = stepOf(session, work, 'delete', null, []);
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
  if (!way) refuse('posted-targets', 422, { titles: nameOf(session, work.id) }, session.setting.language);
  const step = stepOf(session, work, 'void', way.event, []);
  session.verbs.fire(session, work.id, way.event, {}, 'definition');
  session.work.plan.push(step);
}

/** What was credited or returned already needs no second document. */
function compensate(session: Session, work: Work, key: string): void {
  const by = session.model.conversions.get(key)?.compensate;
  if (!by) refuse('posted-targets', 422, { titles: nameOf(session, work.id) }, session.setting.language);
  const request = { conversion: by.conversion, sources: [{ id: work.id }], set: {}, into: null };
  const mark = session.work.mark();
  try {
    const { targets } = session.verbs.convert(session, request, 'definition');
    for (const target of targets) session.verbs.fire(session, target, by.then, {}, 'definition');
    session.work.plan.push(
      stepOf(session, requireWork(session, work.id), 'compensate', by.conversion, targets),
    );
  } catch (error) {
    if (!(error instanceof Refused) || error.unsaid.code !== 'nothing-open') throw error;
    session.work.reset(mark);
  }
}

function stepOf(
  session: Session,
  work: Work,
  what: VoidStep['what'],
  by: string | null,
  made: readonly Id[],
): VoidStep {
  return { record: work.id, type: work.type.key, title: nameOf(session, work.id), what, by, made };
}
