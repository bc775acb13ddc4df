import { decide, Fault } from '#engine';
import type { Decision, Find, Refusal } from '#engine';
import { noFacts, readFacts } from '../store/read-facts.ts';
import type { GrowingFacts } from '../store/read-facts.ts';
import { memoryOf } from '../store/record-memory.ts';
import type { Connection } from '../store/statement.ts';
import type { Attempt } from './attempt.ts';
import { habitOf } from './habits.ts';
import type { Stale } from './outcome.ts';

/** A decision, and what it was made on. */
export interface Reached {
  readonly kind: 'reached';
  readonly decision: Decision;
  readonly facts: GrowingFacts;
}

/** Two or three are usual; more means that a decision asks for what it was given. */
const ROUNDS_MAX = 12;

/**
 * Reads and decides, round by round, until there is a decision or a refusal.
 *
 * @param lock  what the command is about stays locked until the transaction of `connection` ends
 * @throws Fault when the decision never has enough
 */
export async function reach(
  { caller: { companyId }, command, setting, current, options: { expectVersion, admit } }: Attempt,
  connection: Connection,
  lock: boolean,
): Promise<Reached | Stale | Refusal> {
  const facts = noFacts();
  const habit = habitOf(current, command);
  const memory = memoryOf(current);
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
      return { kind: 'reached', decision: answer, facts };
    }
    // What the first round asks for by itself need not be guessed.
    if (round > 0) asked.push(...answer.finds);
    await readFacts(reader, answer, facts, round === 0 ? habit.guesses() : []);
  }
  throw new Fault(`a ${command.kind} still lacks facts after ${ROUNDS_MAX} rounds`);
}
