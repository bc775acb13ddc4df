// Commands of one kind look for the same few records again and again: the company's currency, today's rate.
import { findKey } from '#engine';
import type { Command, Find } from '#engine';
import type { Current } from '../store/model-cache.ts';

/** What commands of one kind have looked for lately. */
export interface Habit {
  /** Searches worth reading in the first round, before the decision asks for them. */
  guesses(): readonly Find[];
  /** What this decision asked for by itself. */
  learn(asked: readonly Find[]): void;
  /** Whether such commands can do with what is remembered: lately none of them asked for what must be locked. */
  remembers(): boolean;
  /** This one could not. */
  lacked(): void;
}

/** One guess too many costs a look-up, one too few a round trip. */
const GUESSES_MAX = 6;
/** Every so often nothing is guessed, so that what is no longer asked for is forgotten. */
const RELEARN_EVERY = 64;

const habits = new WeakMap<Current, Map<string, Habit>>();

/** The habit of a command's kind under one release; forgotten with it. Guessing wrong changes no decision. */
export function habitOf(current: Current, command: Command): Habit {
  let known = habits.get(current);
  if (!known) habits.set(current, (known = new Map()));
  const name =
    'type' in command
      ? command.type
      : 'conversion' in command
        ? command.conversion
        : 'event' in command
          ? command.event
          : '';
  const key = `${command.kind} ${name}`;
  let habit = known.get(key);
  if (!habit) known.set(key, (habit = makeHabit()));
  return habit;
}

function makeHabit(): Habit {
  let finds: readonly Find[] = [];
  let uses = 0;
  let sinceLack = RELEARN_EVERY;
  return {
    guesses() {
      if (++uses % RELEARN_EVERY === 0) finds = [];
      return finds;
    },
    learn(asked) {
      const open = asked.filter(({ locked }) => !locked);
      if (open.length === 0) return;
      const all = new Map([...open, ...finds].map((find) => [findKey(find), find]));
      finds = [...all.values()].slice(0, GUESSES_MAX);
    },
    remembers: () => sinceLack++ >= RELEARN_EVERY,
    lacked() {
      sinceLack = 0;
    },
  };
}
