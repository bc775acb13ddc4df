import { describe, expect, it, test } from 'vitest';
import {
  compile,
  decide,
  describe as describeRecord,
  emptyFacts,
  makeValidators,
  openAccess,
  why,
} from '#engine';
import type { Facts, JsonObject, Model, Stored, User, WhyQuestion } from '#engine';
import { ajvValidator } from '../../../runtime/validation.ts';
import { deal, dealFiles, person, roles, settingFor } from './pack.ts';

const compiled = compile({ files: dealFiles() }, { validator: ajvValidator });
if (!compiled.model)
  throw new Error(
    JSON.stringify(
      compiled.problems.filter((one) => one.severity === 'error'),
      null,
      2,
    ),
  );
const model: Model = compiled.model;
const validators = makeValidators(model, ajvValidator);

const ana = (of: readonly string[], teams: readonly string[] = []): User => person('ana', of, teams);
const seen = (user: User, record: Stored): boolean => openAccess(model, settingFor(user)).mayRead(record);
const anas = deal({
  data: { name: 'Of Ana', salesperson: 'ana', team: 'red', region: 'north', amount: '100.5', cost: '60' },
});
const ions = deal({
  data: { name: 'Of Ion', salesperson: 'ion', team: 'red', region: 'south', amount: '500' },
});
const nobodys = deal({ createdBy: 'ana', data: { name: 'Of nobody' } });
const factsOf = (record: Stored): Facts => ({
  ...emptyFacts(),
  records: new Map([[record.id, record]]),
  lineages: new Map([[record.id, { up: [], down: [], counters: [] }]]),
});

describe('who sees which record', () => {
  test.each<[string, User, Stored, boolean]>([
    ['nobody without a role', person('ana', []), anas, false],
    ['nobody by a role that is gone', ana(['gone']), anas, false],
    ['nobody by a role that grants nothing on the type', ana(['guest']), anas, false],
    ['own: what one owns', ana(['seller']), anas, true],
    ['own: what one made and nobody owns', ana(['seller']), nobodys, true],
    ['own, near miss: what one made and another owns', person('ion', ['seller']), anas, false],
    ['own: not another’s', ana(['seller']), ions, false],
    ['team: of one’s team', ana(['leader'], ['blue', 'red']), ions, true],
    ['team: one’s own though of no team', ana(['leader']), nobodys, true],
    ['team, near miss: of another team', ana(['leader'], ['blue']), ions, false],
    ['team: without a team nothing is shared', person('ion', ['leader'], []), nobodys, false],
    ['condition: holds', ana(['north']), anas, true],
    [
      'condition, near miss: the amount is not more',
      ana(['north']),
      deal({ data: { region: 'north', amount: '100' } }),
      false,
    ],
    ['condition: an absent amount is not more', ana(['north']), deal({ data: { region: 'north' } }), false],
    ['all', ana(['auditor']), ions, true],
    [
      'several roles add up',
      ana(['seller', 'north']),
      deal({ data: { region: 'north', amount: '101' } }),
      true,
    ],
  ])('%s', (_, user, record, expected) => {
    expect(seen(user, record)).toBe(expected);
  });
});

describe('a verb reaches what its own role sees', () => {
  const answer = (user: User, record: Stored, patch: JsonObject): string => {
    const command = { kind: 'edit' as const, id: record.id, patch };
    const decided = decide(model, validators, command, factsOf(record), settingFor(user));
    return decided.kind === 'refusal' ? decided.code : decided.kind;
  };

  test.each<[string, User, Stored, string]>([
    ['a seller edits his own', ana(['seller']), anas, 'decision'],
    ['what one may not see is not there', ana(['seller']), ions, 'not-found'],
    ['a leader sees his team’s and edits his own', ana(['leader'], ['red']), anas, 'decision'],
    ['near miss: not his team’s', ana(['leader'], ['red']), ions, 'not-allowed'],
    [
      'a role that sees all lends its sight, not its verbs: north sees, seller edits only his own',
      ana(['seller', 'north']),
      deal({ data: { region: 'north', amount: '101', salesperson: 'ion' } }),
      'not-allowed',
    ],
  ])('%s', (_, user, record, expected) => {
    expect(answer(user, record, { region: 'west' })).toBe(expected);
  });

  it('tells events and conversions by role', () => {
    const actions = (user: User, record: Stored): Record<string, boolean> => {
      const answer = describeRecord(model, validators, record.id, factsOf(record), settingFor(user));
      if (answer.kind !== 'description') throw new Error(answer.kind);
      return Object.fromEntries(answer.actions.map(({ key, allowed }) => [key, allowed]));
    };
    expect(actions(ana(['seller']), anas)).toMatchObject({ OPEN: true, edit: true, delete: false });
    expect(actions(ana(['leader'], ['red']), anas)).toMatchObject({ OPEN: false, edit: true });
    expect(actions(ana(['boss']), ions)).toMatchObject({ OPEN: true, delete: true });
  });
});

