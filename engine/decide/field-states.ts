// What a form shows, lets change and demands.
import type { ValueObject } from '../expressions/scope.ts';
import type { Expr } from '../model/expression.ts';
import type { Field } from '../model/type.ts';
import { phaseAllows } from './editable.ts';
import { rightOnField } from './field-rights.ts';
import { linesOf } from './progress.ts';
import { holds, scopeOf } from './scope.ts';
import type { Session } from './session.ts';
import type { FieldState } from './types.ts';
import type { Work } from './work.ts';

/**
 * State of every field by dotted path; a line's own by `lines/<lineId>/quantity`, only where it differs from its column.
 *
 * @param allowed  whether the user may change this record at all
 */
export function fieldStates(session: Session, work: Work, allowed: boolean): Record<string, FieldState> {
  const states: Record<string, FieldState> = {};
  const { doc } = work;
  for (const field of work.type.fields.values()) {
    states[field.path] = stateOf(session, work, field, null, null, allowed);
    if (field.kind === 'object')
      for (const inner of field.fields?.values() ?? [])
        states[inner.path] = stateOf(session, work, inner, null, null, allowed);
    if (field.kind !== 'table') continue;
    for (const column of field.fields?.values() ?? []) {
      const own = [column.visible, column.editable, column.required.when].some(readsLine);
      const general = stateOf(session, work, column, field.key, null, allowed, own);
      states[column.path] = general;
      if (!own) continue;
      for (const line of linesOf(doc, field.key)) {
        const state = stateOf(session, work, column, field.key, line, allowed);
        if (!same(state, general)) states[`${field.key}/${String(line['id'])}/${column.key}`] = state;
      }
    }
  }
  return states;
}

/** @param general  of the column as such: conditions on a line are left open */
function stateOf(
  session: Session,
  work: Work,
  field: Field,
  table: string | null,
  line: ValueObject | null,
  allowed: boolean,
  general = false,
): FieldState {
  const scope = scopeOf(session, { doc: work.doc, line });
  const judge = (expr: Expr | null, absent: boolean): boolean => {
    if (expr === null) return absent;
    return general && readsLine(expr) ? absent : holds(expr, scope);
  };
  const fixed = field.formula !== null || field.key === 'id';
  const right = rightOnField(session, work, field.path);
  return {
    visible: !right.hidden && judge(field.visible, true),
    editable:
      allowed &&
      !right.readonly &&
      !fixed &&
      phaseAllows(session, work, field, table) &&
      judge(field.editable, true),
    required:
      !right.hidden &&
      (field.required.always || (field.required.at.length === 0 && judge(field.required.when, false))),
  };
}

function readsLine(expr: Expr | null): boolean {
  return expr?.reads.some((read) => read.startsWith('line.') || read === 'line') ?? false;
}

function same(a: FieldState, b: FieldState): boolean {
  return a.visible === b.visible && a.editable === b.editable && a.required === b.required;
}
