// Why something is as it is for somebody: a record, an action, a field. Rights, stage, conditions with their values.
import type { Expr } from '../model/expression.ts';
import type { Model } from '../model/model.ts';
import type { Id } from '../model/record.ts';
import type { Field } from '../model/type.ts';
import { refusalWords, type RefusalCode } from '../problems/index.ts';
import type { Refusal } from '../problems/problem.ts';
import { actionsOf } from './actions.ts';
import { answered } from './answered.ts';
import { verbs } from './decide.ts';
import { phaseAllows } from './editable.ts';
import { rightOnField } from './field-rights.ts';
import { linesOf } from './progress.ts';
import { openSession } from './open-session.ts';
import { requireLineage } from './records.ts';
import { mayOn, mayRead } from './rights.ts';
import { holds, scopeOf } from './scope.ts';
import type { Session } from './session.ts';
import type { Facts, Needs, Setting } from './types.ts';
import type { Validators } from './validators.ts';
import { valuesRead, type ReadValue } from './values-read.ts';
import { why, type WhyQuestion } from './why.ts';
import { eventTitle, fieldLabel, reasonOf, stageTitle } from './words.ts';
import type { Work } from './work.ts';
import { beforeOf } from './record-values.ts';

/** A sentence; of a condition also what its author wrote and what it read. */
export interface WhyReason {
  readonly words: string;
  readonly expression?: string;
  readonly values?: readonly ReadValue[];
}

/** One question that is answered by yes or no. */
export interface WhyVerdict {
  readonly holds: boolean;
  readonly reasons: readonly WhyReason[];
}

export interface WhyAnswer {
  readonly kind: 'why';
  /** `allowed` of a record or an action; `visible`, `editable` and `required` of a field. */
  readonly verdicts: Readonly<Record<string, WhyVerdict>>;
}

/** A field may be asked about in one line. */
export type WhyNotQuestion = WhyQuestion & { readonly line?: string };

/**
 * Answers why and why not, in the caller's language. Who may not see the record is told by which role, and nothing else.
 *
 * @param facts  with the record's lineage; it need not be locked
 * @returns      the answer | refusal not-found | needs
 */
export function whyNot(
  model: Model,
  validators: Validators,
  id: Id,
  question: WhyNotQuestion,
  facts: Facts,
  setting: Setting,
): WhyAnswer | Refusal | Needs {
  const session = openSession(model, validators, facts, setting, verbs);
  return answered(session, () => {
    const verdicts = verdictsOf(session, requireLineage(session, id), question);
    return { kind: 'why', verdicts };
  });
}

function verdictsOf(session: Session, work: Work, question: WhyNotQuestion): WhyAnswer['verdicts'] {
  const isSeen = mayRead(session, work);
  if (!isSeen || question.kind === 'read') return { allowed: byRoles(session, work, { kind: 'read' }) };
  if (question.kind === 'field') return fieldVerdicts(session, work, question);
  if (question.kind === 'print') return { allowed: byRoles(session, work, question) };
  const key = 'key' in question ? question.key : question.kind;
  const action = actionsOf(session, work).find((one) => one.key === key && one.kind === question.kind);
  if (!action) return { allowed: { holds: false, reasons: [notHere(session, work, key)] } };
  const rights = byRoles(session, work, question);
  const conditions = question.kind === 'event' ? guardReasons(session, work, key) : [];
  const told = new Set(conditions.map(({ words }) => words));
  const reasons = [
    ...(rights.holds ? [] : rights.reasons),
    ...conditions,
    ...action.reasons.filter((words) => !told.has(words) && rights.holds).map((words) => ({ words })),
  ];
  return { allowed: { holds: action.allowed, reasons: action.allowed ? rights.reasons : reasons } };
}

/** Role by role. */
function byRoles(session: Session, work: Work, question: WhyQuestion): WhyVerdict {
  const stored = work.before;
  if (!stored) return { holds: true, reasons: [] };
  const { allowed, reasons } = why(session.model, session.setting, stored, question, session.reads);
  return { holds: allowed, reasons: reasons.map(({ words }) => ({ words })) };
}

function notHere(session: Session, work: Work, key: string): WhyReason {
  const event = work.type.machine?.events.get(key);
  if (!event) return say(session, 'unknown-event', { event: key });
  const stage = stageTitle(session, work.type, work.states);
  return say(session, 'event-not-accepted', { event: eventTitle(session, event), stage });
}

/** Guards that do not hold, with what they read. */
function guardReasons(session: Session, work: Work, event: string): WhyReason[] {
  if (!work.type.machine || work.stage === null) return [];
  return work.type.machine.candidates(work.stage, event).flatMap(({ guard }) => {
    if (!guard) return [];
    const scope = scopeOf(session, { doc: work.doc, before: beforeOf(work) });
    if (holds(guard.expr, scope)) return [];
    const said = reasonOf(session, guard, scope);
    const words = said === '' ? refusalWords('why-condition', {}, session.setting.language) : said;
    return [{ words, expression: guard.expr.text, values: valuesRead(session, work, guard.expr, scope) }];
  });
}

function fieldVerdicts(
  session: Session,
  work: Work,
  { path, line: lineId }: { readonly path: string; readonly line?: string },
): WhyAnswer['verdicts'] {
  const field = work.type.fieldByPath.get(path);
  if (!field) {
    const reasons = [say(session, 'unknown-field', { field: path })];
    const not = { holds: false, reasons };
    return { visible: not, editable: not, required: not };
  }
  const label = fieldLabel(session, work.type, path);
  const outer = work.type.fields.get(path.split('.')[0] ?? '');
  const table = outer?.kind === 'table' && outer.key !== path ? outer.key : null;
  const line = table === null ? null : (linesOf(work.doc, table).find((one) => one['id'] === lineId) ?? null);
  const scope = scopeOf(session, { doc: work.doc, line });
  const right = rightOnField(session, work, path);
  const condition = (code: RefusalCode, expr: Expr | null, wanted: boolean): WhyReason[] =>
    expr === null || holds(expr, scope) !== wanted
      ? []
      : [
          {
            ...say(session, code, { label }),
            expression: expr.text,
            values: valuesRead(session, work, expr, scope),
          },
        ];
  const rights = byRoles(session, work, { kind: 'field', path }).reasons;

  const hidden = [...(right.hidden ? rights : []), ...condition('why-hidden', field.visible, false)];
  const closed = [
    ...(mayOn(session, 'edit', work) ? [] : byRoles(session, work, { kind: 'edit' }).reasons),
    ...(right.readonly ? rights : []),
    ...closedByItself(session, work, field, table, label),
    ...condition('why-closed', field.editable, false),
  ];
  const needed = [
    ...(field.required.always ? [say(session, 'why-always-required', { label })] : []),
    ...condition('why-required', field.required.when, true),
  ];
  return {
    visible: { holds: hidden.length === 0, reasons: hidden },
    editable: { holds: closed.length === 0, reasons: closed },
    required: { holds: needed.length > 0 && !right.hidden, reasons: needed },
  };
}

/** Computed, or fixed by the stage. */
function closedByItself(
  session: Session,
  work: Work,
  field: Field,
  table: string | null,
  label: string,
): WhyReason[] {
  if (field.formula !== null)
    return [{ ...say(session, 'computed-field', { label }), expression: field.formula.text }];
  if (phaseAllows(session, work, field, table)) return [];
  return [say(session, 'not-editable', { label, stage: stageTitle(session, work.type, work.states) })];
}

function say(session: Session, code: RefusalCode, params: Readonly<Record<string, string>>): WhyReason {
  return { words: refusalWords(code, params, session.setting.language) };
}
