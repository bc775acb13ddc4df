import type { Duplex } from 'node:stream';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Pool, PoolClient } from 'pg';
import { commandPoolOf } from './pool.ts';

/** Serialisation failure (also: a version that has moved on) and deadlock: nothing was written, try again. */
const AGAIN: ReadonlySet<string> = new Set(['40001', '40P01']);
const ATTEMPTS_MAX = 10;

/** A transaction, begun when its connection is first asked for; what it is given is sent at once, in order. */
export interface Transaction {
  readonly client: PoolClient;
  /**
   * Sends what `last` sends together with the commit. A failure of `last` is thrown, and nothing is kept. Where nothing
   * was sent before, `last` is to send one statement: a transaction by itself.
   */
  commit<T>(last: (client: PoolClient) => Promise<T>): Promise<T>;
}

/** Runs `work` in one READ COMMITTED transaction, tried again on conflicts; rolls back unless it committed. */
export function inTransaction<T>(pool: Pool, work: (transaction: Transaction) => Promise<T>): Promise<T> {
  return retrying(() => once(pool, work));
}

/** Repeats what failed by a serialisation failure or a deadlock, up to ten times. */
export async function retrying<T>(attempt: () => Promise<T>): Promise<T> {
  for (let count = 1; ; count++) {
    try {
      return await attempt();
    } catch (error) {
      if (count >= ATTEMPTS_MAX || !AGAIN.has(codeOf(error))) throw error;
      // Apart, so that two that met do not meet again.
      await sleep(Math.random() * 4 * count);
    }
  }
}

/** One attempt: see `inTransaction`. */
export async function once<T>(pool: Pool, work: (transaction: Transaction) => Promise<T>): Promise<T> {
  const client = await commandPoolOf(pool).connect();
  let isOpen = false;
  let broken: Error | undefined;
  const begun = (): PoolClient => {
    // Its failure shows in every statement after it.
    if (!isOpen) client.query('begin').catch(() => undefined);
    isOpen = true;
    return client;
  };
  try {
    return await together(client, () =>
      work({
        get client() {
          return begun();
        },
        async commit(last) {
          if (!isOpen) return together(client, () => last(client));
          const [result, commit] = await together(client, () =>
            Promise.allSettled([last(client), client.query('commit')]),
          );
          isOpen = false;
          if (result.status === 'rejected') throw result.reason;
          if (commit.status === 'rejected') throw commit.reason;
          return result.value;
        },
      }),
    );
  } catch (error) {
    if (codeOf(error) === '') broken = error as Error;
    throw error;
  } finally {
    if (isOpen) {
      try {
        await client.query('rollback');
        broken = undefined;
      } catch (error) {
        broken = error as Error;
      }
    }
    client.release(broken);
  }
}

/** Sends whatever `send` asks for before it first waits in one piece: a write to the socket costs more than a statement. */
export function together<T>(client: PoolClient, send: () => Promise<T>): Promise<T> {
  const { stream } = (client as unknown as { readonly connection: { readonly stream: Duplex } }).connection;
  stream.cork();
  try {
    return send();
  } finally {
    stream.uncork();
  }
}

export function codeOf(error: unknown): string {
  return (error as { code?: string } | null)?.code ?? '';
}
