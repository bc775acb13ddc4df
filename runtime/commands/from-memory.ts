import { decide } from '#engine';
import type { Command, Find, Id, Needs } from '#engine';
import { commandPoolOf } from '../database/pool.ts';
import { codeOf, once } from '../database/transaction.ts';
import { lineagesOf } from '../store/lineage-memory.ts';
import { noFacts, readFacts, vouch } from '../store/read-facts.ts';
import type { GrowingFacts } from '../store/read-facts.ts';
import { memoryOf } from '../store/record-memory.ts';
import type { Attempt } from './attempt.ts';
import { habitOf } from './habits.ts';
import type { Done } from './outcome.ts';
import type { Reached } from './reach.ts';
import { write } from './write.ts';

const ROUNDS_MAX = 4;
/** Changed in between, deadlock, a unique key that is taken: nothing was written, and what it means is told under lock. */
const UNDECIDED: ReadonlySet<string> = new Set(['40001', '40P01', '23505']);
const NOTHING: Needs = { kind: 'needs', records: [], lineages: [], finds: [] };

/**
 * Decides on what is remembered, without a lock, and writes only if all of it still is so: one trip to the database
 * where reading under lock and writing take two.
 *
 * @returns null when too little is remembered, when it is no longer so, and whenever the answer would be no: a refusal
 *          is never told from memory
 */
export async function fromMemory(attempt: Attempt): Promise<Done | 'taken' | null> {
  const { app, command, current } = attempt;
  const facts = habitOf(current, command).remembers() ? recall(attempt) : null;
  if (!facts || !isAdmitted(attempt, facts)) return null;
  const reached = await reachQuickly(attempt, facts);
  if (!reached) return null;
  const known = [...facts.lineages.keys()];
  try {
    return await once(app.pool, (transaction) => write(attempt, reached, transaction));
  } catch (error) {
    lineagesOf(current).forget(known);
    if (!UNDECIDED.has(codeOf(error))) throw error;
    return null;
  }
}

/** What is remembered of what the command is about; null when that is not all of it. */
function recall({ command, current }: Attempt): GrowingFacts | null {
  const ids = namedIn(command);
  const recalled = ids && lineagesOf(current).recall(ids);
  if (!recalled) return null;
  const facts = noFacts();
  for (const [id, record] of recalled.records) facts.records.set(id, record);
  for (const [id, lineage] of recalled.lineages) facts.lineages.set(id, lineage);
  for (const [id, version] of recalled.versions) facts.versions.set(id, version);
  const memory = memoryOf(current);
  vouch(facts, memory.around(ids) ?? []);
  vouch(facts, memory.withReferences([...textsIn(givenIn(command))]));
  return facts;
}

/** The records that a command locks from the start; null for those that are not worth remembering for. */
function namedIn(command: Command): readonly Id[] | null {
  switch (command.kind) {
    case 'create':
      return [];
    case 'edit':
    case 'fire':
      return [command.id];
    case 'convert':
      return [...command.sources.map(({ id }) => id), ...(command.into === null ? [] : [command.into])];
    default:
      return null;
  }
}

function givenIn(command: Command): unknown {
  switch (command.kind) {
    case 'create':
      return command.data;
    case 'edit':
      return command.patch;
    case 'fire':
      return command.input;
    case 'convert':
      return command.set;
    default:
      return null;
  }
}

/** Every text in a JSON value: some of them are ids. */
function textsIn(value: unknown, found = new Set<string>()): ReadonlySet<string> {
  if (typeof value === 'string') found.add(value);
  else if (value !== null && typeof value === 'object')
    for (const inner of Object.values(value)) textsIn(inner, found);
  return found;
}

/** Whether the record is in the version that the caller saw, and his to change, as far as is remembered. */
function isAdmitted({ command, options, current }: Attempt, facts: GrowingFacts): boolean {
  const named = 'id' in command ? facts.records.get(command.id) : undefined;
  if (options.expectVersion !== undefined && named?.version !== options.expectVersion) return false;
  try {
    if (named) options.admit?.(named, current);
    return true;
  } catch {
    return false;
  }
}

/** As `reach`, as long as nothing has to be locked. */
async function reachQuickly(
  { app, caller: { companyId }, command, setting, current }: Attempt,
  facts: GrowingFacts,
): Promise<Reached | null> {
  const habit = habitOf(current, command);
  const connection = commandPoolOf(app.pool);
  const memory = memoryOf(current);
  const reader = { connection, companyId, plan: current.plan, lock: false, memory, trusts: true };
  const asked: Find[] = [];
  const guesses = habit.guesses();
  if (guesses.length > 0) await readFacts(reader, NOTHING, facts, guesses);
  for (let round = 0; round < ROUNDS_MAX; round++) {
    const answer = decide(current.model, current.validators, command, facts, setting);
    if (answer.kind === 'refusal') return null;
    if (answer.kind === 'decision') {
      habit.learn(asked);
      // Whether something may go is judged under lock.
      if (answer.records.some(({ after }) => after === null)) break;
      return { kind: 'reached', decision: answer, facts };
    }
    if (asksForLocks(answer)) break;
    asked.push(...answer.finds);
    await readFacts(reader, answer, facts);
  }
  habit.lacked();
  return null;
}

function asksForLocks({
  lineages,
  finds,
  balances,
  sums,
  entries,
  holders,
  heldChains,
  elsewhere,
}: Needs): boolean {
  if (finds.some(({ locked }) => locked)) return true;
  return (
    lineages.length > 0 || (balances ?? sums ?? entries ?? holders ?? heldChains ?? elsewhere) !== undefined
  );
}
