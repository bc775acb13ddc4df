// Rights over branches of a tree and over what a user's own record says: one policy in memory, in PostgreSQL and in
// decisions. Trees that go in circles, people without a record and references that lead nowhere are among the cases.
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { openAccess } from '#engine';
import type { JsonObject, Stored, User } from '#engine';
import type { Caller } from '../../../runtime/access/caller.ts';
import type {
  DraftAnswer,
  ListAnswer,
  ModelAnswer,
  ProblemAnswer,
  RecordAnswer,
} from '../../../runtime/api.ts';
import { settingOf } from '../../../runtime/commands/setting-of.ts';
import { knownCaller } from '../../../runtime/routes/known-caller.ts';
import { listRecords } from '../../../runtime/store/list-records.ts';
import { rightsColumns } from '../../../runtime/store/policy-columns.ts';
import { searchRecords } from '../../../runtime/store/search.ts';
import { searchedText, titleSql } from '../../../runtime/store/searched-text.ts';
import { writeDecision } from '../../../runtime/store/write-decision.ts';
import { above, branchFiles, branchRoles } from '../../engine/roles/branch-pack.ts';
import { deal, person } from '../../engine/roles/pack.ts';
import { namesFor } from '../filter-names.ts';
import { openDoor } from '../open-door.ts';
import type { Door } from '../open-door.ts';
import { decision } from './samples.ts';

/** Who says who somebody is: nobody of them, one who left, one without a department, heads and leaves of the tree. */
const employees: Readonly<Record<string, { readonly in: string | null; readonly archived?: true }>> = {
  ana: { in: 'north' },
  ion: { in: 'cluj' },
  eva: { in: 'firm' },
  max: { in: 'ring-a' },
  lea: { in: null },
  old: { in: 'firm', archived: true },
};
const names = [...Object.keys(employees), 'nobody'];

/** Department → the one above. The last two have each other above, as data from before that was refused may have. */
const within: Readonly<Record<string, string | null>> = {
  ...above,
  'ring-a': 'ring-b',
  'ring-b': 'ring-a',
};

const catalog = (type: string, title: string, data: JsonObject, archived = false): Stored =>
  deal({ type, title, stage: null, states: [], phase: 'posted', data, archived });

const departments = new Map<string, Stored>();
const people = new Map<string, Stored>();
let deals: readonly Stored[];
let door: Door;

function world(): readonly Stored[] {
  for (const code of Object.keys(within)) departments.set(code, catalog('department', code, { code }));
  for (const [code, over] of Object.entries(within)) {
    const record = departments.get(code)!;
    const data = { ...record.data, ...(over === null ? {} : { within: departments.get(over)!.id }) };
    departments.set(code, { ...record, data });
  }
  for (const [name, { in: code, archived = false }] of Object.entries(employees)) {
    const department = code === null ? {} : { department: departments.get(code)!.id };
    const nick = name === 'ana' ? 'Deal' : name;
    const places = name === 'lea' ? { places: ['south', 'cluj'].map((at) => departments.get(at)!.id) } : {};
    const own = { nick, grade: name === 'ion' ? 1 : 3, name, pay: 7 };
    const data = { email: `${name}@example.com`, ...own, ...department, ...places };
    people.set(name, catalog('employee', name, data, archived));
  }
  for (const name of ['ion', 'eva'])
    people.set(name, {
      ...people.get(name)!,
      data: { ...people.get(name)!.data, posts: [{ id: 'P1', person: people.get('ana')!.id }] },
    });
  const posts = [
    { code: 'Deal', person: 'ana', rank: 3, department: 'north' },
    { code: 'ion', person: 'ion', rank: 1, department: 'firm' },
    { code: 'eva', person: 'eva', rank: 2, department: 'south' },
    { code: 'lea', person: 'lea', rank: 3 },
  ].map(({ code, person: of, rank, department }) =>
    catalog('post', code, {
      code,
      rank,
      person: people.get(of)!.id,
      ...(department ? { department: departments.get(department)!.id } : {}),
    }),
  );
  const places = [null, ...departments.values()];
  const titles = [null, 'Deal', 'Open deal'];
  deals = places.flatMap((place) =>
    [null, people.get('ana')!, people.get('old')!].map((who, index) => {
      const data = { name: titles[index]!, department: place?.id ?? null, person: who?.id ?? null };
      const given = Object.fromEntries(Object.entries(data).filter(([, value]) => value !== null));
      return deal({ data: given, title: titles[index] ?? 'Deal' });
    }),
  );
  return [...departments.values(), ...people.values(), ...posts, ...deals];
}

