import { keepWork } from './records.ts';
import type { Session } from './session.ts';
import { removeLink, upLinks } from './web.ts';
import type { Work } from './work.ts';

/** Takes a draft away, its links with it: what it held is free again. */
export function removeRecord(session: Session, work: Work): void {
  for (const link of upLinks(session, work.id)) removeLink(session, link);
  keepWork(session, { ...work, deleted: true });
}
