// The actions post and reverse. @source definitions.md, Ledgers
import { amountsOf, negated } from '../../ledgers/amounts.ts';
import type { ValueObject } from '../../expressions/scope.ts';
import type { LedgerAction } from '../../model/machine.ts';
import type { Posting } from '../../model/ledger.ts';
import { run, scopeOf } from '../scope.ts';
import type { Session } from '../session.ts';
import type { Work } from '../work.ts';
import type { DraftEntry } from '../working-set.ts';
import { sayPosting } from './entries-of.ts';
import { ownEntries } from './own-entries.ts';
import { writeEntry } from './write-entry.ts';

/** Postings that an action books: those that it names, or all that do not stand by themselves. */
export function bookedPostings(work: Work, action: LedgerAction): readonly Posting[] {
  return work.type.postings.filter(
    ({ key, whilst }) => whilst === null && (action.postings.length === 0 || action.postings.includes(key)),
  );
}

/** Books postings in their order; each sees in the balances what the earlier ones wrote. */
export function post(session: Session, work: Work, action: LedgerAction): void {
  for (const posting of bookedPostings(work, action)) bookPosting(session, work, posting);
}

export function bookPosting(session: Session, work: Work, posting: Posting): void {
  const { today } = session.constants;
  const { ledger, key: name } = posting;
  sayPosting(session, work, posting, ({ line, date, key, amounts }) =>
    writeEntry(session, {
      ledger,
      record: work.id,
      posting: name,
      kind: 'booked',
      line,
      date: date ?? today,
      key,
      amounts,
      reverses: null,
    }),
  );
}

/**
 * What is void has written nothing: entries that its machine's own actions left standing are mirrored on its way there.
 *
 * @source conversions.md X6
 */
export function annul(session: Session, work: Work): void {
  if (work.type.postings.some(({ whilst }) => whilst === null))
    reverse(session, work, { postings: [], date: null, when: null }, null);
}

/** Mirrors every booked entry that is not mirrored yet, dated by the reversal; the entries themselves stay. */
export function reverse(session: Session, work: Work, action: LedgerAction, input: ValueObject | null): void {
  const own = ownEntries(session, work.id);
  if (own === null) return;
  const postings = new Set(bookedPostings(work, action).map(({ key }) => key));
  const said = action.date === null ? null : run(action.date, scopeOf(session, { doc: work.doc, input }));
  const date = typeof said === 'string' ? said : session.constants.today;
  const fresh = session.work.entries.filter(({ record, kind }) => record === work.id && kind === 'booked');
  const mirrored = new Set(session.work.entries.flatMap(({ reverses }) => reverses ?? []));
  const mirror = ({ id, ...same }: DraftEntry): void => {
    if (!postings.has(same.posting) || mirrored.has(id)) return;
    writeEntry(session, { ...same, kind: 'reversal', date, amounts: negated(same.amounts), reverses: id });
  };
  for (const { measures, ...entry } of own.booked) mirror({ ...entry, amounts: amountsOf(measures) });
  for (const entry of fresh) mirror(entry);
}
