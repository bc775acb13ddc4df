// Two who move records of a tree at once make no circle together, whatever each of them has seen.
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { ProblemAnswer, RecordAnswer } from '../../../runtime/api.ts';
import { branchFiles } from '../../engine/roles/branch-pack.ts';
import { person } from '../../engine/roles/pack.ts';
import { openDoor } from '../open-door.ts';
import type { Door } from '../open-door.ts';

/** Those below stand before those above. */
const rows = [
  { code: 'base-3', within: 'base-2' },
  ...Array.from({ length: 20 }, (_, index) => ({ code: `twig-${index}`, within: 'base-3' })),
  { code: 'base-2', within: 'base-1' },
  { code: 'base-1' },
];

let door: Door;
beforeAll(async () => {
  const data = rows.map((row) => JSON.stringify(row)).join('\n');
  const files = { ...branchFiles(), 'data/base/department.jsonl': `${data}\n` };
  door = await openDoor(files, { boss: person('boss', ['boss']), other: person('other', ['boss']) }, 'boss');
});
afterAll(() => door.close());

async function make(code: string, within: string | null = null): Promise<string> {
  const data = { code, ...(within === null ? {} : { within }) };
  const made = await door.call<RecordAnswer>('boss', 'POST', '/records/department', { data });
  expect(made.status, JSON.stringify(made.body)).toBe(201);
  return made.body.id;
}

const move = (who: string, id: string, within: string | null, version = 1) =>
  door.call<ProblemAnswer>(
    who,
    'PATCH',
    `/records/department/${id}`,
    { within },
    { 'if-match': `"${version}"` },
  );

/** Records of the company that lie below themselves. */
async function circles(): Promise<number> {
  const { rows } = await door.app.pool.query<{ count: number }>(
    `with recursive up (start, id) as (
       select id, (data ->> 'within')::uuid from app.records where company_id = $1 and type = 'department'
       union
       select up.start, (r.data ->> 'within')::uuid from up join app.records r on r.company_id = $1 and r.id = up.id
     ) select count(*)::int as count from up where id = start`,
    [door.companyId],
  );
  return rows[0]!.count;
}

test('two edits at once that would each put one below the other: one of them is refused, with the names', async () => {
  for (let round = 0; round < 12; round++) {
    const [a, b] = [await make(`a-${round}`), await make(`b-${round}`)];
    const answers = await Promise.all([move('boss', a, b), move('other', b, a)]);
    expect(answers.map(({ status }) => status).sort()).toEqual([200, 422]);
    const refused = answers.find(({ status }) => status === 422)!;
    const [first, second] = answers[0] === refused ? ['a', 'b'] : ['b', 'a'];
    const path = `${first}-${round} → ${second}-${round} → ${first}-${round}`;
    expect(refused.body.problems).toMatchObject([
      { code: 'parent-circle', pointer: '/within', message: `A record cannot lie below itself: ${path}.` },
    ]);
  }
  expect(await circles()).toBe(0);
});

test('of three that would close a circle far apart one is refused', async () => {
  for (let round = 0; round < 6; round++) {
    const [a, b, c] = [await make(`p-${round}`), await make(`q-${round}`), await make(`r-${round}`)];
    const [x, y, z] = [await make(`x-${round}`, a), await make(`y-${round}`, b), await make(`z-${round}`, c)];
    const answers = await Promise.all([move('boss', a, y), move('other', b, z), move('boss', c, x)]);
    expect(answers.map(({ status }) => status).sort()).toEqual([200, 200, 422]);
  }
  expect(await circles()).toBe(0);
});

test('near miss: two that are moved at once to places beside each other are both moved', async () => {
  const [root, a, b] = [await make('root'), await make('left'), await make('right')];
  const answers = await Promise.all([move('boss', a, root), move('other', b, root)]);
  expect(answers.map(({ status }) => status)).toEqual([200, 200]);
});

test('a deep tree is moved as a flat one', async () => {
  let at: string | null = null;
  const ids: string[] = [];
  for (let depth = 0; depth < 40; depth++) ids.push((at = await make(`deep-${depth}`, at)));
  expect((await move('boss', ids[0]!, ids[39]!)).status).toBe(422);
  expect((await move('boss', ids[39]!, ids[0]!)).status).toBe(200);
});

test('records of a pack are loaded from the root on, in whatever order they stand there', async () => {
  const { rows: found } = await door.app.pool.query<{ key: string; above: string | null }>(
    `select r.key, (select p.key from app.records p where p.company_id = $1 and p.id = (r.data ->> 'within')::uuid) as above
     from app.records r where r.company_id = $1 and r.key = any($2)`,
    [door.companyId, rows.map(({ code }) => code)],
  );
  const expected = rows.map(({ code, within }) => [code, within ?? null] as const);
  expect(new Map(found.map(({ key, above }) => [key, above]))).toEqual(new Map(expected));
});
