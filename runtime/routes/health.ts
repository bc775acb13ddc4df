import { Hono } from 'hono';
import type { Pool } from 'pg';
import { doorAnswer } from './problem.ts';
import type { RouteEnv } from './request.ts';

/** A database that takes longer than this is not ready, whatever it answers in the end. */
const READY_WITHIN_MS = 2_000;

/** `/health`: the process lives. `/ready`: it can serve, the database answers, and it is not on its way out. */
export function healthRoutes(pool: Pool, isDraining: () => boolean): Hono<RouteEnv> {
  return new Hono<RouteEnv>()
    .get('/health', (c) => c.json({ status: 'ok' }))
    .get('/ready', async (c) => {
      const answered = !isDraining() && (await answersInTime(pool));
      return answered ? c.json({ status: 'ok' }) : doorAnswer('not-ready', c.get('language'));
    });
}

async function answersInTime(pool: Pool): Promise<boolean> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<boolean>((resolve) => {
    timer = setTimeout(() => resolve(false), READY_WITHIN_MS);
  });
  const answer = pool.query('select 1').then(
    () => true,
    () => false,
  );
  const inTime = await Promise.race([answer, late]);
  clearTimeout(timer);
  return inTime;
}
