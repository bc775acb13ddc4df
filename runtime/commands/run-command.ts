import { randomUUID } from 'node:crypto';
import type { PoolClient } from 'pg';
import { decide, Fault } from '#engine';
import type { Command, Decision, Facts, Find, Id, Json, Refusal, Setting, Stored } from '#engine';
import type { Caller } from '../access/caller.ts';
import type { App } from '../app.ts';
import { keepAnswer, readKept } from '../store/idempotency.ts';
import type { KeptAnswer } from '../store/idempotency.ts';
import type { Current } from '../store/model-cache.ts';
import { fillNumbers } from '../store/numbers.ts';
import { noFacts, readFacts } from '../store/read-facts.ts';
import type { GrowingFacts } from '../store/read-facts.ts';
import { readRecords } from '../store/read-records.ts';
import { memoryOf } from '../store/record-memory.ts';
import { searchedReferences } from '../store/search-text.ts';
import type { Connection } from '../store/statement.ts';
import { drawNumbers, writeDecision } from '../store/write-decision.ts';
import { habitOf } from './habits.ts';
import { codeOf, once, retrying } from '../database/transaction.ts';
import type { Transaction } from '../database/transaction.ts';
import { refuse } from './words.ts';

export interface Done {
  readonly kind: 'done';
  /** Numbers and titles filled in, but in a preview. */
  readonly decision: Decision;
  /** What was read for it: records and links as they were before. */
  readonly facts: Facts;
  readonly current: Current;
}
export interface Replayed {
  readonly kind: 'replayed';
  readonly status: number;
  readonly body: Json;
}
/** The record is no longer in the version that the caller saw. */
export interface Stale {
  readonly kind: 'stale';
  readonly current: Stored;
}
export type Outcome = Done | Replayed | Stale | Refusal;

export interface CommandOptions {
  /** Version of the named record that the caller saw (`If-Match`). */
  readonly expectVersion?: number;
  /**
   * Shown the named record once it is read, before its version is looked at or anything is decided; null: it is not
   * there. What it throws is thrown, and nothing is written. It saves whoever must look first a read of their own.
   */
  readonly admit?: (record: Stored | null, current: Current) => void;
  /** Decides, writes nothing, locks nothing. */
  readonly preview?: boolean;
  /** The first answer is kept with the command's own transaction and given again. */
  readonly idempotency?: {
    readonly key: string;
    /** Of the request's body. */
    readonly hash: string;
    /** What shall be answered; reads through `client` see what the command wrote. */
    readonly answer: (
      done: Done,
      client: PoolClient,
    ) =>
      | Promise<{ readonly status: number; readonly body: Json }>
      | { readonly status: number; readonly body: Json };
  };
  /** Instant of the decision, UTC ms; the app's clock when absent. */
  readonly now?: number;
}

/** Two or three are usual; more means that a decision asks for what it was given. */
const ROUNDS_MAX = 12;

/**
 * One command, one transaction: read with locks → decide → write → commit, tried again on conflicts.
 *
 * @returns done | the kept answer of an earlier request | stale | refusal (nothing written)
 * @throws Fault when the decision never has enough; database errors otherwise
 */
export async function runCommand(
  app: App,
  caller: Caller,
  command: Command,
  options: CommandOptions = {},
): Promise<Outcome> {
  const { companyId, language } = caller;
  const { idempotency } = options;
  // Answers are kept by the wall clock, also for commands dated back.
  const keptAt = app.clock();
  const seed = randomUUID();
  if (options.preview) {
    const current = await app.models.current(companyId);
    return toOutcome(
      await reach(
        app.pool,
        caller,
        command,
        settingOf(app, caller, current, options, seed),
        current,
        options,
        false,
      ),
      current,
    );
  }
  if (idempotency) {
    const kept = await readKept(app.pool, companyId, idempotency.key, keptAt);
    if (kept) return replay(kept, idempotency.hash, language);
  }

  let outcome: Outcome | 'taken';
  try {
    outcome = await retrying(async () => {
      // Before a connection is taken: whoever holds one never waits for another.
      const current = await app.models.current(companyId);
      const setting = settingOf(app, caller, current, options, seed);
      try {
        return await once(app.pool, (transaction) =>
          attempt(app, caller, command, setting, current, options, keptAt, transaction),
        );
      } catch (error) {
        // Perhaps another release was published since this model was loaded.
        if (codeOf(error) === '40001') app.models.forget(companyId);
        throw error;
      }
    });
  } catch (error) {
    if (codeOf(error) === '23505' && (error as { constraint?: string }).constraint === 'records_by_key')
      return refuse('unique-taken', language);
    throw error;
  }
  if (outcome !== 'taken') return outcome;
  // Another request with the same key was quicker; what it wrote is there now.
  const kept = idempotency && (await readKept(app.pool, companyId, idempotency.key, keptAt));
  if (!kept) throw new Fault('an answer was kept and is gone');
  return replay(kept, idempotency.hash, language);
}

