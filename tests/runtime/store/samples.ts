// Decisions made by hand, so that the store is tested apart from the engine.
import { randomUUID } from 'node:crypto';
import type { Pool } from 'pg';
import type { Decision, Link, NumberDraw, Stored } from '#engine';
import type { StorePlan } from '../../../runtime/store/type-plan.ts';

export const COMPANY = '00000000-0000-7000-8000-000000000001';

export const PLAN: StorePlan = new Map([
  [
    'paper',
    {
      type: 'paper',
      slots: new Map([
        ['date', 'd1'],
        ['partner', 'u1'],
        ['total', 'n1'],
        ['city', 't1'],
        ['urgent', 'b1'],
      ]),
      key: null,
      tables: new Map([['lines', { refs: ['article'], quantity: 'quantity', amount: 'net' }]]),
      search: ['partner.name', 'lines.description'],
    },
  ],
  [
    'partner',
    {
      type: 'partner',
      slots: new Map([['city', 't1']]),
      key: 'code',
      tables: new Map(),
      search: ['code', 'name'],
    },
  ],
]);

/** The company whose release 1 the decisions are made under. */
export async function makeCompany(pool: Pool): Promise<void> {
  await pool.query(
    `insert into app.companies (company_id, key, title, country, currency, time_zone, locale, current_release)
     values ($1, 'main', 'Main', 'RO', 'RON', 'Europe/Bucharest', 'ro-RO', 1)`,
    [COMPANY],
  );
}

let clock = Date.UTC(2026, 2, 2);

export function sample(over: Partial<Stored> = {}): Stored {
  const at = new Date((clock += 1000)).toISOString();
  return {
    id: uuid(),
    type: 'paper',
    number: null,
    revision: 0,
    version: 1,
    stage: 'draft',
    states: ['draft'],
    phase: 'draft',
    title: 'Draft',
    owner: 'u-1',
    createdAt: at,
    createdBy: 'u-1',
    updatedAt: at,
    postedAt: null,
    release: 1,
    archived: false,
    data: {},
    ...over,
  };
}

/** Ids that sort by the time they were made, as the engine's do. */
let drawn = 0;
export function uuid(): string {
  const tail = randomUUID().slice(24);
  return `019a0000-0000-7000-8000-${(++drawn).toString(16).padStart(8, '0')}${tail.slice(0, 4)}`;
}

export function decision(over: Partial<Decision>): Decision {
  return {
    kind: 'decision',
    record: over.records?.[0]?.after?.id ?? '',
    records: [],
    links: { put: [], remove: [] },
    counters: [],
    numbers: [],
    history: [],
    warnings: [],
    conversion: null,
    ...over,
  };
}

export function link(over: Partial<Link> & Pick<Link, 'sourceRecord'>): Link {
  return {
    id: uuid(),
    conversion: 'paper-to-paper',
    track: 'billing',
    kind: 'direct',
    effect: 1,
    sourceLine: null,
    targetRecord: null,
    targetLine: null,
    quantity: '1',
    amount: null,
    ...over,
  };
}

export function draw(record: string, over: Partial<NumberDraw> = {}): NumberDraw {
  return {
    record,
    series: 'paper',
    scope: '2026',
    pattern: 'P-2026-{number:5}',
    start: 1,
    mode: 'gapless',
    ...over,
  };
}
