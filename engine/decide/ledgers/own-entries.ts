import type { Id } from '../../model/record.ts';
import type { OwnEntries } from '../../model/ledger.ts';
import type { Session } from '../session.ts';

const none: OwnEntries = { booked: [], standing: [] };

/** What a record had written before this decision; null after noting that it has to be read. */
export function ownEntries(session: Session, record: Id): OwnEntries | null {
  if (session.work.works.get(record)?.before === null) return none;
  const known = session.facts.entries?.get(record);
  if (known) return known;
  session.lacks.entries(record);
  return null;
}
