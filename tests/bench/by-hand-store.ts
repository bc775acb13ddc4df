// The hand-written SQL as a program would call it: one named statement a step, committed by itself.
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Pool } from 'pg';
import type { JsonObject } from '#engine';
import { commandsBeside, openPool } from '../../runtime/database/pool.ts';
import type { Log } from '../../runtime/log.ts';
import { run } from '../../runtime/store/statement.ts';

export interface ByHandStore {
  make(kind: string, given: JsonObject): Promise<string>;
  move(
    record: string,
    event: string,
    stage: unknown,
    series: string | null,
    prefix: string | null,
  ): Promise<void>;
  convert(source: string, conversion: string, track: string, kind: string): Promise<string>;
  /** @param sourceStage  how far the source is once this is posted */
  post(
    record: string,
    event: string,
    stage: unknown,
    series: string,
    prefix: string,
    sourceStage: unknown,
  ): Promise<void>;
}

const MAKE = { name: 'by-hand-make', text: 'select byhand.make($1, $2, $3, $4) as id' };
const MOVE = { name: 'by-hand-move', text: 'select byhand.move($1, $2, $3, $4, $5, $6, $7)' };
const CONVERT = { name: 'by-hand-convert', text: 'select byhand.convert($1, $2, $3, $4, $5, $6) as id' };
const POST = { name: 'by-hand-post', text: 'select byhand.post($1, $2, $3, $4, $5, $6, $7, $8)' };

/** Makes the schema with copies of the product's tables and the functions over them. */
export async function installByHand(pool: Pool): Promise<void> {
  await pool.query(await readFile(join(import.meta.dirname, 'by-hand.sql'), 'utf8'));
}

/**
 * The same driver and planner settings as the product's own commands have: plans made while the tables were nearly
 * empty would scan them for the rest of the run.
 */
export function openByHandPool(url: string, log: Log): Pool {
  return openPool(url, log, {
    // Best for this side too: as many at once as the product has.
    max: commandsBeside(),
    options:
      '-c timezone=UTC -c enable_seqscan=off -c enable_hashjoin=off -c enable_mergejoin=off -c plan_cache_mode=force_generic_plan',
  });
}

export function byHandStore(pool: Pool, companyId: string, userId: string): ByHandStore {
  const idOf = (rows: readonly { id: string }[]): string => rows[0]?.id ?? '';
  return {
    make: async (kind, given) =>
      idOf(await run(pool, MAKE, [companyId, userId, kind, JSON.stringify(given)])),
    async move(record, event, stage, series, prefix) {
      await run(pool, MOVE, [companyId, userId, record, event, JSON.stringify(stage), series, prefix]);
    },
    convert: async (source, conversion, track, kind) =>
      idOf(await run(pool, CONVERT, [companyId, userId, source, conversion, track, kind])),
    async post(record, event, stage, series, prefix, sourceStage) {
      await run(pool, POST, [
        companyId,
        userId,
        record,
        event,
        JSON.stringify(stage),
        series,
        prefix,
        JSON.stringify(sourceStage),
      ]);
    },
  };
}
