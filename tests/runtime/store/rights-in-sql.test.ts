// Conditions of rights over everything that a record has without declaring it, and over texts that are empty: what lists
// find in PostgreSQL is what the predicate lets be seen, by grants of the type and of every type.
import { afterAll, beforeAll, expect, test } from 'vitest';
import { openAccess } from '#engine';
import { systemFields } from '../../../engine/build/system-fields.ts';
import { policyColumns } from '../../../engine/roles/index.ts';
import { rightsColumns } from '../../../runtime/store/policy-columns.ts';
import type { Stored } from '#engine';
import { listRecords } from '../../../runtime/store/list-records.ts';
import { writeDecision } from '../../../runtime/store/write-decision.ts';
import { deal, dealFiles, person, roles, settingFor } from '../../engine/roles/pack.ts';
import { namesFor } from '../filter-names.ts';
import { openDoor } from '../open-door.ts';
import type { Door } from '../open-door.ts';
import { decision } from './samples.ts';

/** Of every record, whatever its type. */
const general = [
  'doc.owner == user.id',
  'doc.owner == null',
  '!(doc.owner == user.id)',
  'doc.createdBy != user.id',
  "doc.phase == 'posted'",
  "'open' in doc.states",
  "!('open' in doc.states)",
  "doc.createdAt > '2026-03-02T09:00:00.000Z'",
  'doc.createdAt < now',
  'doc.postedAt == null',
  'doc.postedAt > doc.createdAt',
  'doc.number == null',
  "startsWith(doc.number, 'D-')",
  'doc.revision > 0',
  'doc.revision < doc.version',
  'doc.version == 1 || doc.archived',
  '!doc.archived',
  "contains(doc.title, 'Deal')",
  "doc.title > 'Deal'",
  "doc.type == 'deal' && doc.release == 1",
  "user.email == 'ana@example.com' && doc.createdBy == 'ion'",
];

/** Over fields of deals, absent and empty texts among them. */
const own = [
  "doc.team == ''",
  "doc.team != ''",
  'doc.team == null',
  "doc.team in ['', 'red']",
  "!(doc.team in ['', 'red'])",
  'doc.team in user.teams',
  'doc.region < doc.name',
  "doc.name + doc.region == 'Dealnorth'",
  'doc.amount * 2 > 200',
  '!(doc.amount > 100)',
  'doc.amount == 100',
  'doc.region == doc.team',
  'doc.region != doc.team',
];

const conditions = [
  ...general.map((expr) => ['*', expr] as const),
  ...[...general, ...own].map((expr) => ['deal', expr] as const),
];

let door: Door;
let records: readonly Stored[];

function world(): readonly Stored[] {
  const teams = [null, 'red', 'blue', '', 'north'];
  return teams.flatMap((team) =>
    [null, 'north', ''].flatMap((region) =>
      [null, '100', '100.01'].map((amount, i) => {
        const data = {
          team,
          region,
          amount,
          name: i === 0 ? null : 'Deal',
          salesperson: i === 1 ? 'ana' : null,
        };
        const isOpen = i === 2;
        return deal({
          data: Object.fromEntries(Object.entries(data).filter(([, value]) => value !== null)),
          title: i === 0 ? 'Of nobody' : 'Deal',
          number: isOpen ? `D-${team ?? 'none'}-${region ?? 'none'}` : null,
          createdBy: region === 'north' ? 'ana' : 'ion',
          createdAt: team === 'blue' ? '2026-03-02T09:00:00.001Z' : '2026-03-02T09:00:00.000Z',
          revision: isOpen ? 1 : 0,
          version: isOpen ? 3 : 1,
          states: isOpen ? ['open'] : ['draft'],
          stage: isOpen ? 'open' : 'draft',
          phase: isOpen ? 'posted' : 'draft',
          postedAt: isOpen ? '2026-03-02T09:00:00.001Z' : null,
          archived: team === 'north',
        });
      }),
    ),
  );
}

const nameOf = (index: number): string => `right-${index}`;

beforeAll(async () => {
  const granted = conditions.map(([type, expr], index) => [
    nameOf(index),
    { title: expr, types: { [type]: { read: { expr } } } },
  ]);
  const files = dealFiles({ 'roles.json': { boss: roles.boss, ...Object.fromEntries(granted) } });
  door = await openDoor(files, { boss: person('boss', ['boss']) }, 'boss');
  records = world();
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

test.each(conditions.map(([type, expr], index) => [type, expr, index] as const))(
  '%s: %s',
  async (_, expr, index) => {
    const { app, companyId, current } = door;
    const user = person('ana', [nameOf(index)], ['red', '']);
    const access = openAccess(current.model, settingFor(user));
    const expected = records.filter(access.mayRead).map(({ id }) => id);
    const found: string[] = [];
    for (const filter of ['', 'archived']) {
      const listed = await listRecords(app.pool, companyId, {
        type: current.model.types.get('deal')!,
        plan: current.plan.get('deal')!,
        access,
        filter,
        limit: 500,
        language: 'en',
        names: await namesFor(app, { companyId, company: current.company, user, language: 'en' }),
      });
      if (listed.kind !== 'list') throw new Error(listed.message);
      found.push(...listed.items.map(({ id }) => id));
    }
    expect(found.sort(), expr).toEqual(expected.sort());
  },
);

test('what publishing takes for a column of rights is one in the store', () => {
  const { model, plan } = door.current;
  for (const type of model.types.values()) {
    const [checked, stored] = [policyColumns(type), rightsColumns(type, plan.get(type.key)!)];
    const paths = [...type.fieldByPath.keys(), ...systemFields.keys()];
    for (const path of paths) {
      const wanted = checked(path);
      if (wanted) expect(stored(path)?.kind, `${type.key}.${path}`).toBe(wanted.kind);
    }
  }
});
