import type { Command, Setting } from '#engine';
import type { Caller } from '../access/caller.ts';
import type { App } from '../app.ts';
import type { Current } from '../store/model-cache.ts';
import type { CommandOptions } from './outcome.ts';

/** One attempt at a command: who wants what, under which release. */
export interface Attempt {
  readonly app: App;
  readonly caller: Caller;
  readonly command: Command;
  readonly setting: Setting;
  readonly current: Current;
  readonly options: CommandOptions;
  /** When an answer is kept, UTC ms. */
  readonly keptAt: number;
}
