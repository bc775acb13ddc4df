import { Fault } from '#engine';
import type { Counter, Decision, HistoryEntry, Id, JsonObject, Link, RecordChange, Stored } from '#engine';
import { lineRows } from './line-rows.ts';
import { toDraws } from './numbers.ts';
import { toRow } from './record-row.ts';
import { searchText } from './search-text.ts';
import { run } from './statement.ts';
import type { Connection } from './statement.ts';
import type { StorePlan, TypePlan } from './type-plan.ts';
import { DRAW_NUMBERS, WRITE_DECISION, WRITE_NUMBERED } from './write-statements.ts';

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
}

/**
 * Writes a decision: everything in one statement, then, if numbers are to be drawn, one more that draws them and
 * writes the records that wait for them. Both are sent at once; call it inside the transaction that read the facts.
 *
 * @returns numbers by record
 * @throws  a database error 40001 when a record is no longer in the version that the decision was made on;
 *          23505 when a unique key is taken
 */
export async function writeDecision(
  connection: Connection,
  input: WriteInput,
): Promise<ReadonlyMap<Id, string>> {
  const { companyId, decision, release } = input;
  const draws = toDraws(decision.numbers);
  const waiting = new Set(decision.numbers.map((draw) => draw.record));
  const rows: unknown[] = [];
  const numberedRows: unknown[] = [];
  const gone: { id: Id; expected: number }[] = [];
  const linesPut: unknown[] = [];
  const linesRemoved: unknown[] = [];
  const revisions: unknown[] = [];

  for (const change of decision.records) {
    const plan = planOf(input.plan, change);
    const { before, after } = change;
    if (after)
      (waiting.has(after.id) ? numberedRows : rows).push(
        toRow(after, plan, searchText(after, plan, input.known), before?.version ?? null),
      );
    else if (before) gone.push({ id: before.id, expected: before.version });
    if (before && after && after.revision > before.revision)
      revisions.push({ record_id: before.id, revision: before.revision, record: before });
    const lines = lineRows(change, plan);
    linesPut.push(...lines.put);
    linesRemoved.push(...lines.removed);
  }
  const deleted = new Set(gone.map((record) => record.id));
  if (numberedRows.length !== waiting.size)
    throw new Fault('a number is to be drawn for a record that the decision does not write');

  const written = run(connection, WRITE_DECISION, [
    companyId,
    JSON.stringify(rows),
    JSON.stringify(gone),
    JSON.stringify(linesPut),
    JSON.stringify(linesRemoved),
    JSON.stringify(decision.links.put.map(toLinkRow)),
    decision.links.remove,
    JSON.stringify(decision.counters.filter((counter) => !deleted.has(counter.record)).map(toCounterRow)),
    JSON.stringify(decision.history.map(toHistoryRow)),
    JSON.stringify(revisions),
    JSON.stringify(input.messages),
    release,
  ]);
  if (draws.length === 0) {
    await written;
    return new Map();
  }
  const numbered = run<{ record: Id; number: string }>(connection, WRITE_NUMBERED, [
    companyId,
    JSON.stringify(draws),
    JSON.stringify(numberedRows),
  ]);
  // The first statement's error is the cause; the second's then only says that the transaction is over.
  const [first, second] = await Promise.allSettled([written, numbered]);
  if (first.status === 'rejected') throw first.reason;
  if (second.status === 'rejected') throw second.reason;
  return new Map(second.value.map((row) => [row.record, row.number]));
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
