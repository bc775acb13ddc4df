// The plan of a report, carried out: the database leaves out what does not lie below the branch, the way up of what is
// left is read at once, and the figures are those that are counted by hand.
import { afterAll, beforeAll, expect, test } from 'vitest';
import { newScope, planReport, reportPlace, runReport } from '#engine';
import type { Stored } from '#engine';
import { bareReads } from '../../../engine/reports/bare-reads.ts';
import { rightsColumns } from '../../../runtime/store/policy-columns.ts';
import { readBranches, readChains, treesOf } from '../../../runtime/store/trees.ts';
import { writeDecision } from '../../../runtime/store/write-decision.ts';
import { above } from '../../engine/roles/branch-pack.ts';
import { treeReportFiles } from '../../engine/rules/report-trees.ts';
import { deal, person } from '../../engine/roles/pack.ts';
import { openDoor } from '../open-door.ts';
import type { Door } from '../open-door.ts';
import { decision } from './samples.ts';

const departments = new Map<string, Stored>();
let door: Door;

beforeAll(async () => {
  door = await openDoor(treeReportFiles, { boss: person('boss', ['boss']) }, 'boss');
  for (const [code, over] of Object.entries(above)) {
    const data = { code, ...(over === null ? {} : { within: departments.get(over)!.id }) };
    departments.set(
      code,
      deal({ type: 'department', title: code, stage: null, states: [], phase: 'posted', data }),
    );
  }
  // As many deals in each department as its name has letters, and two that belong to none.
  const deals = [...departments].flatMap(([code, { id }]) =>
    [...code].map(() => deal({ data: { name: 'Deal', department: id } })),
  );
  const records = [
    ...departments.values(),
    ...deals,
    deal({ data: { name: 'x' } }),
    deal({ data: { name: 'y' } }),
  ];
  await writeDecision(door.app.pool, {
    companyId: door.companyId,
    decision: decision({ records: records.map((after) => ({ before: null, after })) }),
    plan: door.current.plan,
    release: 1,
    known: new Map(),
    messages: [],
  });
});
afterAll(() => door.close());

async function counted(branch: string): Promise<Record<string, string | null>> {
  const { app, companyId, current } = door;
  const report = current.model.reports.get('below')!;
  const type = current.model.types.get('deal')!;
  const plan = planReport(report, rightsColumns(type, current.plan.get('deal')!));
  expect(plan).toMatchObject({ isNarrow: true, chains: ['doc.department', 'params.branch'] });
  const params = { branch: departments.get(branch)!.id };
  const values: unknown[] = [companyId, 'deal'];
  const below = await readBranches(app.pool, companyId, [params.branch], treesOf(current.plan));
  const reads = { ...bareReads, below: (id: string) => below.get(id) ?? null };
  const scope = newScope(reads, 'en', { params });
  const conditions = plan.narrow.map(({ bind }) =>
    bind(scope, (value, cast) => `$${values.push(value)}::${cast}`),
  );
  const { rows } = await app.pool.query<{ id: string; data: Record<string, string> }>(
    `select r.id, r.data from app.records r where r.company_id = $1 and r.type = $2 and ${conditions.join(' and ')}`,
    values,
  );
  const asked = [...rows.flatMap(({ data }) => data['department'] ?? []), params.branch];
  const chains = await readChains(app.pool, companyId, [...new Set(asked)], current.plan, false);
  const place = reportPlace({ params }, 'en', { ...bareReads, chain: (id) => chains.get(id) ?? [id] });
  const table = runReport(
    report,
    rows.map(({ id, data }) => ({ doc: { id, ...data } })),
    place,
  );
  const titles = new Map([...departments].map(([code, { id }]) => [id, code]));
  return Object.fromEntries(
    table.lines.map(({ key, total }) => [titles.get(String(key['part'])) ?? 'none', total['count'] ?? null]),
  );
}

test('deals below a branch are counted by the departments right below it', async () => {
  expect(await counted('firm')).toEqual({ firm: '4', north: '14', south: '5' });
  expect(await counted('north')).toEqual({ north: '5', cluj: '9' });
  expect(await counted('turda')).toEqual({ turda: '5' });
  expect(await counted('apart')).toEqual({ apart: '5' });
});
