import type { Access, Facts, Needs, Setting } from '#engine';
import { Fault, openAccess } from '#engine';
import { settingOf } from '../commands/setting-of.ts';
import type { Asking } from '../commands/setting-of.ts';
import { lineagesOf } from '../store/lineage-memory.ts';
import { noFacts, readFacts } from '../store/read-facts.ts';
import type { GrowingFacts } from '../store/read-facts.ts';
import { memoryOf } from '../store/record-memory.ts';
import type { Connection } from '../store/statement.ts';

/** Rounds of reading before we say that the engine asks in circles; two or three are usual. */
const ROUNDS_MAX = 12;

/** One question's surroundings: also over which connection. */
export interface Asker extends Asking {
  /** The pool, or a transaction whose own writes shall be seen. */
  readonly connection: Connection;
  /** What is known before anything is read: after a command, what it left behind. */
  readonly known?: () => Facts;
}

/** What the caller may see of this release: every answer that shows records goes through it. */
export function accessOf(asker: Asking): Access {
  return openAccess(asker.current.model, settingOf(asker));
}

/**
 * Asks the engine a question that writes nothing (describe, compute) and reads what it lacks until it can answer.
 * Nothing is locked, so nobody waits for a screen.
 *
 * @param question  called again with more facts after each round
 * @throws Fault when the engine still lacks something after a dozen rounds
 */
export async function ask<T extends { readonly kind: string }>(
  asker: Asker,
  question: (facts: Facts, setting: Setting) => T | Needs,
): Promise<{ readonly answer: T; readonly facts: Facts }> {
  const { app, connection, current, caller } = asker;
  const setting = settingOf(asker);
  const facts = noFacts();
  if (asker.known) learnt(facts, asker.known());
  // A transaction may still see what it wrote and then undo it: nothing of that is remembered.
  const memory = connection === app.pool ? memoryOf(current) : null;
  const reader = { connection, companyId: caller.companyId, plan: current.plan, lock: false, memory };
  for (let round = 0; round < ROUNDS_MAX; round++) {
    const answer = question(facts, setting);
    if (!isNeeds(answer)) {
      memory?.learn(facts.lineages.keys(), facts);
      // What was just opened will perhaps be worked on.
      if (memory) lineagesOf(current).keep(facts);
      return { answer, facts };
    }
    await readFacts(reader, answer, facts);
  }
  throw new Fault(`the engine still lacks facts after ${ROUNDS_MAX} rounds`);
}

function learnt(facts: GrowingFacts, { records, lineages, finds }: Facts): void {
  for (const [id, record] of records) facts.records.set(id, record);
  for (const [id, lineage] of lineages) facts.lineages.set(id, lineage);
  for (const [key, found] of finds) facts.finds.set(key, found);
}

function isNeeds(answer: { readonly kind: string }): answer is Needs {
  return answer.kind === 'needs';
}
