// Stages that wait, on a real PostgreSQL: what is due happens, also after a stop, once, whoever tells it.
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Caller } from '../../../runtime/access/caller.ts';
import { createCompany } from '../../../runtime/companies/create-company.ts';
import { runCommand } from '../../../runtime/commands/run-command.ts';
import type { Done } from '../../../runtime/commands/outcome.ts';
import { fireTimers } from '../../../runtime/jobs/fire-timers.ts';
import { startTimerClock } from '../../../runtime/jobs/timer-clock.ts';
import { readRecords } from '../../../runtime/store/read-records.ts';
import { nextTimerAt } from '../../../runtime/store/timers.ts';
import { ownerOf, testApp } from '../app.ts';
import type { TestApp } from '../app.ts';

const PACK = join(import.meta.dirname, '../../engine/stages/pack');

let app: TestApp;
let owner: Caller;

beforeAll(async () => {
  app = await testApp(Date.UTC(2026, 2, 2, 9));
  owner = await ownerOf(app, await createCompany(app, { packFolder: PACK, owner: 'owner' }));
});

afterAll(() => app.close());

const never = (): boolean => false;

async function obey(command: Parameters<typeof runCommand>[2]): Promise<Done> {
  const outcome = await runCommand(app, owner, command);
  if (outcome.kind !== 'done') throw new Error(JSON.stringify(outcome));
  return outcome;
}

async function sentBid(validUntil: string): Promise<string> {
  const { decision } = await obey({ kind: 'create', type: 'bid', data: { subject: 'Pens', validUntil } });
  await obey({ kind: 'fire', id: decision.record, event: 'SEND', input: {} });
  return decision.record;
}

async function statesOf(id: string): Promise<readonly string[]> {
  return (await readRecords(app.pool, owner.companyId, [id])).get(id)?.states ?? [];
}

/** What was told to a record, and where it stood by then; of one moment, so in no order of time. */
async function toldOf(id: string): Promise<readonly string[]> {
  const { rows } = await app.pool.query<{ told: string }>(
    "select key || ' ' || stage_before as told from app.history where record_id = $1 and what = 'timer' order by key",
    [id],
  );
  return rows.map(({ told }) => told);
}

test('what became due while nobody was there happens at the next start, in order', async () => {
  const id = await sentBid('2026-03-10');
  expect(await nextTimerAt(app.pool)).toBe(Date.UTC(2026, 2, 3, 22));
  expect(await fireTimers(app, never)).toBe(0);
  // A week later a server starts; it tells the time until it is stopped.
  app.now = Date.UTC(2026, 2, 9, 9);
  const clock = startTimerClock(app);
  await expect.poll(() => statesOf(id)).toEqual(['sent', 'sent.nudged']);
  await clock.stop();
  app.now = Date.UTC(2026, 2, 11, 12);
  expect(await fireTimers(app, never)).toBeGreaterThan(0);
  expect(await statesOf(id)).toEqual(['expired']);
  const { rows } = await app.pool.query('select * from app.timers where record_id = $1', [id]);
  expect(rows).toEqual([]);
});

test('several who tell the time tell it once, and each record its own in order', async () => {
  // Sent on the 11th, all are nudged when the 13th begins: some expire at that very moment, others a day later.
  const atOnce = await Promise.all([1, 2, 3, 4, 5, 6].map(() => sentBid('2026-03-12')));
  const later = await Promise.all([1, 2, 3, 4, 5, 6].map(() => sentBid('2026-03-13')));
  app.now = Date.UTC(2026, 2, 14, 1);
  await Promise.all([1, 2, 3, 4].map(() => fireTimers(app, never)));
  // The outer state is left first: nobody is nudged who is gone.
  for (const id of atOnce) expect(await toldOf(id)).toEqual(['expiry {"sent": "fresh"}']);
  for (const id of later)
    expect(await toldOf(id)).toEqual(['expiry {"sent": "nudged"}', 'nudge {"sent": "fresh"}']);
  for (const id of [...atOnce, ...later]) expect(await statesOf(id)).toEqual(['expired']);
});

test('a timer that means nothing any more is told and forgotten', async () => {
  const id = await sentBid('2026-03-20');
  await obey({ kind: 'fire', id, event: 'ACCEPT', input: {} });
  expect((await app.pool.query('select 1 from app.timers where record_id = $1', [id])).rowCount).toBe(0);
  await app.pool.query(
    "insert into app.timers (company_id, record_id, state, key, due, next_at) values ($1, $2, 'sent', 'expiry', '2006-03-01', '2026-03-01')",
    [owner.companyId, id],
  );
  await fireTimers(app, never);
  expect(await statesOf(id)).toEqual(['accepted']);
  expect((await app.pool.query('select 1 from app.timers where record_id = $1', [id])).rowCount).toBe(0);
});
