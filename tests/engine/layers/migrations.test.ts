/// <reference types="vite/client" />
// Golden records: each folder has a change of the sound pack with its migrations, a record as it was stored before,
// and the record as it is read after.
import { describe, expect, it, test } from 'vitest';
import {
  chainOf,
  compile,
  compileMigrations,
  migrateRecord,
  withHidden,
  type JsonObject,
  type Stored,
} from '#engine';
import { ajvValidator } from '../../../runtime/validation.ts';
import { base, change, type Changes } from './packs.ts';

const files = import.meta.glob<unknown>('./migrations/*/*.json', { import: 'default', eager: true });
const names = [...new Set(Object.keys(files).map((path) => path.split('/')[2] ?? ''))].sort();

const whole: Stored = {
  id: '0192f000-0000-7000-8000-000000000001',
  type: 'wish',
  number: 'W-2026-00001',
  revision: 1,
  version: 3,
  stage: 'sent',
  states: ['sent'],
  phase: 'posted',
  title: 'W-2026-00001',
  owner: null,
  createdAt: '2026-03-02T08:00:00.000Z',
  createdBy: 'u1',
  updatedAt: '2026-03-02T08:00:00.000Z',
  postedAt: '2026-03-02T09:00:00.000Z',
  release: 1,
  archived: false,
  data: {},
};

interface Stored1 extends Partial<Stored> {
  /** Steps that the release knew which last wrote the record. */
  readonly taken?: readonly string[];
}

function read(changes: Changes, stored: Stored1) {
  const pack = change(base, changes);
  const { model, problems } = compile(pack, { validator: ajvValidator });
  const { migrations, problems: told } = compileMigrations(pack, { validator: ajvValidator });
  expect(
    [...problems, ...told]
      .filter(({ severity }) => severity === 'error')
      .map(({ file, pointer, message }) => [file, pointer, message]),
  ).toEqual([]);
  if (model === null) throw new Error('no model');
  const { taken = [], ...own } = stored;
  const record = { ...whole, ...own };
  return { record, migrated: migrateRecord(model, chainOf(migrations, record.type, taken), record) };
}

describe.each(names)('%s', (name) => {
  const part = (file: string): unknown => files[`./migrations/${name}/${file}.json`];

  it('is read as expected, twice the same, with storage untouched', async () => {
    const stored = part('stored') as Stored1;
    const before = JSON.stringify(stored);
    const { record, migrated } = read(part('changes') as Changes, stored);
    expect(JSON.stringify(stored)).toBe(before);
    expect(read(part('changes') as Changes, stored).migrated).toEqual(migrated);
    const seen =
      migrated.kind === 'parked'
        ? { parked: migrated.reason, at: migrated.at }
        : { ...differences(record, migrated.record), hidden: migrated.hidden };
    if (import.meta.env.MODE === 'test' && typeof process !== 'undefined' && process.env['UPDATE'] === '1') {
      const { writeFileSync } = await import('node:fs');
      writeFileSync(
        new URL(`./migrations/${name}/expected.json`, import.meta.url),
        `${JSON.stringify(seen, null, 2)}\n`,
      );
      return;
    }
    expect(seen).toEqual(part('expected'));
  });
});

/** What reading has changed of a record. */
function differences(before: Stored, after: Stored): object {
  return Object.fromEntries(
    Object.entries(after).filter(
      ([key, value]) => JSON.stringify(value) !== JSON.stringify(before[key as keyof Stored]),
    ),
  );
}

test('what is hidden goes back into storage with the lines that are still there', () => {
  const hidden: JsonObject = { old: 'x', lines: { L1: { colour: 'red' }, L2: { colour: 'blue' } } };
  expect(withHidden({ note: 'n', lines: [{ id: 'L2', thing: 'T' }] }, hidden)).toEqual({
    note: 'n',
    old: 'x',
    lines: [{ id: 'L2', thing: 'T', colour: 'blue' }],
  });
});

