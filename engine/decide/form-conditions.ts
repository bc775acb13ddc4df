import type { ValueObject } from '../expressions/scope.ts';
import type { RecordType } from '../model/type.ts';
import { holds, scopeOf } from './scope.ts';
import type { Session } from './session.ts';

/** Which conditions of the form's elements hold, by the element's pointer in form.json. */
export function formConditions(
  session: Session,
  { formConditions: conditions }: RecordType,
  doc: ValueObject,
): Readonly<Record<string, boolean>> {
  if (conditions.size === 0) return {};
  const scope = scopeOf(session, { doc });
  return Object.fromEntries([...conditions].map(([pointer, expr]) => [pointer, holds(expr, scope)]));
}
