// Which values may change now. @source conversions.md X4
import type { Field } from '../model/type.ts';
import { hasRole } from './rights.ts';
import type { Session } from './session.ts';
import type { Work } from './work.ts';

/** Whether the phase lets a field change: drafts freely, posted ones by `meta.editable` and `x-living`, void ones never. */
export function phaseAllows(session: Session, work: Work, field: Field, table: string | null): boolean {
  if (work.type.machine === null || work.phase === 'draft') return true;
  if (work.phase === 'void') return false;
  if (work.type.kind === 'catalog') return true;
  if (field.living) return true;
  return work.states.some((path) => {
    const editable = work.type.machine?.states.get(path)?.editable ?? [];
    return editable.some(
      ({ fields, roles }) =>
        (fields.includes(field.path) || (table !== null && fields.includes(table))) &&
        hasRole(session, roles),
    );
  });
}
