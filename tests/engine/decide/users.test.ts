// A record of the pack's says who a user is. @source definitions.md, `user` in scope
import { describe, expect, it, test } from 'vitest';
import {
  compile,
  computeForm,
  emptyFacts,
  loadModel,
  makeValidators,
  playScenario,
  StagePlay,
  treesOf,
} from '#engine';
import type { Facts, Json, JsonObject, Needs, Stored } from '#engine';
import { ajvValidator } from '../../../runtime/validation.ts';
import { branchFile, branchFiles } from '../roles/branch-pack.ts';
import { settingFor } from '../roles/pack.ts';

const guarded = branchFile('types/deal/machine.json') as {
  states: { draft: { on: Record<string, Json> } };
};
guarded.states.draft.on['OPEN'] = {
  target: 'open',
  meta: { title: 'Open' },
  guard: { type: 'expr', params: { expr: 'user.grade > 2', reason: '{user.nick} may not open' } },
};
const files = branchFiles({ 'types/deal/machine.json': guarded });
const { model } = compile({ files }, { validator: ajvValidator });

const people = {
  ana: { roles: ['boss'] },
  ion: { roles: ['boss'], email: 'i.pop@example.com' },
  max: { roles: ['boss'] },
};

class Firm extends StagePlay {
  constructor() {
    super(model!, makeValidators(model!, ajvValidator), { today: '2026-03-02', people });
  }

  make(type: string, data: JsonObject, by = 'ana'): Stored {
    const made = this.run({ kind: 'create', type, data }, by);
    if (made.kind === 'refusal') throw new Error(`${made.message} ${JSON.stringify(made.problems)}`);
    return this.store.records.get(made.record)!;
  }

  open(id: string, by: string): string {
    const answer = this.run({ kind: 'fire', id, event: 'OPEN', input: {} }, by);
    return answer.kind === 'refusal' ? answer.message : answer.kind;
  }
}

describe('who is found by his e-mail', () => {
  const firm = new Firm();
  const north = firm.make('department', { code: 'north' });
  const ana = firm.make('employee', { email: 'ana@example.com', grade: 3, nick: 'A.', department: north.id });
  const ion = firm.make('employee', { email: 'i.pop@example.com', grade: 1, nick: 'I.' });

  it('has what his record says in defaults and formulas, and what the account says where both do', () => {
    expect(firm.make('deal', {}).data).toMatchObject({
      person: ana.id,
      department: north.id,
      nick: 'A./ana',
      place: 'north',
    });
    const { data } = firm.make('deal', {}, 'ion');
    expect(data).toMatchObject({ person: ion.id, nick: 'I./ion' });
    expect(data).not.toHaveProperty('place');
  });

  it('is let through by guards, or told why not', () => {
    const { id } = firm.make('deal', {});
    expect(firm.open(id, 'ion')).toBe('I. may not open');
    expect(firm.open(id, 'ana')).toBe('decision');
  });

  it('is nobody without a record, and when it was archived', () => {
    expect(firm.make('deal', {}, 'max').data).toEqual({ nick: '/max' });
    const { id } = firm.make('deal', {}, 'max');
    expect(firm.open(id, 'max')).toBe(' may not open');
    firm.store.records.set(ana.id, { ...ana, archived: true });
    expect(firm.make('deal', {}).data).toEqual({ nick: '/ana' });
  });
});

test('a form reads the record as it reads any other, and nothing of it when it may not', () => {
  const form = loadModel({ files }, treesOf({ files }));
  const user = { id: 'u', name: 'Ana', email: 'ana@example.com', roles: ['boss'], teams: [], record: 'e-1' };
  const setting = { ...settingFor(user), seed: 'form' };
  const compute = (facts: Facts) =>
    computeForm(form, makeValidators(form, ajvValidator), 'deal', {}, null, facts, setting);
  const asked = compute(emptyFacts()) as Needs;
  expect(asked).toMatchObject({ kind: 'needs', records: ['e-1'] });
  const { ana } = { ana: new Firm().make('employee', { email: 'ana@example.com', nick: 'A.' }) };
  const known = compute({ ...emptyFacts(), records: new Map([['e-1', { ...ana, id: 'e-1' }]]) });
  expect(known).toMatchObject({ kind: 'computed', data: { person: 'e-1', nick: 'A./Ana' } });
});

test.each([
  ['user.nick', null],
  ['user.record.nick', null],
  ['user.department.code', null],
  ['user.nik', /employee has no field “nik”/],
])('%s is checked as a field of the record', (expr, problem) => {
  const schema = branchFile('types/deal/schema.json') as { properties: Record<string, JsonObject> };
  schema.properties['place'] = { type: 'string', title: 'Place', 'x-formula': expr };
  const { problems } = compile(
    { files: branchFiles({ 'types/deal/schema.json': schema }) },
    { validator: ajvValidator },
  );
  const errors = problems.filter(({ severity }) => severity === 'error').map(({ message }) => message);
  if (problem === null) expect(errors).toEqual([]);
  else expect(errors.join()).toMatch(problem);
});

test('a story names people by the e-mail that their record is found by', () => {
  const scenario = {
    title: 'Opened by who may',
    given: {
      people: { ana: { roles: ['boss'], email: 'a.pop@example.com' }, ion: { roles: ['boss'] } },
      records: {
        employee: [
          { email: 'a.pop@example.com', grade: 3 },
          { email: 'ion@example.com', grade: 1 },
        ],
      },
    },
    when: [
      { create: 'deal', as: 'deal', by: 'ana', data: {} },
      { fire: 'OPEN', on: 'deal', by: 'ion', refused: { code: 'guard-failed' } },
      { fire: 'OPEN', on: 'deal', by: 'ana' },
    ],
    then: { deal: { stage: 'open', data: { person: 'a.pop@example.com' } } },
  };
  const text = JSON.stringify(scenario);
  const { problems } = compile(
    { files: { ...files, 'scenarios/opened.json': text } },
    { validator: ajvValidator },
  );
  expect(problems.filter(({ severity }) => severity === 'error')).toEqual([]);
  const result = playScenario(model!, makeValidators(model!, ajvValidator), scenario as never, {});
  expect(result.detail).toBeNull();
});
