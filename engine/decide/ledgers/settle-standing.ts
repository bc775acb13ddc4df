// Standing postings: what they say now, minus what stands. @source conversions.md R1; definitions.md, Ledgers
import {
  amountsOf,
  isNothing,
  minus,
  negated,
  noAmounts,
  plus,
  type Amounts,
} from '../../ledgers/amounts.ts';
import { keyText } from '../../ledgers/ledger-key.ts';
import type { LedgerKey, Posting } from '../../model/ledger.ts';
import type { Id } from '../../model/record.ts';
import { findWork } from '../records.ts';
import { sameJson } from '../same.ts';
import type { Session } from '../session.ts';
import type { Work } from '../work.ts';
import { sayPosting } from './entries-of.ts';
import { ownEntries } from './own-entries.ts';
import { writeEntry } from './write-entry.ts';

/** Books the difference for every record that this decision has changed or whose counters it has moved. */
export function settleStanding(session: Session): void {
  for (const id of touchedRecords(session)) {
    const work = session.work.works.get(id) ?? findWork(session, id);
    if (work && work.type.postings.some(({ whilst }) => whilst !== null)) settleRecord(session, work);
  }
}

function touchedRecords({ work }: Session): Set<Id> {
  const touched = new Set<Id>();
  for (const one of work.works.values()) if (isChanged(one)) touched.add(one.id);
  for (const { record, tally } of work.places) if (tally?.isMoved) touched.add(record);
  return touched;
}

function isChanged({ before, data, stage, number, deleted, archived }: Work): boolean {
  return (
    before === null ||
    deleted ||
    before.data !== data ||
    before.number !== number ||
    before.archived !== archived ||
    !sameJson(before.stage, stage)
  );
}

interface Group {
  readonly posting: string;
  readonly ledger: string;
  readonly line: string | null;
  /** null: the posting names no date, so a difference is dated by the day on which it is booked. */
  readonly date: string | null;
  readonly key: LedgerKey;
  readonly amounts: Amounts;
}

function settleRecord(session: Session, work: Work): void {
  const own = ownEntries(session, work.id);
  const wanted = new Map<string, Group>();
  let complete = true;
  for (const posting of work.type.postings) {
    const { key: name, ledger } = posting;
    if (!stands(work, posting)) continue;
    complete =
      sayPosting(session, work, posting, (said) => add(wanted, { posting: name, ledger, ...said })) &&
      complete;
  }
  if (own === null || !complete) return;
  const had = new Map<string, Group>();
  const undated = new Set(work.type.postings.flatMap(({ key, date }) => (date === null ? [key] : [])));
  for (const { measures, ...sum } of own.standing) {
    const date = undated.has(sum.posting) ? null : sum.date;
    add(had, { ...sum, date, amounts: amountsOf(measures) });
  }
  // What the same decision has booked for it already (foreseen, then really) is had too.
  for (const entry of session.work.entries) {
    if (entry.record !== work.id || entry.kind !== 'standing') continue;
    add(had, { ...entry, date: undated.has(entry.posting) ? null : entry.date });
  }
  for (const [name, group] of had.size === 0 ? wanted : new Map([...had, ...wanted])) {
    const difference = differenceOf(wanted.get(name)?.amounts, had.get(name)?.amounts);
    if (isNothing(difference)) continue;
    const { posting, ledger, line, key } = group;
    const date = group.date ?? session.constants.today;
    const at = { ledger, record: work.id, posting, line, date, key };
    writeEntry(session, { ...at, kind: 'standing', amounts: difference, reverses: null });
  }
}

function differenceOf(wanted: Amounts | undefined, had: Amounts | undefined): Amounts {
  if (!had) return wanted ?? noAmounts;
  return wanted ? minus(wanted, had) : negated(had);
}

function stands(work: Work, { whilst }: Posting): boolean {
  return whilst !== null && !work.deleted && work.states.some((path) => whilst.includes(path));
}

function add(groups: Map<string, Group>, group: Group): void {
  const { posting, ledger, line, date, key } = group;
  const name = `${posting} ${ledger} ${line ?? ''} ${date ?? ''} ${keyText(key)}`;
  const known = groups.get(name);
  groups.set(name, known ? { ...known, amounts: plus(known.amounts, group.amounts) } : group);
}
