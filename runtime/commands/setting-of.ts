import { randomUUID } from 'node:crypto';
import type { Setting } from '#engine';
import type { Caller } from '../access/caller.ts';
import type { App } from '../app.ts';
import type { Current } from '../store/model-cache.ts';

/** Who asks what, of which release. */
export interface Asking {
  readonly app: App;
  readonly caller: Caller;
  readonly current: Current;
}

/**
 * The world as the engine may know it, for this caller.
 *
 * @param now   UTC ms; the clock's when left out
 * @param seed  ids are drawn from it: the same seed gives the same ids
 */
export function settingOf(
  { app, caller, current }: Asking,
  now: number = app.clock(),
  seed: string = randomUUID(),
): Setting {
  return {
    now,
    seed,
    release: current.release,
    user: caller.user,
    here: caller.here ?? null,
    ...(caller.grounds && { grounds: caller.grounds }),
    company: current.company,
    settings: current.settings,
    language: caller.language,
  };
}
