import { Fault } from '#engine';
import type { Counter, Decision, HistoryEntry, Id, JsonObject, Link, RecordChange, Stored } from '#engine';
import { ledgerRows } from './ledger-rows.ts';
import { lineRows } from './line-rows.ts';
import { toDraws } from './numbers.ts';
import { toMovedRow, toRow } from './record-row.ts';
import { searchText } from './search-text.ts';
import { run } from './statement.ts';
import type { Connection } from './statement.ts';
import type { StorePlan, TypePlan } from './type-plan.ts';
import { DRAW_NUMBERS, writeNumberedStatement, writeStatement } from './write-statements.ts';
import type { Part } from './write-statements.ts';

/** An effect on the world outside, done after commit. */
export interface Message {
  readonly topic: string;
  readonly payload: JsonObject;
}

export interface WriteInput {
  readonly companyId: string;
  readonly decision: Decision;
  readonly plan: StorePlan;
  readonly release: number;
  /** Records read for the decision: names for the search text. */
  readonly known: ReadonlyMap<Id, Stored | null>;
  readonly messages: readonly Message[];
  /** Absent: nothing that could have changed. */
  readonly basis?: Basis;
}

/** What a decision was made on. */
export interface Basis {
  /** The records that it was about, and their ancestors. */
  readonly lineages: readonly KnownLineage[];
  /** Other records to which links come or from which they go. */
  readonly raised: readonly Id[];
  /** Records that it took from memory. */
  readonly vouched: readonly Stored[];
}

const NO_BASIS: Basis = { lineages: [], raised: [], vouched: [] };

/** A record and what is linked to it, each in the version that a decision was made on. */
export interface KnownLineage {
  readonly id: Id;
  readonly version: number;
  /** How often what is linked to it has changed. */
  readonly lineage: number;
}

/**
 * Writes a decision: everything in one statement, then, if numbers are to be drawn, one more that draws them and
 * writes the records that wait for them. Both are sent at once; call it inside the transaction that read the facts.
 *
 * @returns numbers by record
 * @throws  a database error 40001 when a record, or what is linked to it, is no longer in the version that the decision
 *          was made on;
 *          23505 when a unique key is taken
 */
export async function writeDecision(
  connection: Connection,
  input: WriteInput,
): Promise<ReadonlyMap<Id, string>> {
  const { companyId, decision, release, basis = NO_BASIS } = input;
  const waiting = new Set(decision.numbers.map((draw) => draw.record));
  const parts = emptyParts();
  const numbered = emptyParts();
  for (const change of decision.records) {
    const plan = planOf(input.plan, change);
    const { before, after } = change;
    if (after) {
      const row = toRow(after, plan, searchText(after, plan, input.known), before?.version ?? null);
      const into = waiting.delete(after.id) ? numbered : parts;
      if (!before) into.inserted.push(row);
      else if (before.data === after.data && before.type === after.type) into.moved.push(toMovedRow(row));
      else into.updated.push(row);
    } else if (before) parts.deleted.push({ id: before.id, expected: before.version });
    if (before && after && after.revision > before.revision)
      parts.revisionsPut.push({ record_id: before.id, revision: before.revision, record: before });
    const lines = lineRows(change, plan);
    parts.linesPut.push(...lines.put);
    parts.linesRemoved.push(...lines.removed);
  }
  if (waiting.size > 0)
    throw new Fault('a number is to be drawn for a record that the decision does not write');
  const deleted = new Set(
    decision.records.flatMap(({ before, after }) => (before && !after ? [before.id] : [])),
  );
  // A deleted record leaves no lineage.
  parts.lineages.push(...basis.lineages.filter(({ id }) => !deleted.has(id)));
  parts.lineagesRaised.push(...basis.raised);
  parts.linksPut.push(...decision.links.put.map(toLinkRow));
  parts.linksRemoved.push(...decision.links.remove);
  parts.countersPut.push(
    ...decision.counters.filter((counter) => !deleted.has(counter.record)).map(toCounterRow),
  );
  parts.historyPut.push(...decision.history.map(toHistoryRow));
  parts.outboxPut.push(...input.messages);
  const { entries, balances } = ledgerRows(decision, release);
  parts.entriesPut.push(...entries);
  parts.balancesPut.push(...balances);
  const { put = [], remove = [] } = decision.timers ?? {};
  parts.timersPut.push(...put.map(({ record, ...timer }) => ({ record_id: record, ...timer })));
  parts.timersRemoved.push(...remove.map(({ record, ...timer }) => ({ record_id: record, ...timer })));

  const write = writeStatement(companyId, release, parts, basis.vouched);
  const written = run(connection, write.statement, write.values);
  if (decision.numbers.length === 0) {
    await written;
    return new Map();
  }
  const last = writeNumberedStatement(companyId, toDraws(decision.numbers), numbered);
  const drawn = run<{ record: Id; number: string }>(connection, last.statement, last.values);
  // The first statement's error is the cause; the second's then only says that the transaction is over.
  const [first, second] = await Promise.allSettled([written, drawn]);
  if (first.status === 'rejected') throw first.reason;
  if (second.status === 'rejected') throw second.reason;
  return new Map(second.value.map((row) => [row.record, row.number]));
}

function emptyParts(): Record<Part, unknown[]> {
  return {
    lineages: [],
    lineagesRaised: [],
    inserted: [],
    updated: [],
    moved: [],
    deleted: [],
    linesPut: [],
    linesRemoved: [],
    linksPut: [],
    linksRemoved: [],
    countersPut: [],
    historyPut: [],
    revisionsPut: [],
    outboxPut: [],
    entriesPut: [],
    balancesPut: [],
    timersRemoved: [],
    timersPut: [],
  };
}

/** Draws numbers from series that may have gaps, outside the command's transaction. */
export async function drawNumbers(
  connection: Connection,
  companyId: string,
  draws: Decision['numbers'],
): Promise<ReadonlyMap<Id, string>> {
  if (draws.length === 0) return new Map();
  const rows = await run<{ record: Id; number: string }>(connection, DRAW_NUMBERS, [
    companyId,
    JSON.stringify(toDraws(draws)),
  ]);
  return new Map(rows.map((row) => [row.record, row.number]));
}

function planOf(plan: StorePlan, change: RecordChange): TypePlan {
  const type = (change.after ?? change.before)?.type ?? '';
  const found = plan.get(type);
  if (!found) throw new Fault(`the release has no type ${type}`);
  return found;
}

function toLinkRow(link: Link): unknown {
  return {
    id: link.id,
    conversion: link.conversion,
    track: link.track,
    kind: link.kind,
    effect: link.effect,
    source_record: link.sourceRecord,
    source_line: link.sourceLine,
    target_record: link.targetRecord,
    target_line: link.targetLine,
    quantity: link.quantity,
    amount: link.amount,
  };
}

function toCounterRow(counter: Counter): unknown {
  return {
    record_id: counter.record,
    line_id: counter.line ?? '',
    track: counter.track,
    full: counter.full,
    held: counter.held,
    posted: counter.posted,
    settled: counter.settled,
  };
}

function toHistoryRow(entry: HistoryEntry): unknown {
  return {
    record_id: entry.record,
    id: entry.id,
    at: entry.at,
    by: entry.by,
    what: entry.what,
    key: entry.key,
    stage_before: entry.stageBefore,
    stage_after: entry.stageAfter,
    changes: entry.changes,
  };
}