function settingOf(
  app: App,
  caller: Caller,
  current: Current,
  options: CommandOptions,
  seed: string,
): Setting {
  return {
    now: options.now ?? app.clock(),
    seed,
    release: current.release,
    user: caller.user,
    company: current.company,
    settings: current.settings,
    language: caller.language,
  };
}

/** The command once, in an open transaction. @returns 'taken' when the idempotency key was just used by somebody else */
async function attempt(
  app: App,
  caller: Caller,
  command: Command,
  setting: Setting,
  current: Current,
  options: CommandOptions,
  keptAt: number,
  { client, commit }: Transaction,
): Promise<Outcome | 'taken'> {
  const { companyId } = caller;
  const reached = await reach(client, caller, command, setting, current, options, true);
  if (reached.kind !== 'reached') return reached;
  const decision = await drawFast(app, companyId, reached.decision);
  const known = await readSearched(client, companyId, decision, current, reached.facts);
  const write = (): Promise<ReadonlyMap<Id, string>> =>
    writeDecision(client, {
      companyId,
      decision,
      plan: current.plan,
      release: current.release,
      known,
      messages: decision.messages ?? [],
    });
  const { idempotency } = options;
  if (!idempotency)
    return {
      kind: 'done',
      decision: fillNumbers(decision, await commit(write)),
      facts: reached.facts,
      current,
    };

  const done: Done = {
    kind: 'done',
    decision: fillNumbers(decision, await write()),
    facts: reached.facts,
    current,
  };
  const answer = await idempotency.answer(done, client);
  const isFirst = await keepAnswer(
    client,
    companyId,
    idempotency.key,
    { hash: idempotency.hash, ...answer },
    keptAt,
  );
  return isFirst ? commit(() => Promise.resolve(done)) : 'taken';
}

interface Reached {
  readonly kind: 'reached';
  readonly decision: Decision;
  readonly facts: GrowingFacts;
}

/** Reads and decides, round by round, until there is a decision or a refusal. */
async function reach(
  connection: Connection,
  caller: Caller,
  command: Command,
  setting: Setting,
  current: Current,
  { expectVersion, admit }: CommandOptions,
  lock: boolean,
): Promise<Reached | Stale | Refusal> {
  const facts = noFacts();
  const habit = habitOf(current, command);
  const memory = memoryOf(current);
  const { companyId } = caller;
  const reader = { connection, companyId, plan: current.plan, lock, memory };
  const asked: Find[] = [];
  for (let round = 0; round < ROUNDS_MAX; round++) {
    const named = 'id' in command ? facts.records.get(command.id) : undefined;
    if (round === 1 && 'id' in command) admit?.(named ?? null, current);
    const stale = expectVersion === undefined ? null : named;
    if (stale && stale.version !== expectVersion) return { kind: 'stale', current: stale };
    const answer = decide(current.model, current.validators, command, facts, setting);
    if (answer.kind === 'refusal') return answer;
    if (answer.kind === 'decision') {
      habit.learn(asked);
      const made = answer.records.flatMap(({ after }) => (after ? [after.id] : []));
      memory.learn([...facts.lineages.keys(), ...made], facts);
      return { kind: 'reached', decision: answer, facts };
    }
    // What the first round asks for by itself need not be guessed.
    if (round > 0) asked.push(...answer.finds);
    await readFacts(reader, answer, facts, round === 0 ? habit.guesses() : []);
  }
  throw new Fault(`a ${command.kind} still lacks facts after ${ROUNDS_MAX} rounds`);
}

function toOutcome(reached: Reached | Stale | Refusal, current: Current): Outcome {
  return reached.kind === 'reached'
    ? { kind: 'done', decision: reached.decision, facts: reached.facts, current }
    : reached;
}

function replay(kept: KeptAnswer, hash: string, language: string): Replayed | Refusal {
  if (kept.hash !== hash) return refuse('idempotency-conflict', language);
  return { kind: 'replayed', status: kept.status, body: kept.body };
}

/** Draws from series that may have gaps outside the transaction, so that nobody waits for its end. */
async function drawFast(app: App, companyId: string, decision: Decision): Promise<Decision> {
  const fast = decision.numbers.filter((draw) => draw.mode === 'fast');
  if (fast.length === 0) return decision;
  const numbers = await drawNumbers(app.pool, companyId, fast);
  return {
    ...fillNumbers(decision, numbers),
    numbers: decision.numbers.filter((draw) => draw.mode !== 'fast'),
  };
}

/** Names that the search text needs and the decision did not. */
async function readSearched(
  connection: Connection,
  companyId: string,
  decision: Decision,
  current: Current,
  facts: Facts,
): Promise<ReadonlyMap<Id, Stored | null>> {
  const lacking = new Set<Id>();
  for (const { after } of decision.records) {
    const plan = after && current.plan.get(after.type);
    if (plan) for (const id of searchedReferences(after, plan)) if (!facts.records.has(id)) lacking.add(id);
  }
  if (lacking.size === 0) return facts.records;
  return new Map([...facts.records, ...(await readRecords(connection, companyId, [...lacking]))]);
}
