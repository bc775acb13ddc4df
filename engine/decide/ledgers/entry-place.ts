import { balanceKey } from '../../ledgers/ledger-key.ts';
import type { Id } from '../../model/record.ts';
import { linesOf } from '../progress.ts';
import type { Session } from '../session.ts';

/** Place of the first line of the record that posts to a balance; '' when none of its lines does. */
export function pointerOf(session: Session, record: Id, balance: string): string {
  const work = session.work.works.get(record);
  const entry = session.work.entries.find(
    (one) => one.record === record && one.line !== null && balanceKey(one) === balance,
  );
  const each = work?.type.postings.find(({ key }) => key === entry?.posting)?.each;
  if (!work || !entry || each?.kind !== 'table') return '';
  const index = linesOf(work.doc, each.path).findIndex((line) => line['id'] === entry.line);
  return index === -1 ? '' : `/${each.path}/${index}`;
}
