import { randomUUID } from 'node:crypto';
import { Fault } from '#engine';
import type { Command, Refusal } from '#engine';
import type { Caller } from '../access/caller.ts';
import type { App } from '../app.ts';
import { codeOf, once, retrying } from '../database/transaction.ts';
import { readKept } from '../store/idempotency.ts';
import type { KeptAnswer } from '../store/idempotency.ts';
import type { Current } from '../store/model-cache.ts';
import type { Attempt } from './attempt.ts';
import { fromMemory } from './from-memory.ts';
import type { CommandOptions, Outcome, Replayed } from './outcome.ts';
import { reach } from './reach.ts';
import { settingOf } from './setting-of.ts';
import { refuse } from './words.ts';
import { write } from './write.ts';

/**
 * One command, one transaction: read with locks → decide → write → commit, tried again on conflicts. What is still
 * remembered from a moment ago is not read again: then the write says whether it still was so.
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
  const attemptAt = (current: Current): Attempt => ({
    app,
    caller,
    command,
    setting: settingOf({ app, caller, current }, options.now, seed),
    current,
    options,
    keptAt,
  });
  if (options.preview) return preview(attemptAt(await app.models.current(companyId)));
  if (idempotency) {
    const kept = await readKept(app.pool, companyId, idempotency.key, keptAt);
    if (kept) return replay(kept, idempotency.hash, language);
  }

  let outcome: Outcome | 'taken';
  let isFirst = true;
  try {
    outcome = await retrying(async () => {
      // Before a connection is taken: whoever holds one never waits for another.
      const attempt = attemptAt(await app.models.current(companyId));
      const quick = isFirst ? await fromMemory(attempt) : null;
      isFirst = false;
      if (quick) return quick;
      try {
        return await underLock(attempt);
      } catch (error) {
        // Perhaps another release was published since this model was loaded.
        if (codeOf(error) === '40001') app.models.forget(companyId);
        throw error;
      }
    });
  } catch (error) {
    const isTaken = codeOf(error) === '23505';
    if (!isTaken || (error as { constraint?: string }).constraint !== 'records_by_key') throw error;
    outcome = refuse('unique-taken', language);
  }
  if (outcome !== 'taken' && outcome.kind === 'done') return outcome;
  // Another request with the same key was perhaps quicker: what it wrote is there now, and may be what refuses this one.
  const kept = idempotency && (await readKept(app.pool, companyId, idempotency.key, keptAt));
  if (kept) return replay(kept, idempotency.hash, language);
  if (outcome === 'taken') throw new Fault('an answer was kept and is gone');
  return outcome;
}

/** Decides and writes nothing, locks nothing. */
async function preview(attempt: Attempt): Promise<Outcome> {
  const reached = await reach(attempt, attempt.app.pool, false);
  if (reached.kind !== 'reached') return reached;
  const { decision, facts } = reached;
  return { kind: 'done', decision, facts, after: () => facts, current: attempt.current };
}

function underLock(attempt: Attempt): Promise<Outcome | 'taken'> {
  return once(attempt.app.pool, async (transaction) => {
    const reached = await reach(attempt, transaction.client, true);
    return reached.kind === 'reached' ? write(attempt, reached, transaction) : reached;
  });
}

function replay(kept: KeptAnswer, hash: string, language: string): Replayed | Refusal {
  if (kept.hash !== hash) return refuse('idempotency-conflict', language);
  return { kind: 'replayed', status: kept.status, body: kept.body };
}
