import { Fault } from '#engine';
import type { Counter, Decision, HistoryEntry, Id, JsonObject, Link, RecordChange, Stored } from '#engine';
import { commandRow } from './commands.ts';
import type { Asked } from './commands.ts';
import { ledgerRows } from './ledger-rows.ts';
import { lineRows } from './line-rows.ts';
import { toDraws } from './numbers.ts';
import { toMovedRow, toRow } from './record-row.ts';
import { searchText } from './search-text.ts';
import type { Known } from './search-text.ts';
import { run } from './statement.ts';
import type { Connection } from './statement.ts';
import type { StorePlan, TypePlan } from './type-plan.ts';
import type { Part } from './write-parts.ts';
import { DRAW_NUMBERS, writeStatement } from './write-statements.ts';

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
  readonly known: Known;
  readonly messages: readonly Message[];
  /** What was asked, to be recorded; absent: nobody asked. */
  readonly asked?: Asked;
  /** Absent: nothing that could have changed. */
  readonly basis?: Basis;
}

/** What a decision was made on. */
export interface Basis {
  /** The records that it was about, and their ancestors. */
  readonly lineages: readonly KnownLineage[];
  /** Other records to which links come or from which they go. */
  readonly raised: readonly Id[];
  /** Records that it took from memory; asked when everything is made that is written. */
  readonly vouched: () => readonly Stored[];
}

const NO_BASIS: Basis = { lineages: [], raised: [], vouched: () => [] };

/** A record and what is linked to it, each in the version that a decision was made on. */
export interface KnownLineage {
  readonly id: Id;
  readonly version: number;
  /** How often what is linked to it has changed. */
  readonly lineage: number;
}

/**
 * Writes a decision, numbers drawn and filled in, in one statement: a transaction by itself, or part of the one that read
 * the facts.
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
  for (const change of decision.records) {
    const plan = planOf(input.plan, change);
    const { before, after } = change;
    if (after) {
      const row = toRow(after, plan, searchText(after, plan, input.known), before?.version ?? null);
      const isNumbered = waiting.delete(after.id);
      if (!before) parts[isNumbered ? 'insertedNumbered' : 'inserted'].push(row);
      else if (before.data === after.data && before.type === after.type)
        parts[isNumbered ? 'movedNumbered' : 'moved'].push(toMovedRow(row));
      else parts[isNumbered ? 'updatedNumbered' : 'updated'].push(row);
    } else if (before) parts.deleted.push({ id: before.id, expected: before.version });
    if (before && after && after.revision > before.revision)
      parts.revisionsPut.push({ record_id: before.id, revision: before.revision, record: before });
    const lines = lineRows(change, plan);
    parts[before ? 'linesPut' : 'linesMade'].push(...lines.put);
    parts.linesRemoved.push(...lines.removed);
  }
  if (waiting.size > 0)
    throw new Fault('a number is to be drawn for a record that the decision does not write');
  const deleted = new Set(
    decision.records.flatMap(({ before, after }) => (before && !after ? [before.id] : [])),
  );
  // A deleted record leaves no lineage.
  parts.lineages.push(...basis.lineages.filter(({ id }) => !deleted.has(id)));
  parts.lineagesRaised.push(...basis.raised.map((id) => ({ id })));
  const made = new Set(decision.records.flatMap(({ before, after }) => (!before && after ? [after.id] : [])));
  for (const link of decision.links.put)
    parts[made.has(link.targetRecord ?? '') ? 'linksMade' : 'linksPut'].push(toLinkRow(link));
  parts.draws.push(...toDraws(decision.numbers));
  parts.linksRemoved.push(...decision.links.remove.map((id) => ({ id })));
  parts.countersPut.push(
    ...decision.counters.filter((counter) => !deleted.has(counter.record)).map(toCounterRow),
  );
  parts.historyPut.push(...decision.history.map(toHistoryRow));
  parts.outboxPut.push(...input.messages);
  const { entries, balances } = ledgerRows(decision, release);
  parts.entriesPut.push(...entries);
  parts.balancesPut.push(...balances);
  if (input.asked) parts.commandsPut.push(commandRow(input.asked, decision));
  const { put = [], remove = [] } = decision.timers ?? {};
  parts.timersPut.push(...put.map(({ record, ...timer }) => ({ record_id: record, ...timer })));
  parts.timersRemoved.push(...remove.map(({ record, ...timer }) => ({ record_id: record, ...timer })));

  const { statement, values } = writeStatement(companyId, release, parts, basis.vouched());
  const [row] = await run<{ numbers?: readonly (readonly [Id, string])[] | null }>(
    connection,
    statement,
    values,
  );
  return new Map(row?.numbers);
}

function emptyParts(): Record<Part, object[]> {
  return {
    lineages: [],
    lineagesRaised: [],
    inserted: [],
    updated: [],
    moved: [],
    deleted: [],
    linesMade: [],
    linesPut: [],
    linesRemoved: [],
    linksMade: [],
    linksPut: [],
    linksRemoved: [],
    countersPut: [],
    historyPut: [],
    commandsPut: [],
    revisionsPut: [],
    outboxPut: [],
    entriesPut: [],
    balancesPut: [],
    timersRemoved: [],
    timersPut: [],
    draws: [],
    insertedNumbered: [],
    updatedNumbered: [],
    movedNumbered: [],
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

function toLinkRow(link: Link): object {
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

function toCounterRow(counter: Counter): object {
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

function toHistoryRow(entry: HistoryEntry): object {
  return {
    record_id: entry.record,
    version: entry.version,
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