const problemsOf = (changes: Changes, language = 'en'): readonly unknown[] =>
  compileMigrations(change(base, changes), { validator: ajvValidator, language }).problems.map(
    ({ code, file, pointer, message }) => [code, `${file}#${pointer}`, message],
  );
const wish = (json: object): Changes => ({ 'migrations/wish/1-to-2.json': json });

test('migrations are checked: places, stages, expressions, order', () => {
  const at = 'migrations/wish/1-to-2.json#';
  expect(
    problemsOf(
      wish({
        rename: { note: 'remark', 'lines.price': 'price' },
        transform: { total: { expr: 'doc.sum + 1' }, 'lines.colour': { value: 'red' } },
        stageMap: { sent: 'posted' },
        park: { when: "lookup('customer', {'code': 'A'}) != null", reason: 'No' },
      }),
    ),
  ).toEqual([
    ['migration-field', `${at}/rename/note`, '“remark” is no field of wish.'],
    [
      'migration-moves-table',
      `${at}/rename/lines.price`,
      '“lines.price” cannot become “price”: a column stays in its table.',
    ],
    [
      'migration-expression',
      `${at}/transform/total/expr`,
      'The expression does not hold: wish has no field “sum”.',
    ],
    ['migration-field', `${at}/transform/lines.colour`, '“lines.colour” is no field of wish.'],
    ['migration-stage', `${at}/stageMap/sent`, '“posted” is no stage of wish.'],
    ['migration-reads', `${at}/park/when`, 'A migration sees one record alone; “lookup” would read another.'],
  ]);
  expect(
    problemsOf({
      ...wish({ stageMap: { waiting: 'back' } }),
      'types/wish/machine.json#/states/back': { type: 'history', target: 'draft' },
    }),
  ).toEqual([['migration-stage', `${at}/stageMap/waiting`, '“back” is no stage of wish.']]);
  const text = { type: 'string' };
  expect(problemsOf(wish({ was: { a: text, b: text }, rename: { a: 'note', b: 'note' } }))).toEqual([
    [
      'migration-joins',
      `${at}/rename/b`,
      '“b” becomes “note”, and so does another field: one of the two would be lost.',
    ],
  ]);
  expect(problemsOf({ 'migrations/wish/2-to-1.json': {} })).toEqual([
    [
      'migration-order',
      'migrations/wish/2-to-1.json#',
      'The migration does not lead to a later version: from 2 to 1.',
    ],
  ]);
  expect(problemsOf({ ...wish({}), 'migrations/wish/1-to-3.json': {} })).toEqual([
    ['migration-overlap', 'migrations/wish/1-to-3.json#', 'Two migrations of wish begin at version 1.'],
  ]);
  expect(problemsOf({ 'migrations/wihs/1-to-2.json': {} })).toEqual([
    [
      'migration-type',
      'migrations/wihs/1-to-2.json#',
      'There is no type “wihs” that this migration could be for.',
    ],
  ]);
});

test('a near miss of each is no problem', () => {
  expect(
    problemsOf({
      ...wish({
        was: { sum: { type: 'string', 'x-decimal': { precision: 12, scale: 2 } } },
        transform: { note: { expr: 'doc.sum == null ? doc.number : doc.note' } },
        stageMap: { waiting: 'sent' },
        park: { when: 'doc.sum == null', reason: 'Nothing is known of {doc.number}' },
      }),
      'migrations/wish/2-to-3.json': {},
      'migrations/wish/bakery-1-to-bakery-2.json': {},
    }),
  ).toEqual([]);
});

test('migrations are told of in en, ro and pl', () => {
  const words = (language: string): unknown =>
    (problemsOf({ 'migrations/wish/2-to-1.json': {} }, language)[0] as string[])[2];
  expect(words('ro')).toBe('Migrarea nu duce la o versiune ulterioară: de la 2 la 1.');
  expect(words('pl')).toBe('Migracja nie prowadzi do późniejszej wersji: od 2 do 1.');
});
