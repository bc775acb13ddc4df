import type { Conversion } from '../model/conversion.ts';
import type { JsonObject } from '../model/json.ts';
import type { Machine, MachineEvent, Transition } from '../model/machine.ts';
import { refusalWords } from '../problems/index.ts';
import { commandActions } from './command-actions.ts';
import { nothingOpenWords, offersOf } from './convert/offer.ts';
import { reasonsAgainst } from './convert/select-sources.ts';
import { phaseAllows } from './editable.ts';
import { guardReasons } from './fire.ts';
import { judgeOf, overridableGuard } from './judge.ts';
import { overrideBy } from './overrides.ts';
import { whatStands } from './phase-change.ts';
import { nameOf } from './records.ts';
import { hasRole, mayConvert, mayFire, mayOn } from './rights.ts';
import { holds, scopeOf } from './scope.ts';
import type { Session } from './session.ts';
import { askingOf, shownForm } from './asked-input.ts';
import { answerForm } from './stages/answer-approval.ts';
import { approvalOn, turnsOf } from './stages/approval-turn.ts';
import type { ActionState } from './types.ts';
import { neededByCompany } from './archive.ts';
import { downLinks, upLinks } from './web.ts';
import { conversionTitle, eventTitle } from './words.ts';
import type { Work } from './work.ts';
import { spokenForm } from './spoken-form.ts';
import { zero } from '../values/decimal.ts';
import { beforeOf } from './record-values.ts';

/** Events out of the active states, conversions out of the type, and the other commands, each with why it is not allowed. */
export function actionsOf(session: Session, work: Work): ActionState[] {
  const events = markPrimary(work, eventActions(session, work));
  const conversions = (session.model.conversionsFrom.get(work.type.key) ?? []).map((one) =>
    conversionAction(session, work, one),
  );
  const others = commandActions(session, work);
  return [...events, ...conversions, editAction(session, work), deleteAction(session, work), ...others];
}

interface EventAction extends ActionState {
  readonly wanted: boolean;
}

function eventActions(session: Session, work: Work): EventAction[] {
  const { machine } = work.type;
  if (!machine || work.stage === null) return [];
  const byEvent = Map.groupBy(machine.candidates(work.stage, null), ({ event }) => event);
  return [...byEvent].flatMap(([key, candidates]) => {
    const event = machine.events.get(key);
    return event ? [eventAction(session, work, machine, event, candidates)] : [];
  });
}

function eventAction(
  session: Session,
  work: Work,
  machine: Machine,
  event: MachineEvent,
  candidates: readonly Transition[],
): EventAction {
  const { language } = session.setting;
  const voids =
    work.phase !== 'void' &&
    candidates.some(({ targets }) => targets.some((path) => machine.states.get(path)?.phase === 'void'));
  const reasons: string[] = [];
  let override: ActionState['override'];
  const granted = mayFire(session, work, event.key) && hasRole(session, event.roles);
  const open = candidates.filter(({ roles }) => hasRole(session, roles));
  if (!granted || open.length === 0) reasons.push(refusalWords('not-allowed', {}, language));
  const approval = reasons.length === 0 ? approvalOn(session, work, event.key) : null;
  const turns = approval && turnsOf(session, work, approval);
  if (turns && 'code' in turns) reasons.push(refusalWords(turns.code, turns.params, language));
  else if (reasons.length === 0 && !passes(session, work, open)) {
    const said = guardReasons(session, work, open, null);
    const silent = refusalWords('guard-failed-silently', { event: eventTitle(session, event) }, language);
    const gate = overridableGuard(session, work, open, null);
    if (gate) override = overrideBy(session, gate.check);
    reasons.push(...(gate ? [gate.reason] : said.length > 0 ? said.slice(0, 1) : [silent]));
  }
  if (voids) {
    const against = whatStands(session, work.id);
    if (against) {
      reasons.push(refusalWords(against.code, against.params, language));
      override = undefined;
    }
  }
  const asking = askingOf(session, work, event, open.length > 0 ? open : candidates);
  const form = spokenForm(session, shownForm(session, work, asking), (name) =>
    (asking.asked.get(name)?.textKey ?? '').replace(/\/title$/, ''),
  );
  const [first] = open.length > 0 ? open : candidates;
  const title = first ? session.model.text(language, first.textKey, first.title) : eventTitle(session, event);
  return {
    kind: 'event',
    key: event.key,
    title,
    allowed: reasons.length === 0,
    reasons,
    form: approval ? { ...answerForm(session, work, approval, event.key), ...form } : form,
    confirm: spokenConfirm(session, first?.confirm == null ? event : first),
    primary: false,
    voids,
    to: null,
    wanted: candidates.some(({ primary }) => primary) || event.primary,
    ...(override ? { override } : {}),
    ...(voids ? givesOf(session, work) : {}),
  };
}

/** What it took of others, if anything, and what becomes of that by definition. @source conversions.md X2 */
function givesOf(session: Session, work: Work): Pick<ActionState, 'gives'> {
  const took = upLinks(session, work.id).find(
    ({ track, effect, kind }) => track !== null && effect === 1 && kind === 'direct',
  );
  return took ? { gives: session.model.conversions.get(took.conversion)?.voidTarget ?? 'recreate' } : {};
}

/** A guard that reads `input` cannot be judged before it is given: such an event may be tried. */
function passes(session: Session, work: Work, candidates: readonly Transition[]): boolean {
  const judge = judgeOf(session, work, null);
  return candidates.some(({ guard }) => {
    if (!guard || guard.expr.reads.some((read) => read === 'input' || read.startsWith('input.'))) return true;
    return (
      holds(guard.expr, scopeOf(session, { doc: work.doc, before: beforeOf(work) })) || judge(guard.expr)
    );
  });
}

