import type { Id } from '../model/record.ts';
import { archive } from './archive.ts';
import { nameOf, requireLineage } from './records.ts';
import { refuse } from './refused.ts';
import { removeRecord } from './remove-record.ts';
import { requireRight } from './rights.ts';
import type { Session } from './session.ts';
import { downLinks } from './web.ts';
import { happened } from './work.ts';

/**
 * Deletes a draft without a number. A catalog record is archived instead: others may refer to it.
 *
 * @throws Refused not-found, not-allowed, not-a-draft, has-number, referenced, company-currency, in-settings
 */
export function deleteRecord(session: Session, id: Id): void {
  const work = requireLineage(session, id);
  const { language } = session.setting;
  requireRight(session, work, 'delete');
  const entry = happened(work, 'delete');
  if (work.type.kind === 'catalog') {
    archive(session, work);
    session.work.happenings.push(entry);
    return;
  }
  const title = nameOf(session, id);
  if (work.type.machine !== null && work.phase !== 'draft') refuse('not-a-draft', 422, { title }, language);
  if (work.number !== null) refuse('has-number', 422, { title }, language);
  if (downLinks(session, id).length > 0) refuse('referenced', 422, { title }, language);
  removeRecord(session, work);
  session.work.happenings.push(entry);
}
