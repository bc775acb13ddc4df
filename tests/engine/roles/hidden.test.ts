// What is hidden from a role does not reach it by reports, views, files or reasons.
import { describe, expect, test } from 'vitest';
import { compile, decide, emptyFacts, makeValidators, mapFile, reportFor, viewFor, whyNot } from '#engine';
import type { Command, Facts, JsonObject, Stored } from '#engine';
import { ajvValidator } from '../../../runtime/validation.ts';
import { deal, dealFiles, person, roles, settingFor } from './pack.ts';

const report = (more: object): object => ({
  title: 'Deals',
  source: { type: 'deal', each: 'lines' },
  rows: { region: 'doc.region' },
  measures: { quantity: 'line.quantity', cost: 'line.cost' },
  sort: '-cost',
  ...more,
});
const view = (more: object): object => ({
  title: 'Deals',
  kind: 'list',
  columns: ['name', 'cost', 'amount'],
  ...more,
});
const guard = {
  type: 'expr',
  params: { expr: 'doc.cost < 100', reason: '{doc.name} costs {doc.cost}' },
};
const machine = JSON.parse(dealFiles()['types/deal/machine.json'] ?? '') as {
  states: { draft: { on: { OPEN: object } }; open: { on: { CLOSE: object } } };
};
machine.states.draft.on.OPEN = { ...machine.states.draft.on.OPEN, guard };
/** What his own record says of somebody is hidden from him like any other. */
const employee = {
  type: { kind: 'catalog', title: 'Employee', key: 'email', user: 'email', label: 'doc.email' },
  schema: {
    type: 'object',
    properties: {
      email: { type: 'string', title: 'E-mail', 'x-unique': true },
      grade: { type: 'integer', title: 'Grade' },
      pay: { type: 'integer', title: 'Pay' },
    },
  },
};
const sellers = structuredClone(roles) as { seller: { types: Record<string, object> } };
sellers.seller.types['employee'] = { read: 'own', fields: { pay: 'hidden' } };
const closing = {
  type: 'expr',
  params: { expr: 'doc.amount < user.pay', reason: 'Grade {user.grade}, pay {user.pay} ({user.name})' },
};

machine.states.open.on.CLOSE = { ...machine.states.open.on.CLOSE, guard: closing };
const compiled = compile(
  {
    files: dealFiles({
      'roles.json': sellers,
      'types/employee/type.json': employee.type,
      'types/employee/schema.json': employee.schema,
      'types/deal/machine.json': machine,
      'reports/deals.json': report({}),
      'reports/by-cost.json': report({ rows: { spent: 'doc.cost' }, sort: 'spent' }),
      'reports/costs.json': report({ measures: { cost: 'line.cost' }, sort: 'cost' }),
      'types/deal/views/all.json': view({ sums: ['amount', 'cost'], sort: ['-cost', 'name'] }),
      'types/deal/views/dear.json': view({ filter: 'doc.cost > 100' }),
      'types/deal/views/ours.json': view({ roles: ['boss'] }),
      'types/deal/views/costs.json': view({ columns: ['cost'] }),
      'connectors/books.json': {
        title: 'Books',
        port: 'file',
        type: 'deal',
        file: {
          format: 'csv',
          name: "doc.cost == null ? doc.name : doc.name + ' ' + doc.cost",
          each: 'lines',
          columns: { name: 'doc.name', cost: 'line.cost' },
        },
      },
    }),
  },
  { validator: ajvValidator },
);
const { model } = compiled;
if (!model) throw new Error(JSON.stringify(compiled.problems));
const validators = makeValidators(model, ajvValidator);

const anas = deal({
  data: {
    name: 'Wedding',
    salesperson: 'ana',
    cost: '120',
    lines: [{ id: 'L1', quantity: '5', cost: '24' }],
  },
});
const ions = deal({ data: { name: 'Feast', salesperson: 'ion', lines: [{ id: 'L1', cost: '7' }] } });
const facts = (...records: Stored[]): Facts => ({
  ...emptyFacts(),
  records: new Map(records.map((record) => [record.id, record])),
  lineages: new Map(records.map(({ id }) => [id, { up: [], down: [], counters: [] }])),
});

describe('a report', () => {
  const seen = (name: string, ...roles: string[]) => {
    const of = model.reports.get(name);
    return of ? reportFor(model, roles, of) : null;
  };

  test('comes without the measures that are made of it, and is not sorted by them', () => {
    const ours = seen('deals', 'seller');
    expect(ours?.measures.map(({ key }) => key)).toEqual(['quantity']);
    expect(ours?.sort).toBeNull();
    expect(seen('deals', 'boss')).toBe(model.reports.get('deals'));
  });

  test.each([
    ['nothing is left', 'costs', ['seller']],
    ['it is grouped by it', 'by-cost', ['seller']],
    ['its records are not his to read', 'deals', ['guest']],
  ])('is not there at all where %s', (_, name, roles) => {
    expect(seen(name, ...roles)).toBeNull();
    expect(seen(name, 'boss')).not.toBeNull();
  });
});

describe('a view', () => {
  const seen = (name: string, ...roles: string[]) => viewFor(model, roles, model.views.get(`deal/${name}`)!);

  test('comes without the columns, sums and sorts that are made of it', () => {
    const ours = seen('all', 'seller');
    expect(ours?.columns.map(({ path }) => path)).toEqual(['name', 'amount']);
    expect(ours?.sums).toEqual(['amount']);
    expect(ours?.sort).toEqual([{ path: 'name', descending: false }]);
    expect(seen('all', 'boss')).toEqual(model.views.get('deal/all'));
  });

  test.each([
    ['its records are chosen by it', 'dear', 'seller'],
    ['it is for others', 'ours', 'seller'],
    ['nothing is left', 'costs', 'seller'],
    ['its records are not his to read', 'all', 'guest'],
  ])('is not there at all where %s', (_, name, role) => {
    expect(seen(name, role)).toBeNull();
    expect(seen(name, 'boss')).not.toBeNull();
  });
});

