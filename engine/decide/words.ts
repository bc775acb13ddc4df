// Words for people: titles of stages, events, conversions and fields in the caller's language.
import type { Check } from '../model/expression.ts';
import type { Conversion } from '../model/conversion.ts';
import type { MachineEvent } from '../model/machine.ts';
import type { RecordType } from '../model/type.ts';
import type { Scope } from '../expressions/scope.ts';
import { hidesIn } from './hides.ts';
import { run } from './scope.ts';
import type { Session } from './session.ts';
import { labelOf } from './schema-problems.ts';

/** `Confirmed`, or of a parallel stage its outermost state. */
export function stageTitle(session: Session, type: RecordType, states: readonly string[]): string {
  const leaf = states.find((path) => !path.includes('.')) ?? states[0] ?? '';
  const state = type.machine?.states.get(leaf);
  return state ? session.model.text(session.setting.language, state.textKey, state.title) : leaf;
}

export function eventTitle(session: Session, event: MachineEvent): string {
  return session.model.text(session.setting.language, event.textKey, event.title);
}

export function conversionTitle(session: Session, conversion: Conversion): string {
  return session.model.text(session.setting.language, conversion.textKey, conversion.title);
}

export function fieldLabel(session: Session, type: RecordType, path: string): string {
  return labelOf(session.model, type.fieldByPath.get(path), path, session.setting.language);
}

/** The reason of a check, rendered as the reader may know it; '' when its author gave none. */
export function reasonOf(session: Session, check: Check, scope: Scope): string {
  return check.reason ? check.reason.run(scope, hidesIn(session, scope)) : '';
}

/** How a failed check is answered: as its author wrote, or as an expression says now. */
export function answerOf(check: Check, scope: Scope): 'allow' | 'warn' | 'override' | 'block' {
  if (typeof check.answer === 'string') return check.answer;
  const answer = run(check.answer, scope);
  return answer === 'allow' || answer === 'warn' || answer === 'override' ? answer : 'block';
}
