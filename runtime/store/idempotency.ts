import type { Json } from '#engine';
import { run } from './statement.ts';
import type { Connection } from './statement.ts';

/** The first answer to a key, kept so that asking again does nothing again. */
export interface KeptAnswer {
  /** Of the request's body: the same key with another body is a mistake of the caller. */
  readonly hash: string;
  readonly status: number;
  readonly body: Json;
}

/** How long an answer is kept. */
export const KEPT_FOR_MS = 24 * 3600 * 1000;

const READ = {
  name: 'read-idempotency',
  text: 'select hash, status, body from app.idempotency where company_id = $1 and key = $2 and created_at > $3',
};

// A key whose day is over is taken again. Each new key clears away a few old ones, so none need be swept.
const KEEP = {
  name: 'keep-idempotency',
  text: `with swept as (
      delete from app.idempotency i using (
        select key from app.idempotency where company_id = $1 and created_at <= $6 and key <> $2
        order by created_at limit 4 for update skip locked) old
      where i.company_id = $1 and i.key = old.key)
    insert into app.idempotency as i (company_id, key, hash, status, body, created_at) values ($1, $2, $3, $4, $5, $7)
    on conflict (company_id, key) do update
      set hash = excluded.hash, status = excluded.status, body = excluded.body, created_at = excluded.created_at
      where i.created_at <= $6
    returning true as kept`,
};

export async function readKept(
  connection: Connection,
  companyId: string,
  key: string,
  now: number,
): Promise<KeptAnswer | null> {
  const [row] = await run<{ hash: string; status: number; body: Json }>(connection, READ, [
    companyId,
    key,
    new Date(now - KEPT_FOR_MS),
  ]);
  return row ?? null;
}

/** Keeps an answer in the command's own transaction. @returns false when another request with this key was first */
export async function keepAnswer(
  connection: Connection,
  companyId: string,
  key: string,
  answer: KeptAnswer,
  now: number,
): Promise<boolean> {
  const rows = await run(connection, KEEP, [
    companyId,
    key,
    answer.hash,
    answer.status,
    JSON.stringify(answer.body),
    new Date(now - KEPT_FOR_MS),
    new Date(now),
  ]);
  return rows.length > 0;
}