test('a file has no records that its user may not read, and nothing in the columns that are hidden from him', () => {
  const rows = (role: string) => {
    const setting = settingFor(person('ana', [role]));
    return mapFile(model, validators, 'books', [anas.id, ions.id], facts(anas, ions), setting);
  };
  expect(rows('seller')).toEqual({ kind: 'file', name: null, rows: [{ name: 'Wedding', cost: null }] });
  expect(rows('boss')).toEqual({
    kind: 'file',
    name: 'Wedding 120',
    rows: [
      { name: 'Wedding', cost: '24' },
      { name: 'Feast', cost: '7' },
    ],
  });
});

test.each([
  ['seller', 'Wedding costs …'],
  ['boss', 'Wedding costs 120'],
])('a reason said to a %s: %s', (role, message) => {
  const command = { kind: 'fire', id: anas.id, event: 'OPEN', input: {} } as const;
  const answer = decide(model, validators, command, facts(anas), settingFor(person('ana', [role])));
  expect(answer).toMatchObject({ code: 'guard-failed', message });
});

test.each([
  ['seller', 'Grade 3, pay … (ana)'],
  ['boss', 'Grade 3, pay 7 (ana)'],
])('a reason said to a %s of himself: %s', (role, message) => {
  const me = deal({
    type: 'employee',
    stage: null,
    states: [],
    phase: 'posted',
    data: { email: 'ana@example.com', grade: 3, pay: 7 },
  });
  const open = deal({
    data: { salesperson: 'ana', amount: '10' },
    states: ['open'],
    stage: 'open',
    phase: 'posted',
  });
  // A leader closes; a role more shows no more than its own part hides.
  const user = { ...person('ana', [role, ...(role === 'seller' ? ['leader'] : [])]), record: me.id };
  const command = { kind: 'fire', id: open.id, event: 'CLOSE', input: {} } as const;
  const answer = decide(model, validators, command, facts(open, me), settingFor(user));
  expect(answer).toMatchObject({ code: 'guard-failed', message });
});

test.each([
  ['seller', 'Wedding costs …', ['doc.cost']],
  ['boss', 'Wedding costs 120', []],
])('why an event is refused, said to a %s', (role, words, kept) => {
  const question = { kind: 'event', key: 'OPEN' } as const;
  const setting = settingFor(person('ana', [role]));
  const answer = whyNot(model, validators, anas.id, question, facts(anas), setting);
  if (answer.kind !== 'why') throw new Error(JSON.stringify(answer));
  const [reason] = answer.verdicts['allowed']?.reasons ?? [];
  expect(reason?.words).toBe(words);
  const told = reason?.values?.map(({ name }) => name) ?? [];
  expect(['doc.cost'].filter((name) => !told.includes(name))).toEqual(kept);
});

describe('what is hidden or closed is not written by another way', () => {
  const amended = compile(
    {
      files: dealFiles({
        'types/deal/type.json': {
          ...(JSON.parse(dealFiles()['types/deal/type.json'] ?? '') as object),
          amendable: true,
        },
        'roles.json': {
          ...roles,
          seller: {
            ...roles.seller,
            types: { ...roles.seller.types, task: { fields: { name: 'readonly' } } },
          },
        },
      }),
    },
    { validator: ajvValidator },
  ).model;
  if (!amended) throw new Error('it does not compile');
  const amendedValidators = makeValidators(amended, ajvValidator);
  const open = deal({
    data: {
      name: 'Wedding',
      salesperson: 'ana',
      cost: '120',
      region: 'north',
      lines: [{ id: 'L1', quantity: '5', cost: '24' }],
    },
    states: ['open'],
    stage: 'open',
    phase: 'posted',
  });
  const run = (role: string, command: Command) =>
    decide(amended, amendedValidators, command, facts(open), settingFor(person('ana', [role])));

  test.each<[string, JsonObject, string | null]>([
    ['seller', { cost: '1' }, '/cost'],
    ['seller', { lines: { L1: { cost: '1' } } }, '/lines/0/cost'],
    ['auditor', { name: 'Other' }, '/name'],
    ['auditor', { lines: { L1: { quantity: '6' } } }, '/lines/0/quantity'],
    ['seller', { region: 'south' }, null],
    ['seller', { lines: { L1: { quantity: '6' } } }, null],
    ['boss', { cost: '1' }, null],
  ])('amended by a %s: %j', (role, patch, pointer) => {
    const answer = run(role, { kind: 'amend', id: open.id, patch });
    if (pointer === null) expect(answer, JSON.stringify(answer)).toMatchObject({ kind: 'decision' });
    else expect(answer).toMatchObject({ code: 'invalid', problems: [{ code: 'not-editable', pointer }] });
  });

  test('nor set on what a conversion makes, where every role that speaks of its type closes it', () => {
    const convert = (role: string) =>
      run(role, {
        kind: 'convert',
        conversion: 'deal-to-task',
        sources: [{ id: open.id }],
        set: { name: 'x' },
        into: null,
      });
    expect(convert('seller')).toMatchObject({
      code: 'invalid',
      problems: [{ code: 'not-editable', pointer: '/name' }],
    });
    expect(convert('boss')).toMatchObject({ kind: 'decision' });
  });
});
