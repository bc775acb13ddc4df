import { Fault } from '#engine';
import type { Command, Id, Json } from '#engine';
import type { Caller } from '../access/caller.ts';
import type { App } from '../app.ts';
import { runCommand } from '../commands/run-command.ts';
import type { CommandOptions, Done } from '../commands/outcome.ts';
import type { Current } from '../store/model-cache.ts';

/** Somebody who may do everything in a company, for data that comes from a pack. */
export interface CompanyWriter {
  readonly app: App;
  readonly companyId: string;
  readonly current: Current;
  readonly caller: Caller;
}

/** @param userId  who the records will say has made them */
export async function companyWriter(app: App, companyId: string, userId: Id): Promise<CompanyWriter> {
  const current = await app.models.current(companyId);
  const roles = [...current.model.roles.values()].filter((role) => role.administers).map((role) => role.key);
  const user = { id: userId, name: '', email: '', roles, teams: [] };
  return { app, companyId, current, caller: { companyId, company: current.company, user, language: 'en' } };
}

/** What a step left behind: the record it was about, or every target of a conversion. */
export interface Written {
  readonly ids: readonly Id[];
}

/**
 * Runs a command that must succeed, once: given the same key within a day, it is not run again.
 *
 * @throws Fault with the refusal's words: data that a pack brings along obeys the pack's rules
 */
export async function writeOnce(
  writer: CompanyWriter,
  key: string,
  command: Command,
  options: CommandOptions = {},
  role: string | null = null,
): Promise<Written> {
  const { caller } = writer;
  const by = role === null ? caller : { ...caller, user: { ...caller.user, roles: [role] } };
  const written = ({ decision }: Done): Written => ({
    ids: decision.conversion?.targets ?? [decision.record],
  });
  const outcome = await runCommand(writer.app, by, command, {
    ...options,
    idempotency: {
      key,
      hash: key,
      answer: (done) => ({ status: 200, body: written(done) as unknown as Json }),
    },
  });
  if (outcome.kind === 'done') return written(outcome);
  if (outcome.kind === 'replayed') return outcome.body as unknown as Written;
  const problems =
    outcome.kind === 'refusal'
      ? outcome.problems.map((problem) => `${problem.pointer} ${problem.message}`).join('; ')
      : '';
  throw new Fault(`${key}: ${outcome.kind === 'refusal' ? outcome.message : 'stale'} ${problems}`);
}
