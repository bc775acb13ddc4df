// Several runtimes on one database, each with a memory of its own: what one of them remembers, another has changed.
import type { Pool, PoolClient } from 'pg';
import type { Command, Id } from '#engine';
import type { Caller } from '../../runtime/access/caller.ts';
import type { App } from '../../runtime/app.ts';
import type { CommandOptions, Done, Outcome } from '../../runtime/commands/outcome.ts';
import { runCommand } from '../../runtime/commands/run-command.ts';
import { commandPoolOf, openKysely, openPool } from '../../runtime/database/pool.ts';
import { recordAnswer } from '../../runtime/routes/record-answer.ts';
import { makeModels } from '../../runtime/store/model-cache.ts';
import type { TestApp } from './app.ts';

export interface Runtime {
  readonly app: App;
  /** Names of the statements that its commands have sent so far; of those without a name the text. */
  readonly sent: readonly string[];
  /** Commands on documents that were written without a lock, and those for which something had changed meanwhile. */
  readonly quick: { readonly written: number; readonly missed: number };
  run(command: Command, options?: CommandOptions): Promise<Outcome>;
  /** @throws Error with the refusal */
  done(command: Command, options?: CommandOptions): Promise<Done>;
  /** The same, and the statements that the command sent, but for look-ups: those are never remembered. */
  counted(command: Command): Promise<{ readonly done: Done; readonly sent: readonly string[] }>;
  /** Shows a document, as a screen does: from then on it is remembered. */
  open(id: Id): Promise<void>;
  close(): Promise<void>;
}

/** The statement that a command sends when it does not decide on what is remembered. */
export const LOCK = 'lock-lineage-records';

export async function anotherRuntime(of: TestApp, caller: Caller): Promise<Runtime> {
  const { url } = of.database;
  const pool = openPool(url, of.log, { max: 6 });
  const db = openKysely(pool);
  const models = await makeModels({ pool, db, log: of.log, databaseUrl: url });
  const app: App = { pool, db, models, log: of.log, clock: of.clock };
  const sent: string[] = [];
  const quick = { written: 0, missed: 0 };
  listen(commandPoolOf(pool), sent, quick);
  const run = (command: Command, options?: CommandOptions): Promise<Outcome> =>
    runCommand(app, caller, command, options);
  const done = async (command: Command, options?: CommandOptions): Promise<Done> => {
    const outcome = await run(command, options);
    if (outcome.kind !== 'done') throw new Error(`${command.kind}: ${JSON.stringify(outcome)}`);
    return outcome;
  };
  return {
    app,
    sent,
    quick,
    run,
    done,
    async counted(command) {
      const before = sent.length;
      const outcome = await done(command);
      return { done: outcome, sent: sent.slice(before).filter((name) => !name.startsWith('find-')) };
    },
    async open(id) {
      const current = await models.current(caller.companyId);
      await recordAnswer({ app, caller, current, connection: pool }, id);
    },
    async close() {
      await models.close();
      await db.destroy();
    },
  };
}

function listen(pool: Pool, sent: string[], quick: { written: number; missed: number }): void {
  pool.on('connect', (client: PoolClient) => {
    const query = client.query.bind(client) as (...args: unknown[]) => unknown;
    let isLocked = false;
    client.query = ((...args: unknown[]) => {
      const [what] = args as [string | { readonly name?: string; readonly text: string }];
      const { name = '', text } = typeof what === 'string' ? { text: what } : what;
      sent.push(name || text);
      if (name === LOCK) isLocked = true;
      if (text === 'commit' || text === 'rollback') isLocked = false;
      const result = query(...args);
      // What is written of documents says what it was decided on; that it is so shows in the answer.
      if (!isLocked && name.startsWith('write-') && text.includes('insert into app.lineages'))
        (result as Promise<unknown>).then(
          () => quick.written++,
          () => quick.missed++,
        );
      return result;
    }) as PoolClient['query'];
  });
}
