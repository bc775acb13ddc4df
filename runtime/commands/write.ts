import { factsAfter, Fault } from '#engine';
import type { Decision, Facts, Id, Stored } from '#engine';
import type { App } from '../app.ts';
import type { Transaction } from '../database/transaction.ts';
import { keepAnswer } from '../store/idempotency.ts';
import { lineagesOf } from '../store/lineage-memory.ts';
import type { Current } from '../store/model-cache.ts';
import { fillNumbers } from '../store/numbers.ts';
import type { GrowingFacts } from '../store/read-facts.ts';
import { readRecords } from '../store/read-records.ts';
import { memoryOf } from '../store/record-memory.ts';
import { searchedReferences } from '../store/search-text.ts';
import type { Known } from '../store/search-text.ts';
import { drawNumbers, writeDecision } from '../store/write-decision.ts';
import type { KnownLineage } from '../store/write-decision.ts';
import type { Attempt } from './attempt.ts';
import type { Done } from './outcome.ts';
import type { Reached } from './reach.ts';

/**
 * Writes what was decided and commits, in one piece, with the answer when that must be kept.
 *
 * @returns 'taken' when the idempotency key was just used by somebody else: nothing is written
 * @throws  database errors as `writeDecision`
 */
export async function write(
  { app, caller, command, setting, current, keptAt, options: { idempotency } }: Attempt,
  reached: Reached,
  transaction: Transaction,
): Promise<Done | 'taken'> {
  const { companyId } = caller;
  const { facts } = reached;
  const decision = await drawFast(app, companyId, reached.decision);
  const known = await readSearched(app, companyId, decision, current, facts);
  const raised = endsBeyond(facts, decision);
  const input = {
    companyId,
    decision,
    plan: current.plan,
    release: current.release,
    known,
    messages: decision.messages ?? [],
    // What time brings about comes by itself when it is replayed.
    ...(command.kind === 'timer' || command.kind === 'rule' ? {} : { asked: { command, setting } }),
    basis: { lineages: knownLineages(facts), raised, vouched: () => vouchedFor(facts) },
  };
  const done = (numbers: ReadonlyMap<Id, string>): Done => {
    const filled = fillNumbers(decision, numbers);
    let after: Facts | undefined;
    return {
      kind: 'done',
      decision: filled,
      facts,
      after: () => (after ??= factsAfter(facts, filled)),
      current,
    };
  };
  let outcome: Done;
  if (!idempotency) {
    outcome = done(await transaction.commit((client) => writeDecision(client, input)));
  } else {
    const { client } = transaction;
    outcome = done(await writeDecision(client, input));
    const answer = await idempotency.answer(outcome, client);
    const { key, hash } = idempotency;
    if (!(await keepAnswer(client, companyId, key, { hash, ...answer }, keptAt))) return 'taken';
    await transaction.commit(() => Promise.resolve());
  }
  remember(current, outcome, facts, raised);
  return outcome;
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
  app: App,
  companyId: string,
  decision: Decision,
  current: Current,
  facts: Facts,
): Promise<Known> {
  const lacking = new Set<Id>();
  for (const { after } of decision.records) {
    const plan = after && current.plan.get(after.type);
    if (plan) for (const id of searchedReferences(after, plan)) if (!facts.records.has(id)) lacking.add(id);
  }
  if (lacking.size === 0) return facts.records;
  const read = await readRecords(app.pool, companyId, [...lacking]);
  // Not copied: whether a remembered record was looked at is noted where it is.
  return { get: (id) => read.get(id) ?? facts.records.get(id) };
}

function knownLineages({ records, lineages, versions }: GrowingFacts): readonly KnownLineage[] {
  return [...lineages.keys()].flatMap((id) => {
    const record = records.get(id);
    if (!record) return [];
    const lineage = versions.get(id);
    if (lineage === undefined) throw new Fault(`the lineage of ${id} was read without its version`);
    return [{ id, version: record.version, lineage }];
  });
}

/** Of what was taken from memory, what made a difference. */
function vouchedFor({ vouched, records }: GrowingFacts): readonly Stored[] {
  return [...vouched.values()].filter(({ id }) => records.looked.has(id));
}

/** Records that are not among those the decision knew, and to which links come or from which they go. */
function endsBeyond({ lineages }: Facts, { links, records }: Decision): readonly Id[] {
  const removed = new Set(links.remove);
  const beyond = new Set<Id>();
  const ends = (link: { readonly sourceRecord: Id; readonly targetRecord: Id | null }): void => {
    if (!lineages.has(link.sourceRecord)) beyond.add(link.sourceRecord);
    if (link.targetRecord !== null && !lineages.has(link.targetRecord)) beyond.add(link.targetRecord);
  };
  links.put.forEach(ends);
  if (removed.size > 0)
    for (const { up, down } of lineages.values()) {
      for (const link of up) if (removed.has(link.id)) ends(link);
      for (const { link } of down) if (removed.has(link.id)) ends(link);
    }
  for (const { before, after } of records) if (!before && after) beyond.delete(after.id);
  return [...beyond].sort();
}

/** What is known now of the documents, so that the next command on them need not read. */
function remember(
  current: Current,
  { decision, after }: Done,
  { versions, records, lineages }: GrowingFacts,
  raised: readonly Id[],
): void {
  const made = decision.records.flatMap((change) =>
    !change.before && change.after ? [change.after.id] : [],
  );
  memoryOf(current).learn([...lineages.keys(), ...made], { records, lineages });
  const now = new Map<Id, number>();
  for (const [id, version] of versions) now.set(id, version + 1);
  for (const id of made) now.set(id, 0);
  const memory = lineagesOf(current);
  memory.forget(raised);
  memory.keep({ ...after(), versions: now });
}