describe('fields', () => {
  const withLines = deal({
    data: { ...anas.data, margin: '40.5', lines: [{ id: 'L1', quantity: '1', cost: '60' }] },
  });
  const shown = (user: User, record: Stored): JsonObject =>
    openAccess(model, settingFor(user)).shown(record).data;

  it('hidden ones are not in what is shown, in tables and in formulas made of them neither', () => {
    const { cost: _, margin: __, ...rest } = withLines.data;
    expect(shown(ana(['seller']), withLines)).toEqual({ ...rest, lines: [{ id: 'L1', quantity: '1' }] });
  });

  it('what one role shows, another does not hide; a role speaks only for what it sees', () => {
    expect(shown(ana(['seller', 'leader'], ['red']), withLines)).toBe(withLines.data);
    const hisOwn = deal({ data: { ...withLines.data, salesperson: 'ana', team: 'blue', region: 'north' } });
    expect(shown(ana(['seller', 'north']), hisOwn)).toBe(hisOwn.data);
    const small = deal({ data: { ...hisOwn.data, amount: '99' } });
    expect(shown(ana(['seller', 'north']), small)).not.toHaveProperty('cost');
  });

  it('are hidden by stage', () => {
    expect(shown(ana(['auditor']), ions)).not.toHaveProperty('amount');
    expect(
      shown(ana(['auditor']), { ...ions, stage: 'open', states: ['open'], phase: 'posted' }),
    ).toHaveProperty('amount');
  });

  it('of history too: a change of a hidden field, and the hidden column of a new line', () => {
    const entry = {
      id: 'h',
      record: withLines.id,
      version: 2,
      at: '',
      by: 'ana',
      what: 'edit',
      key: null,
      stageBefore: null,
      stageAfter: null,
      changes: [
        { path: '/cost', before: null, after: '60' },
        { path: '/name', before: null, after: 'x' },
        { path: '/lines/L1/cost', before: null, after: '60' },
        { path: '/lines/L1', before: null, after: { id: 'L1', quantity: '1', cost: '60' } },
      ],
    };
    const [told] = openAccess(model, settingFor(ana(['seller']))).shownHistory(withLines, [entry]);
    expect(told?.changes).toEqual([
      { path: '/name', before: null, after: 'x' },
      { path: '/lines/L1', before: null, after: { id: 'L1', quantity: '1' } },
    ]);
  });

  it('closed ones are refused, in an edit, in a new record and in a line; the rest goes through', () => {
    const codes = (user: User, command: Parameters<typeof decide>[2], record: Stored | null): unknown => {
      const decided = decide(
        model,
        validators,
        command,
        record ? factsOf(record) : emptyFacts(),
        settingFor(user),
      );
      return decided.kind === 'refusal'
        ? decided.problems.map(({ pointer, code }) => `${pointer} ${code}`)
        : decided.kind;
    };
    const edit = (patch: JsonObject) => ({ kind: 'edit' as const, id: withLines.id, patch });
    const seller = ana(['seller']);
    expect(codes(seller, edit({ cost: '1' }), withLines)).toEqual(['/cost not-editable']);
    expect(codes(seller, edit({ lines: { L1: { cost: '1' } } }), withLines)).toEqual([
      '/lines/0/cost not-editable',
    ]);
    expect(codes(seller, edit({ lines: { L1: { quantity: '2' } } }), withLines)).toBe('decision');
    expect(codes(seller, edit({ lines: [{ id: 'L1', quantity: '3' }] }), withLines)).toBe('decision');
    expect(codes(seller, { kind: 'create', type: 'deal', data: { name: 'n', cost: '1' } }, null)).toEqual([
      '/cost not-editable',
    ]);
    expect(codes(seller, { kind: 'create', type: 'deal', data: { name: 'n' } }, null)).toBe('decision');
    expect(codes(ana(['auditor']), edit({ name: 'other' }), withLines)).toEqual(['/name not-editable']);
  });

  it('a whole table sent without its hidden column keeps it', () => {
    const command = {
      kind: 'edit' as const,
      id: withLines.id,
      patch: { lines: [{ id: 'L1', quantity: '3' }] },
    };
    const decided = decide(model, validators, command, factsOf(withLines), settingFor(ana(['seller'])));
    expect(decided).toMatchObject({
      records: [{ after: { data: { lines: [{ id: 'L1', quantity: '3', cost: '60' }] } } }],
    });
  });

  it('of a form: hidden ones are invisible, closed ones not editable', () => {
    const answer = describeRecord(
      model,
      validators,
      withLines.id,
      factsOf(withLines),
      settingFor(ana(['auditor'])),
    );
    if (answer.kind !== 'description') throw new Error(answer.kind);
    expect(answer.fields['amount']).toEqual({ visible: false, editable: false, required: false });
    expect(answer.fields['name']).toMatchObject({ visible: true, editable: false });
    expect(answer.fields['region']).toMatchObject({ visible: true, editable: true });
  });
});

