import { expect, test } from 'vitest';
import {
  compile,
  compileMigrations,
  diffPacks,
  planChanges,
  standingProblems,
  type EffectPlan,
  type PackText,
} from '#engine';
import { ajvValidator } from '../../../runtime/validation.ts';
import { base, change, type Changes } from './packs.ts';

function sideOf(pack: PackText) {
  const { model, problems } = compile(pack, { validator: ajvValidator });
  if (model === null)
    throw new Error(problems.map(({ file, pointer, message }) => `${file}${pointer}: ${message}`).join('\n'));
  const { migrations, problems: told } = compileMigrations(pack, { validator: ajvValidator });
  expect(told).toEqual([]);
  return { pack, model, migrations };
}

const plan = (changes: Changes, language?: string): EffectPlan =>
  planChanges({ before: sideOf(base), after: sideOf(change(base, changes)) }, language);
const told = (changes: Changes): readonly unknown[] =>
  plan(changes).effects.map(({ kind, touches, problem }) => [kind, touches, problem?.code ?? null]);

test('nothing changed, nothing planned', () => {
  expect(plan({})).toEqual({ effects: [], problems: [] });
});

test('a field of a shared shape is new in every type made of it; no record is touched', () => {
  const { effects } = plan({ 'types/paper/schema.json#/properties/colour': { type: 'string' } });
  expect(
    effects.map(({ kind, file, pointer, words, touches }) => [kind, file, pointer, words, touches]),
  ).toEqual([
    [
      'field-added',
      'types/paper/schema.json',
      '/properties/colour',
      'Field “colour” of deal: new, empty in existing records',
      null,
    ],
    [
      'field-added',
      'types/paper/schema.json',
      '/properties/colour',
      'Field “colour” of wish: new, empty in existing records',
      null,
    ],
  ]);
});

test('a removed field is hidden, not lost: no problem', () => {
  expect(told({ 'types/paper/schema.json#/properties/note': null })).toEqual([
    ['field-removed', { type: 'deal', field: 'note' }, null],
    ['field-removed', { type: 'wish', field: 'note' }, null],
  ]);
});

const remark = { type: 'string', maxLength: 200, renamedFrom: 'note' };
const renames: Changes = {
  'types/paper/schema.json#/properties/note': null,
  'types/paper/schema.json#/properties/remark': remark,
};

test('a renamed field needs a migration, type by type', () => {
  expect(told({ ...renames, 'migrations/wish/1-to-2.json': { rename: { note: 'remark' } } })).toEqual([
    ['field-renamed', { type: 'deal', field: 'note' }, 'field-rename-strands'],
    ['field-renamed', { type: 'wish', field: 'note' }, null],
    ['migration-added', { type: 'wish' }, null],
  ]);
});

test('a field of another kind needs a migration that transforms it', () => {
  const flag = { 'types/customer/schema.json#/properties/blocked': { type: 'string' } };
  const guard = {
    'types/wish/machine.json#/states/draft/on/SEND/guard/params/expr': "doc.customer.blocked != 'yes'",
  };
  const when = { 'conversions/wish-to-deal.json#/when/guard/expr': "source.customer.blocked != 'yes'" };
  const bare = plan({ ...flag, ...guard, ...when });
  expect(bare.problems.map(({ code, severity, message }) => [code, severity, message])).toEqual([
    [
      'field-strands',
      'error',
      '“blocked” of customer is no longer what is stored: it was boolean and becomes text.',
    ],
  ]);
  const migration = {
    was: { blocked: { type: 'boolean' } },
    transform: { blocked: { expr: "doc.blocked ? 'yes' : 'no'" } },
  };
  const covered = plan({ ...flag, ...guard, ...when, 'migrations/customer/1-to-2.json': migration });
  expect(covered.problems).toEqual([]);
  expect(covered.effects.find(({ kind }) => kind === 'field-retyped')).toMatchObject({
    isDestructive: true,
    isCovered: true,
  });
});

test('a field that takes less is warned of', () => {
  const [effect] = plan({ 'types/paper/schema.json#/properties/note/maxLength': 50 }).effects;
  expect([effect?.kind, effect?.params['what'], effect?.problem?.severity]).toEqual([
    'field-narrowed',
    'maxLength 50',
    'warning',
  ]);
});

test('a removed stage needs to say where its records go; events and conversions name what they touch', () => {
  const gone: Changes = {
    'types/wish/machine.json#/states/cancelled': null,
    'types/wish/machine.json#/states/draft/on/CANCEL': null,
    'types/wish/machine.json#/states/sent/on': {},
    'conversions/wish-to-deal.json#/title': 'Order it',
  };
  expect(told(gone)).toEqual([
    ['event-removed', { type: 'wish', states: ['draft'] }, null],
    ['event-removed', { type: 'wish', states: ['sent'] }, null],
    ['stage-removed', { type: 'wish', states: ['cancelled'] }, 'stage-strands'],
    ['conversion-changed', { type: 'wish', states: ['sent'] }, null],
  ]);
  expect(
    plan({ ...gone, 'migrations/wish/1-to-2.json': { stageMap: { cancelled: 'sent' } } }).problems,
  ).toEqual([]);
});

test('a stage keeps its phase under the records in it', () => {
  expect(
    plan({
      'types/deal/machine.json#/states/closed/meta/phase': 'void',
      'types/deal/machine.json#/states/closed/always': null,
    }).problems.map(({ code }) => code),
  ).toEqual(['stage-phase-strands']);
});

