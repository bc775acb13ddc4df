// No record of a tree lies below itself. @source definitions.md, `parent`
import { MISSING } from '../expressions/scope.ts';
import type { Id } from '../model/record.ts';
import { fieldProblem } from '../problems/index.ts';
import { chainOf, parentOf } from './chains.ts';
import { valuesTitle } from './reader-title.ts';
import { storedValues } from './record-values.ts';
import { valuesOf } from './records.ts';
import { refuse } from './refused.ts';
import type { Session } from './session.ts';
import type { Work } from './work.ts';

/**
 * Judges the records that this decision moves in their trees, as the trees stand once it is written.
 *
 * @throws Refused invalid: `parent-circle` at the field that names the record above, with the names of all that lie in
 *         the circle
 */
export function checkTrees(session: Session): void {
  for (const work of session.work.works.values()) {
    const above = work.deleted ? null : parentOf(work.type, work.doc);
    if (above === null || !isMoved(work, above)) continue;
    // Nothing lies below a record that is just being made, but what this decision itself puts there.
    if (work.before === null && !session.work.works.has(above)) continue;
    const chain = chainOf(session, above, true);
    if (chain === MISSING || !chain.includes(work.id)) continue;
    const circle = [work.id, ...chain.slice(0, chain.indexOf(work.id) + 1)];
    const path = circle.map((id) => titleAt(session, id)).join(' → ');
    const { language } = session.setting;
    const problem = fieldProblem('parent-circle', `/${work.type.parent ?? ''}`, { path }, language);
    refuse('invalid', 422, {}, language, [problem]);
  }
}

function isMoved({ type, before }: Work, above: Id): boolean {
  return before === null || parentOf(type, storedValues(type, before)) !== above;
}

/** As the reader may know it; nothing while it has yet to be read, which is noted. */
function titleAt(session: Session, id: Id): string {
  const values = valuesOf(session, id);
  if (values === undefined) session.lacks.record(id);
  return values ? valuesTitle(session, values) : '';
}