describe('why, role by role', () => {
  const asked = (user: User, record: Stored, question: WhyQuestion, language = 'en') =>
    why(model, settingFor(user, language), record, question);

  test.each<[string, User, Stored, WhyQuestion, boolean, readonly string[]]>([
    ['no role', person('ana', []), anas, { kind: 'read' }, false, ['You have no role in this company.']],
    ['granted', ana(['seller']), anas, { kind: 'read' }, true, ['The role “Seller” allows it.']],
    [
      'own',
      ana(['seller']),
      ions,
      { kind: 'edit' },
      false,
      ['The role “Seller” sees only its own records; this one belongs to somebody else.'],
    ],
    [
      'team',
      ana(['leader'], ['blue']),
      ions,
      { kind: 'read' },
      false,
      ['The role “Leader” sees only records of its teams; this one belongs to another.'],
    ],
    [
      'condition',
      ana(['north']),
      ions,
      { kind: 'read' },
      false,
      ["The role “North” sees only records that fulfil: doc.region == 'north' && doc.amount > 100."],
    ],
    [
      'no grant',
      ana(['guest']),
      anas,
      { kind: 'read' },
      false,
      ['The role “Guest” grants nothing on “Deal”.'],
    ],
    [
      'an event',
      ana(['seller', 'leader'], ['red']),
      anas,
      { kind: 'event', key: 'CLOSE' },
      true,
      ['The role “Leader” allows it.', 'The role “Seller” does not allow “Close”.'],
    ],
    [
      'a verb on other records',
      ana(['leader'], ['red']),
      ions,
      { kind: 'edit' },
      false,
      ['The role “Leader” allows “edit” on other records, not on this one.'],
    ],
    [
      'a conversion',
      ana(['north']),
      anas,
      { kind: 'conversion', key: 'deal-to-task' },
      false,
      ['The role “North” does not allow “Make task”.'],
    ],
    [
      'a print',
      ana(['seller']),
      anas,
      { kind: 'print', key: 'sheet' },
      true,
      ['The role “Seller” allows it.'],
    ],
    [
      'a hidden column',
      ana(['seller']),
      anas,
      { kind: 'field', path: 'lines.cost' },
      false,
      ['The role “Seller” hides “Cost”.'],
    ],
    [
      'a field hidden in a stage',
      ana(['auditor']),
      anas,
      { kind: 'field', path: 'amount' },
      false,
      ['The role “Auditor” hides “Amount” in this stage.'],
    ],
    [
      'a closed field',
      ana(['auditor']),
      anas,
      { kind: 'field', path: 'name' },
      true,
      ['The role “Auditor” shows “Name” without letting it change.'],
    ],
  ])('%s', (_, user, record, question, allowed, words) => {
    const told = asked(user, record, question);
    expect(told.allowed).toBe(allowed);
    expect(told.reasons.map((reason) => reason.words)).toEqual(words);
  });

  it('speaks Romanian and Polish', () => {
    expect(asked(ana(['guest']), anas, { kind: 'read' }, 'ro').reasons[0]?.words).toBe(
      'Rolul „Guest” nu dă niciun drept asupra „Deal”.',
    );
    expect(asked(ana(['guest']), anas, { kind: 'read' }, 'pl').reasons[0]?.words).toBe(
      'Rola „Guest” nie daje żadnych praw do „Deal”.',
    );
  });
});

describe('a right that no list could be filtered by is refused when the pack is checked', () => {
  const problems = (grant: object) =>
    compile(
      { files: dealFiles({ 'roles.json': { ...roles, north: { title: 'North', types: { deal: grant } } } }) },
      { validator: ajvValidator },
    ).problems.map(({ code, pointer }) => `${code} ${pointer}`);

  test.each([
    [{ read: { expr: 'doc.margin > 0' } }, 'expr-no-column /north/types/deal/read/expr'],
    [{ read: { expr: 'doc.amount / 2 > 1' } }, 'expr-not-sql /north/types/deal/read/expr'],
    [{ read: { expr: 'doc.amount' } }, 'expr-type /north/types/deal/read/expr'],
    [{ read: { expr: 'doc.amuont > 0' } }, 'expr-unknown-field /north/types/deal/read/expr'],
    [{ read: { expr: "'a' in user.tems" } }, 'expr-unknown-field /north/types/deal/read/expr'],
    [{ read: 'all', fields: { costs: 'hidden' } }, 'unknown-field /north/types/deal/fields/costs'],
    [
      { read: 'all', fields: { cost: { hidden: ['drafted'] } } },
      'unknown-state /north/types/deal/fields/cost/hidden/0',
    ],
    [{ read: 'all', conversions: ['deal-to-none'] }, 'unknown-conversion /north/types/deal/conversions/0'],
  ])('%j', (grant, expected) => {
    expect(problems(grant)).toContain(expected);
  });

  test.each([
    { read: { expr: "doc.amount > 0 && (doc.region in ['north', 'south'] || doc.team in user.teams)" } },
    { read: { expr: "doc.createdAt > now || 'open' in doc.states || startsWith(user.email, doc.region)" } },
    {
      read: 'all',
      edit: { expr: 'doc.margin / 2 > 0' },
      fields: { 'lines.cost': { readonly: true, hidden: ['open'] } },
    },
  ])('near miss: %j', (grant) => {
    expect(problems(grant)).toEqual([]);
  });
});
