// Moments that stages wait for, as they stand in the database: claimed when they are due, told, and gone.
import { byMoment } from '#engine';
import type { StageTimer } from '#engine';
import { run } from './statement.ts';
import type { Connection } from './statement.ts';

export interface ClaimedTimer extends StageTimer {
  readonly companyId: string;
  /** How often it has been told, this time included. */
  readonly tries: number;
}

/** Whoever claimed a timer and does not come back leaves it to others after this time. */
const LEASE_MS = 5 * 60_000;

/** Whoever locks the first of a record's timers has them all, so that nobody else tells one of them out of order. */
const IS_FIRST = `not exists (select 1 from app.timers e
      where e.company_id = t.company_id and e.record_id = t.record_id and e.next_at <= $1
        and (e.next_at, e.state, e.key) < (t.next_at, t.state, t.key))`;

const CLAIM = {
  name: 'claim-timers',
  text: `with lead as (
      select t.company_id, t.record_id from app.companies c cross join lateral (
        select * from app.timers t where t.company_id = c.company_id and t.next_at <= $1 and ${IS_FIRST}
        order by t.next_at limit $3 for update skip locked) t
      order by t.next_at limit $3)
    update app.timers t set next_at = $2, tries = t.tries + 1 from lead l
    where t.company_id = l.company_id and t.record_id = l.record_id and t.next_at <= $1
    returning t.company_id, t.record_id, t.state, t.key, t.due, t.tries`,
};

const NEXT = {
  name: 'next-timer',
  text: `select min(t.next_at) as next_at from app.companies c cross join lateral (
      select next_at from app.timers t where t.company_id = c.company_id and t.next_at is not null order by t.next_at limit 1) t`,
};

const SAME = `company_id = $1 and record_id = $2 and state = $3 and key = $4 and due = $5`;
const FORGET = { name: 'forget-timer', text: `delete from app.timers where ${SAME}` };
const POSTPONE = {
  name: 'postpone-timer',
  text: `update app.timers set next_at = $6, refused = $7 where ${SAME}`,
};

const REFUSED = {
  name: 'refused-timers',
  text: `select state, due, next_at, refused from app.timers
    where company_id = $1 and record_id = $2 and refused is not null order by due`,
};

/**
 * Takes what is due of records, in the order in which it is to be told; nobody else gets it for a while.
 *
 * @param now  UTC ms
 * @param most  so many records; each with all that is due of it
 */
export async function claimTimers(
  connection: Connection,
  now: number,
  most: number,
): Promise<readonly ClaimedTimer[]> {
  const rows = await run<{
    company_id: string;
    record_id: string;
    state: string;
    key: string;
    due: Date;
    tries: number;
  }>(connection, CLAIM, [new Date(now), new Date(now + LEASE_MS), most]);
  return rows
    .map((row) => ({
      companyId: row.company_id,
      record: row.record_id,
      state: row.state,
      key: row.key,
      due: row.due.toISOString(),
      tries: row.tries,
    }))
    .sort(byMoment);
}

/** When the next timer is due, UTC ms; null: none is waited for. */
export async function nextTimerAt(connection: Connection): Promise<number | null> {
  const [row] = await run<{ next_at: Date | null }>(connection, NEXT, []);
  return row?.next_at?.getTime() ?? null;
}

/** It has been told, and nothing came of it; what came of others has taken them away already. */
export async function forgetTimer(connection: Connection, timer: ClaimedTimer): Promise<void> {
  await run(connection, FORGET, nameOf(timer));
}

/** @param at  UTC ms; null: it is given up */
export async function postponeTimer(
  connection: Connection,
  timer: ClaimedTimer,
  at: number | null,
  refused: string,
): Promise<void> {
  await run(connection, POSTPONE, [...nameOf(timer), at === null ? null : new Date(at), refused]);
}

/** A moment that has come, and whose way is refused. */
export interface RefusedTimer {
  readonly state: string;
  readonly due: string;
  /** When it is told again; null: it was given up. */
  readonly again: string | null;
  readonly reason: string;
}

export async function refusedTimers(
  connection: Connection,
  companyId: string,
  record: string,
): Promise<readonly RefusedTimer[]> {
  const rows = await run<{ state: string; due: Date; next_at: Date | null; refused: string }>(
    connection,
    REFUSED,
    [companyId, record],
  );
  return rows.map(({ state, due, next_at, refused }) => ({
    state,
    due: due.toISOString(),
    again: next_at?.toISOString() ?? null,
    reason: refused,
  }));
}

function nameOf({ companyId, record, state, key, due }: ClaimedTimer): readonly unknown[] {
  return [companyId, record, state, key, new Date(due)];
}
