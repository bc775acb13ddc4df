import { nobodyId } from '#engine';
import type { App } from '../app.ts';
import { companyWriter } from '../companies/company-writer.ts';
import { runCommand } from '../commands/run-command.ts';
import { claimTimers, forgetTimer, postponeTimer } from '../store/timers.ts';
import type { ClaimedTimer } from '../store/timers.ts';

/** Records claimed at once: few, so that several servers share what came due during a stop. */
const BATCH = 20;

/** A refused timer is told again after a minute, two, four …; so often, then it is given up and kept with the reason. */
const TRIES_MAX = 8;
const PAUSE_MS = 60_000;

/**
 * Tells every record whose time has come, oldest first. What one refuses holds no other up.
 *
 * @param isStopping  asked between two timers
 * @returns how many were told
 */
export async function fireTimers(app: App, isStopping: () => boolean): Promise<number> {
  let told = 0;
  while (!isStopping()) {
    const due = await claimTimers(app.pool, app.clock(), BATCH);
    for (const timer of due) {
      if (isStopping()) break;
      await fireTimer(app, timer);
      told++;
    }
    if (due.length < BATCH) break;
  }
  return told;
}

async function fireTimer(app: App, timer: ClaimedTimer): Promise<void> {
  const { companyId, record, state, key, due } = timer;
  try {
    const { caller } = await companyWriter(app, companyId, nobodyId);
    const outcome = await runCommand(app, caller, { kind: 'timer', id: record, state, key, due });
    if (outcome.kind === 'refusal') return await again(app, timer, outcome.message);
    // A decision that moved the record has taken the timer away; one that found it gone has not.
    await forgetTimer(app.pool, timer);
  } catch (error) {
    app.log.error(error, `a timer of ${record} failed`);
    await again(app, timer, error instanceof Error ? error.message : String(error));
  }
}

async function again(app: App, timer: ClaimedTimer, reason: string): Promise<void> {
  const pause = PAUSE_MS * 2 ** (timer.tries - 1);
  const at = timer.tries >= TRIES_MAX ? null : app.clock() + pause;
  if (at === null) app.log.error({ timer, reason }, 'a timer is refused for good');
  await postponeTimer(app.pool, timer, at, reason);
}
