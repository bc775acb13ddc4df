import type { Json } from '../model/json.ts';
import type { Id, Stored } from '../model/record.ts';
import type { StagePlay } from './stage-play.ts';
import type { Step } from './types.ts';

/** What has happened by itself since it was made: records, tasks, messages, refused rules. */
export class Happened {
  readonly #play: StagePlay;
  readonly #known: ReadonlySet<Id>;
  readonly #sent: number;
  readonly #parked: number;

  constructor(play: StagePlay) {
    this.#play = play;
    this.#known = new Set(play.store.records.keys());
    this.#sent = play.automation.sent.length;
    this.#parked = play.automation.parked.length;
  }

  /** New records, in the order of making. */
  made(): readonly Stored[] {
    return [...this.#play.store.records.values()].filter(({ id }) => !this.#known.has(id));
  }

  /** What a step expects otherwise, in words. A refused rule that the step does not name is always told. */
  differences({ tasks, messages, parked = [] }: Step): string[] {
    const sent = this.#play.automation.sent.slice(this.#sent);
    const told = (topic: string, key: string): readonly Json[] =>
      sent.filter((message) => message.topic === topic).map(({ payload }) => payload[key] ?? null);
    const refused = this.#play.automation.parked.slice(this.#parked);
    const found = refused
      .filter(({ rule }) => !parked.includes(rule))
      .map(({ rule, refusal }) => `the rule ${rule} was refused: ${refusal.code} ${refusal.message}`);
    for (const rule of parked)
      if (!refused.some((one) => one.rule === rule)) found.push(`the rule ${rule} was not refused`);
    if (tasks) found.push(...listDifference('tasks', tasks, told('task', 'title')));
    if (messages) found.push(...listDifference('messages', messages, told('message', 'message')));
    return found;
  }
}

function listDifference(what: string, wanted: readonly string[], have: readonly Json[]): string[] {
  const [want, found] = [JSON.stringify(wanted), JSON.stringify(have)];
  return want === found ? [] : [`${what}: expected ${want}, found ${found}`];
}