beforeAll(async () => {
  const users = names.flatMap((name) =>
    Object.keys(branchRoles).map((role) => [`${name}.${role}`, person(name, [role])] as const),
  );
  const several = ['same', 'named', 'branch'];
  door = await openDoor(
    branchFiles(),
    Object.fromEntries([...users, ['ana.several', person('ana', several)]]),
    'boss',
  );
  await writeDecision(door.app.pool, {
    companyId: door.companyId,
    decision: decision({ records: world().map((after) => ({ before: null, after })) }),
    plan: door.current.plan,
    release: 1,
    known: new Map(),
    messages: [],
  });
});
afterAll(() => door.close());

const known = (user: User): Promise<Caller> => {
  const { app, companyId, current } = door;
  return knownCaller(app, { companyId, company: current.company, user, language: 'en' }, undefined);
};
const namesOf = async (user: User) => namesFor(door.app, await known(user));
const accessOf = async (user: User) => {
  const { app, current } = door;
  return openAccess(current.model, settingOf({ app, caller: await known(user), current }));
};

const combinations = names.flatMap((name) =>
  [...Object.keys(branchRoles).map((role) => [role]), ['same', 'named'], ['outside', 'branch']].map(
    (roles) => ({
      name,
      roles,
    }),
  ),
);

describe.each(combinations)('$name as $roles', ({ name, roles }) => {
  const user = person(name, roles);

  test.each(['deal', 'department'])(
    'finds of %s in the database what the predicate lets be seen',
    async (key) => {
      const { app, companyId, current } = door;
      const access = await accessOf(user);
      const all = key === 'deal' ? deals : [...departments.values()];
      const expected = all.filter(access.mayRead).map(({ id }) => id);
      const type = current.model.types.get(key)!;
      const plan = current.plan.get(key)!;
      const found: string[] = [];
      // Page by page: the same right stands in every one of them.
      for (let cursor: string | null | undefined; cursor !== null;) {
        const listed = await listRecords(app.pool, companyId, {
          type,
          plan,
          access,
          limit: 4,
          cursor: cursor ?? null,
          sort: 'createdAt',
          language: 'en',
          names: await namesOf(user),
        });
        if (listed.kind !== 'list') throw new Error(listed.message);
        found.push(...listed.items.map(({ id }) => id));
        cursor = listed.next;
      }
      expect(found).toEqual(expected);

      const columns = rightsColumns(type, plan);
      const searched = await searchRecords(
        app.pool,
        companyId,
        key === 'deal' ? 'deal' : 'r',
        [
          {
            type: key,
            readable: (add) => access.readSql(key, columns, add),
            searched: (add) => searchedText(type, plan, access, add),
            title: (add) => titleSql(type, columns, access, add),
          },
        ],
        500,
      );
      const word = key === 'deal' ? 'deal' : 'r';
      const named = all.filter(
        ({ id, title }) => expected.includes(id) && title.toLowerCase().includes(word),
      );
      const byWord = searched.map(({ id }) => id).filter((id) => named.some((one) => one.id === id));
      expect(byWord.sort()).toEqual(named.map(({ id }) => id).sort());
      expect(searched.every(({ id }) => expected.includes(id))).toBe(true);
    },
  );
});

test('nobody is asked about who he is where no right hangs on it', async () => {
  const { record } = (await known(person('ana', ['boss']))).user;
  expect(record).toBe(people.get('ana')!.id);
  expect((await known(person('ana', ['boss']))).grounds?.below.size).toBe(0);
  expect((await known(person('old', ['branch']))).user.record).toBeUndefined();
});

