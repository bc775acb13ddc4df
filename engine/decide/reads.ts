import { MISSING, type Missing, type Reads, type Value, type ValueObject } from '../expressions/scope.ts';
import type { Id } from '../model/record.ts';
import { divide, isDecimal, roundDecimal, zero } from '../values/decimal.ts';
import { chainOf } from './chains.ts';
import { decideTable } from './decide-table.ts';
import { readBooked } from './ledgers/read-booked.ts';
import { keyOf, readBalance, readBalances } from './ledgers/read-balance.ts';
import { fullOf, linesOf, openOf, progressOf } from './progress.ts';
import { recordReads } from './record-reads.ts';
import { findWork } from './records.ts';
import type { Session } from './session.ts';
import { downLinks, tallyOf, upLinks, weave } from './web.ts';
import { amountColumnOf, countsAmounts } from './track-measure.ts';

/**
 * Where expressions get facts from: what this decision has changed, over what was read.
 * What is lacking is noted in the session and answered with MISSING.
 */
export function makeReads(session: () => Session): Reads {
  return {
    ...recordReads(session),
    // A tree as deep as it likes is read at once, where a browser has to ask for one record after the other.
    chain: (id) => chainOf(session(), id),
    open: (record, line, track) => remaining(session(), record, line, track, false),
    done: (record, line, track) => remaining(session(), record, line, track, true),
    balance: (ledger, where, on) => readBalance(session(), ledger, where, on),
    balances: (ledger, where, by, from, to) =>
      readBalances(session(), { ledger, where: keyOf(where), by, from, to }),
    booked: (record, ledger) => readBooked(session(), record, ledger),
    progress: (record, track) => progressOf(session(), record, track),
    linked: (record, type) => linkedRecords(session(), record, type),
    decide: (table, input) => decideTable(session(), table, input),
  };
}

/** Neighbours of a type in the web of links, oldest first; their own values are read as well. */
function linkedRecords(session: Session, record: Id, type: string): readonly Value[] | Missing {
  if (!weave(session, record)) return MISSING;
  const ids = new Set([
    ...upLinks(session, record).map(({ sourceRecord }) => sourceRecord),
    ...downLinks(session, record).flatMap(({ targetRecord }) => targetRecord ?? []),
  ]);
  const values = [...ids].sort().map((id) => session.reads.record(id));
  if (values.includes(MISSING)) return MISSING;
  return values.filter((one) => one !== null && one !== MISSING && one['type'] === type);
}

/**
 * Open (full − posted − settled) or done, as a quantity and as its share of the line's amount, to the cent: what is open
 * is what is left of the whole amount. Nothing is open beyond full, nor of what was exceeded: between 0 and full.
 */
function remaining(
  session: Session,
  record: Id,
  line: string | null,
  trackKey: string,
  done: boolean,
): ValueObject | Missing {
  const work = findWork(session, record);
  if (work === undefined || (work && !weave(session, record))) return MISSING;
  const track = work?.type.tracks.get(trackKey);
  if (!work || !track) return { quantity: zero, amount: zero };
  const { type } = work;
  const values =
    track.table === null ? null : (linesOf(work.doc, track.table).find((one) => one['id'] === line) ?? null);
  const full = fullOf(session, work.doc, values, track, type);
  const tally = tallyOf(session, record, track.table === null ? null : line, trackKey);
  const quantity = done ? tally.posted : openOf(session, type, track, full, tally);
  const column = amountColumnOf(type, track);
  if (column === null || countsAmounts(session.model, trackKey)) return { quantity, amount: quantity };
  const amount: Value = values?.[column.key] ?? null;
  if (!isDecimal(amount)) return { quantity, amount: zero };
  const gone = divide((done ? quantity : full.minus(quantity)).times(amount), full);
  if (!gone) return { quantity, amount: zero };
  const share = roundDecimal(gone, column.scale);
  return { quantity, amount: done ? share : amount.minus(share) };
}