/**
 * The one dominant button: what its author marked; in a draft else the first that leads on. What comes after posting
 * without a mark (taking it back, say) is never what a hand should find first.
 */
function markPrimary(work: Work, events: readonly EventAction[]): ActionState[] {
  const allowed = events.filter((event) => event.allowed && !event.voids);
  const wanted = allowed.find((event) => event.wanted);
  const chosen =
    work.phase === 'draft' ? (wanted ?? allowed[0]) : work.phase === 'posted' ? wanted : undefined;
  return events.map(({ wanted: _, ...event }) => ({ ...event, primary: event.key === chosen?.key }));
}

function conversionAction(session: Session, work: Work, conversion: Conversion): ActionState {
  const { language } = session.setting;
  const reasons: string[] = [];
  const against = reasonsAgainst(session, conversion, work);
  const checks = against.flatMap(({ check }) => check ?? []);
  if (!mayConvert(session, conversion.key, work)) reasons.push(refusalWords('not-allowed', {}, language));
  else {
    reasons.push(...against.map(({ code, params }) => refusalWords(code, params, language)));
    if (reasons.length === 0) reasons.push(...nothingOffered(session, work, conversion));
  }
  const [first] = checks;
  const isOverridable = first !== undefined && checks.length === reasons.length;
  return {
    kind: 'conversion',
    key: conversion.key,
    title: conversionTitle(session, conversion),
    allowed: reasons.length === 0,
    reasons,
    form: askedForm(session, conversion),
    confirm: null,
    primary: false,
    voids: false,
    to: conversion.to,
    takes: takesOf(conversion),
    ...(isOverridable ? { override: overrideBy(session, first) } : {}),
  };
}

function spokenConfirm(
  { model, setting }: Session,
  { confirm, confirmKey }: Pick<Transition, 'confirm' | 'confirmKey'>,
): string | null {
  return confirm === null ? null : model.text(setting.language, confirmKey, confirm);
}

function takesOf({ effect, tracks, lines, amount, advance }: Conversion): NonNullable<ActionState['takes']> {
  const column = advance?.amounts[0]?.column;
  return {
    effect,
    tracks: tracks.map(({ track }) => track),
    lines: lines.flatMap(({ to, quantity }) => (quantity === null ? [] : [`${to}.${quantity}`])),
    whole: advance && column !== undefined ? `${advance.to}.${column}` : amount,
  };
}

/** Header fields that the conversion asks for (M1), as JSON Schema properties; they go into its `set`. */
function askedForm(session: Session, conversion: Conversion): JsonObject | null {
  const fields = session.model.types.get(conversion.to)?.fields;
  const asked = [...conversion.header].flatMap(([key, filling]) => {
    // Of several sources that differ there, somebody has to say it (M4).
    const isAsked = filling.kind === 'ask' || ('merge' in filling && filling.merge === 'ask');
    const field = isAsked ? fields?.get(key) : undefined;
    return field ? [[key, field.schema] as const] : [];
  });
  if (asked.length === 0) return null;
  return spokenForm(session, Object.fromEntries(asked), (name) =>
    (fields?.get(name)?.textKey ?? name).replace(/\/title$/, ''),
  );
}

function nothingOffered(session: Session, work: Work, conversion: Conversion): string[] {
  const offers = offersOf(session, conversion, { work, asked: { id: work.id } });
  // What only drafts hold may still be asked for explicitly (Q2).
  if (offers.some(({ taken, shown }) => taken.gt(zero) || shown.heldBy.length > 0)) return [];
  const [reason] = offers.flatMap(({ shown }) => shown.reason ?? []);
  return [reason ?? nothingOpenWords(session, [])];
}

const plain = { form: null, confirm: null, primary: false, voids: false, to: null };

function editAction(session: Session, work: Work): ActionState {
  const { language } = session.setting;
  const reasons = mayOn(session, 'edit', work) ? [] : [refusalWords('not-allowed', {}, language)];
  if (reasons.length === 0 && !hasOpenField(session, work))
    reasons.push(refusalWords('not-a-draft', { title: nameOf(session, work.id) }, language));
  return { kind: 'edit', key: 'edit', title: '', allowed: reasons.length === 0, reasons, ...plain };
}

/** Whether the phase leaves anything to change. */
function hasOpenField(session: Session, work: Work): boolean {
  return [...work.type.fieldByPath.values()].some((field) => {
    const dot = field.path.indexOf('.');
    const outer = dot < 0 ? null : work.type.fields.get(field.path.slice(0, dot));
    const table = outer?.kind === 'table' ? outer.key : null;
    return field.formula === null && phaseAllows(session, work, field, table);
  });
}

function deleteAction(session: Session, work: Work): ActionState {
  const { language } = session.setting;
  const title = nameOf(session, work.id);
  const reasons = mayOn(session, 'delete', work) ? [] : [refusalWords('not-allowed', {}, language)];
  if (work.type.kind === 'document') {
    if (work.type.machine !== null && work.phase !== 'draft')
      reasons.push(refusalWords('not-a-draft', { title }, language));
    else if (work.number !== null) reasons.push(refusalWords('has-number', { title }, language));
    else if (downLinks(session, work.id).length > 0)
      reasons.push(refusalWords('referenced', { title }, language));
  } else {
    const needed = neededByCompany(session, work);
    if (needed) reasons.push(refusalWords(needed.code, needed.params, language));
    else if (work.archived) reasons.push(refusalWords('archived-already', { title }, language));
  }
  return { kind: 'delete', key: 'delete', title: '', allowed: reasons.length === 0, reasons, ...plain };
}