describe('what the door lets through is what decisions let be done', () => {
  test.each(['ana', 'ion', 'max', 'lea', 'old', 'nobody'])('%s', async (name) => {
    const access = await accessOf(person(name, ['branch']));
    for (const record of deals) {
      const path = `/records/deal/${record.id}`;
      const seen = access.mayRead(record) ? 200 : 404;
      expect((await door.call(`${name}.branch`, 'GET', path)).status).toBe(seen);
      const edited = await door.call<unknown>(
        `${name}.branch`,
        'PATCH',
        `${path}?preview=true`,
        { name: 'Other' },
        { 'if-match': '"1"' },
      );
      expect(edited.status, JSON.stringify(edited.body)).toBe(seen);
    }
  });

  test('a right to change is narrower than one to see', async () => {
    const branch = await accessOf(person('ion', ['branch']));
    for (const record of deals) {
      const path = `/records/deal/${record.id}?preview=true`;
      const answer = await door.call('ion.editor', 'PATCH', path, { name: 'Other' }, { 'if-match': '"1"' });
      expect(answer.status).toBe(branch.mayRead(record) ? 200 : 403);
      const why = await door.call<{ verdicts: { allowed: { holds: boolean } } }>(
        'ion.editor',
        'GET',
        `/records/deal/${record.id}/why?kind=edit`,
      );
      expect(why.body.verdicts.allowed.holds, JSON.stringify(why.body)).toBe(branch.mayRead(record));
    }
  });
});

describe('a list is filtered by who asks', () => {
  const ids = async (name: string, filter: string) => {
    const path = `/records/deal?limit=500&sort=createdAt&filter=${encodeURIComponent(filter)}`;
    const answer = await door.call<ListAnswer & ProblemAnswer>(name, 'GET', path);
    return answer.status === 200 ? answer.body.items.map(({ id }) => id) : answer.body.detail;
  };
  const where = (holds: (record: Stored) => boolean) => deals.filter(holds).map(({ id }) => id);
  const at = (code: string) => departments.get(code)!.id;

  test.each<[string, string, (record: Stored) => boolean]>([
    ['ion.reader', 'department == user.department', ({ data }) => data['department'] === at('cluj')],
    ['ion.reader', 'department == user.department.within', ({ data }) => data['department'] === at('north')],
    ['lea.reader', 'department == user.department', ({ data }) => data['department'] === undefined],
    ['nobody.reader', 'department == user.department', ({ data }) => data['department'] === undefined],
    [
      'lea.reader',
      'doc.department in user.places',
      ({ data }) => [at('south'), at('cluj')].includes(String(data['department'])),
    ],
    ['ion.reader', 'person == user.record', () => false],
    ['ana.reader', 'person == user.record', ({ data }) => data['person'] === people.get('ana')!.id],
    ['ana.reader', "name == user.nick && 'reader' in user.roles", ({ data }) => data['name'] === 'Deal'],
    ['ana.reader', "company.currency == 'RON' && name == 'Deal'", ({ data }) => data['name'] === 'Deal'],
    [
      'ion.reader',
      'under(department, user.department)',
      ({ data }) => [at('cluj'), at('turda')].includes(String(data['department'])),
    ],
  ])('%s: %s', async (name, filter, holds) => {
    expect(await ids(name, filter)).toEqual(where(holds));
  });

  test('by nothing that is hidden from him, and by no look-up', async () => {
    const closed = 'Your role does not let you ask about “user.record.pay”. Leave it out of the filter.';
    expect(await ids('ana.reader', 'user.pay > 3')).toBe(closed);
    expect(await ids('ana.boss', 'user.pay > 3 && name == null')).toEqual(
      where(({ data }) => data['name'] === undefined),
    );
    // The role sees no employees at all.
    expect(await ids('ana.editor', 'department == user.department')).toMatch(/user\.record\.department/);
    expect(await ids('ana.boss', "lookup('post', {'code': 'Deal'}) != null")).toMatch(/lookup/);
    expect(await ids('ana.boss', 'department.code == user.department.code')).toMatch(/code/);
  });
});