test('columns, formulas, tracks and everything else are told by kind', () => {
  expect(
    told({
      'types/wish/type.json#/columns': ['date', 'total', 'note'],
      'types/paper/schema.json#/properties/total/x-formula': 'sum(doc.lines.map(l, l.net)) + 1',
      'types/deal/type.json#/tracks/delivery/full': 'line.quantity + 0',
      'app.json#/menu/work/title': 'Desk',
      'roles.json#/clerk': null,
    }),
  ).toEqual([
    ['formula-changed', { type: 'deal', field: 'total' }, null],
    ['formula-changed', { type: 'wish', field: 'total' }, null],
    ['column-promoted', { type: 'wish' }, null],
    ['column-demoted', null, null],
    ['track-changed', { type: 'deal' }, null],
    ['file-changed', null, null],
    ['file-changed', null, null],
  ]);
});

test('a problem stands only where a record is touched', () => {
  const found = plan(renames);
  expect(found.problems).toHaveLength(2);
  expect(standingProblems(found, [0, 3]).map(({ params }) => params['type'])).toEqual(['wish']);
});

test('a withdrawn migration is a problem: records may have taken it', () => {
  const with1 = change(base, { 'migrations/wish/1-to-2.json': { title: 'One' } });
  const back = planChanges({ before: sideOf(with1), after: sideOf(base) });
  expect(back.problems.map(({ code }) => code)).toEqual(['migration-withdrawn']);
});

test('a plan speaks en, ro and pl', () => {
  const words = (language: string): unknown =>
    plan({ 'types/wish/machine.json#/states/draft/on/CANCEL': null }, language).effects[0]?.words;
  expect(words('en')).toBe('Event “CANCEL” in stage “draft” of wish: taken away');
  expect(words('ro')).toBe('Evenimentul „CANCEL” în stadiul „draft” din wish: eliminat');
  expect(words('pl')).toBe('Zdarzenie „CANCEL” w etapie „draft” typu wish: usunięte');
});

test('what a stage, a field or a type does otherwise is told, with whom it touches; looks touch no record', () => {
  const approval = { steps: { head: { title: 'Head', of: { users: 'doc.note' } } }, approve: 'CANCEL' };
  expect(told({ 'types/wish/machine.json#/states/sent/meta/approval': approval })).toEqual([
    ['stage-changed', { type: 'wish', states: ['sent'] }, null],
  ]);
  expect(told({ 'types/wish/machine.json#/states/sent/meta/color': 'red' })).toEqual([
    ['stage-changed', null, null],
  ]);
  expect(told({ 'types/wish/machine.json#/delays': { soon: { expr: 'addDays(today, 2)' } } })).toEqual([
    ['stages-changed', { type: 'wish' }, null],
  ]);
  const check = { expr: "doc.name != 'x'", reason: 'No' };
  const { effects } = plan({ 'types/customer/schema.json#/properties/name/x-check': check });
  expect(effects.map(({ words, touches }) => [words, touches])).toEqual([
    ['Field “name” of customer: otherwise from now on (x-check)', { type: 'customer', field: 'name' }],
  ]);
  expect(told({ 'types/customer/type.json#/label': "doc.name + '!'" })).toEqual([
    ['type-changed', { type: 'customer' }, null],
  ]);
});

test('a field that is required from now on touches the records that lack it', () => {
  const required = ['customer', 'note', 'lines'];
  const touched = plan({ 'types/wish/schema.json#/required': required }).effects.find(
    ({ kind }) => kind === 'field-required',
  );
  expect(touched?.touches).toEqual({ type: 'wish', field: 'note', lacks: true });
});

test('a migration that says otherwise is told: who has taken it does not take it again', () => {
  const step = (to: string): Changes => ({
    'migrations/wish/1-to-2.json': { transform: { note: { value: to } } },
  });
  const { effects } = planChanges({
    before: sideOf(change(base, step('a'))),
    after: sideOf(change(base, step('b'))),
  });
  expect(effects.map(({ kind, touches }) => [kind, touches])).toEqual([
    ['migration-changed', { type: 'wish' }],
  ]);
});

/** Every member of every definition of the types, taken away or, if it is a word, changed. */
function mutants(): readonly Changes[] {
  return Object.entries(base.files).flatMap(([file, text]) => {
    if (!/^types\/(wish|paper|customer)\//.test(file)) return [];
    const found: Changes[] = [];
    const walk = (value: unknown, pointer: string): void => {
      // What a field holds is plain without it.
      if (pointer.endsWith('/type')) return;
      if (pointer !== '') found.push({ [`${file}#${pointer}`]: null });
      if (typeof value === 'string') found.push({ [`${file}#${pointer}`]: `${value} ` });
      if (typeof value !== 'object' || value === null || Array.isArray(value)) return;
      for (const [key, inner] of Object.entries(value)) walk(inner, `${pointer}/${key}`);
    };
    walk(JSON.parse(text), '');
    return found;
  });
}

test('no change of a type goes unsaid', () => {
  const before = sideOf(base);
  const unsaid = mutants().flatMap((changes) => {
    const pack = change(base, changes);
    const { model } = compile(pack, { validator: ajvValidator });
    if (model === null || diffPacks(base, pack).length === 0) return [];
    const { migrations } = compileMigrations(pack, { validator: ajvValidator });
    return planChanges({ before, after: { pack, model, migrations } }).effects.length === 0 ? [changes] : [];
  });
  // What says the same: no fields of its own, the key that documents have anyway, the title of a shape.
  expect(unsaid.flatMap((changes) => Object.keys(changes))).toEqual([
    'types/paper/type.json#/title',
    'types/wish/schema.json#/properties',
    'types/wish/type.json#/key',
  ]);
});