test('a user’s own record stands in formulas and defaults, on the server and in drafts', async () => {
  const { body: model } = await door.call<ModelAnswer>('ana.branch', 'GET', '/model');
  expect(model.user.record).toBe(people.get('ana')!.id);
  const made = await door.call<RecordAnswer>('ana.branch', 'POST', '/records/deal', {
    data: { name: 'New' },
  });
  expect(made.status, JSON.stringify(made.body)).toBe(201);
  expect(made.body.data).toMatchObject({
    department: departments.get('north')!.id,
    person: people.get('ana')!.id,
    // The name of the account is the account's; what it lacks is the record's.
    nick: 'Deal/ana',
    place: 'north',
  });
  const draft = await door.call<DraftAnswer>('lea.boss', 'POST', '/records/deal/draft', {
    data: { name: 'x' },
  });
  expect(draft.body.data).toMatchObject({ person: people.get('lea')!.id, nick: 'lea/lea' });
  expect(draft.body.data).not.toHaveProperty('place');
});

describe('a user is found by his e-mail', () => {
  const employee = (email: string) =>
    door.call<RecordAnswer & ProblemAnswer>('eva.boss', 'POST', '/records/employee', {
      data: { email, nick: 'zoe', department: departments.get('cluj')!.id },
    });

  test('whatever its case, the spaces around it, and how its letters are composed', async () => {
    const made = await employee('  Zo\u00eb.S\u0326TEFAN@Example.COM ');
    expect(made.status, JSON.stringify(made.body)).toBe(201);
    expect(made.body.data['email']).toBe(
      'zo\u00eb.\u0219tefan@example.com'.replace('\u0219', 's\u0326'.normalize('NFC')),
    );
    const spelt = [
      'zo\u00eb.s\u0326tefan@example.com',
      'ZOE\u0308.S\u0326TEFAN@EXAMPLE.COM',
      ' Zo\u00eb.s\u0326tefan@example.com',
    ];
    for (const email of spelt)
      expect((await known({ ...person('zoe', ['branch']), email })).user.record, email).toBe(made.body.id);
    // Near miss: other letters are somebody else.
    expect(
      (await known({ ...person('zoe', ['branch']), email: 'zoe.stefan@example.com' })).user.record,
    ).toBeUndefined();
    expect((await known({ ...person('zoe', ['branch']), email: '' })).user.record).toBeUndefined();
  });

  test('so that nobody else may have it in another spelling', async () => {
    const first = await employee('Twice@Example.com');
    expect(first.status).toBe(201);
    for (const email of ['twice@example.com', ' TWICE@example.com']) {
      const again = await employee(email);
      expect(again.status, JSON.stringify(again.body)).toBe(422);
      expect(JSON.stringify(again.body)).toContain('not-unique');
    }
    const other = await employee('twice2@example.com');
    const path = `/records/employee/${other.body.id}`;
    const renamed = await door.call(
      'eva.boss',
      'PATCH',
      path,
      { email: 'TWICE@example.com' },
      { 'if-match': '"1"' },
    );
    expect(renamed.status).toBe(422);
    const same = await door.call<RecordAnswer>(
      'eva.boss',
      'PATCH',
      path,
      { email: 'Twice2@Example.com' },
      { 'if-match': '"1"' },
    );
    expect(same.body.data['email']).toBe('twice2@example.com');
  });
});

test('a right follows the tree and the person at once', async () => {
  const path = `/records/department/${departments.get('south')!.id}`;
  const mine = async () =>
    (await door.call<ListAnswer>('ana.branch', 'GET', '/records/deal?limit=500&sort=createdAt')).body.items
      .length;
  const before = await mine();
  const moved = await door.call<RecordAnswer>(
    'eva.boss',
    'PATCH',
    path,
    { within: departments.get('cluj')!.id },
    { 'if-match': '"1"' },
  );
  expect(moved.status, JSON.stringify(moved.body)).toBe(200);
  expect(await mine()).toBe(before + 3);
  const me = `/records/employee/${people.get('ana')!.id}`;
  await door.call(
    'eva.boss',
    'PATCH',
    me,
    { department: departments.get('south')!.id },
    { 'if-match': '"1"' },
  );
  expect(await mine()).toBe(3);
});
