// Compiling is deterministic and blind to the order of keys, in sound packs and in broken ones.
import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import {
  canonicalPack,
  compile,
  compileLayers,
  compileMigrations,
  makeValidators,
  planChanges,
  playScenario,
  type PackText,
  type Scenario,
} from '#engine';
import { ajvValidator } from '../../../runtime/validation.ts';
import { base } from '../layers/packs.ts';
import { edited, shuffled } from '../layers/random-edits.ts';
import { allPacks, baseDataOf } from '../all-packs.ts';
import { allowTime, properties } from '../runs.ts';

allowTime();
const sales = allPacks.find(({ name }) => name === 'sales')?.pack ?? { files: {} };

/** Lists of the model that are made of the keys of a map: sets, by their meaning. */
const SETS: ReadonlySet<string> = new Set(['required', 'children', 'reopens']);

/** What a compilation says, without the places in a spelling and the order of what has none. */
function said(pack: PackText): unknown {
  const { model, problems } = compile(pack, { validator: ajvValidator });
  // A message may quote what the author wrote, in the author's spelling.
  const told = problems
    .map(({ code, severity, file, pointer }) => [code, severity, file, pointer].join(' '))
    .sort();
  return { told, model: plain(model, new Map()) };
}

/** A model as plain data: maps by key, functions left out, lists of objects in one order. */
function plain(value: unknown, seen: Map<object, unknown>): unknown {
  if (typeof value === 'function' || value === undefined) return null;
  if (typeof value !== 'object' || value === null) return value;
  if (seen.has(value)) return seen.get(value);
  seen.set(value, 'again');
  const result = plainObject(value, seen);
  seen.set(value, result);
  return result;
}

function plainObject(value: object, seen: Map<object, unknown>): unknown {
  if (value instanceof Set) return [...value].sort();
  if (Array.isArray(value)) {
    const items = value.map((item) => plain(item, seen));
    return items.some((item) => typeof item === 'object' && item !== null)
      ? items.sort((a, b) => (JSON.stringify(a) < JSON.stringify(b) ? -1 : 1))
      : items;
  }
  const entries = value instanceof Map ? [...value] : Object.entries(value);
  const sorted = entries.map(([key, inner]): [string, unknown] => [
    String(key),
    plain(SETS.has(String(key)) && Array.isArray(inner) ? new Set(inner as unknown[]) : inner, seen),
  ]);
  return Object.fromEntries(sorted.sort(([a], [b]) => (a < b ? -1 : 1)));
}

test('the same pack gives the same model and the same problems', () => {
  fc.assert(
    fc.property(edited, (edit) => {
      const pack = edit(base);
      const [one, other] = [
        compile(pack, { validator: ajvValidator }),
        compile(pack, { validator: ajvValidator }),
      ];
      expect(other.problems).toEqual(one.problems);
      expect(plain(other.model, new Map())).toEqual(plain(one.model, new Map()));
    }),
    properties,
  );
});

test('the order of keys and files changes neither model nor problems; canonical spelling does not either', () => {
  fc.assert(
    fc.property(edited, fc.integer(), (edit, seed) => {
      const pack = edit(base);
      expect(said(shuffled(pack, seed))).toEqual(said(pack));
      expect(said(canonicalPack(pack))).toEqual(said(pack));
    }),
    properties,
  );
});

test('a whole pack in any spelling is the same model, and tells the same stories', () => {
  const expected = said(sales);
  for (const seed of [1, 2, 3]) expect(said(shuffled(sales, seed))).toEqual(expected);
  expect(said(canonicalPack(sales))).toEqual(expected);
  for (const pack of [shuffled(sales, 4), canonicalPack(sales)]) {
    const { model } = compile(pack, { validator: ajvValidator });
    if (model === null) throw new Error('no model');
    const validators = makeValidators(model, ajvValidator);
    const failed = Object.entries(pack.files).flatMap(([path, text]) => {
      if (!path.startsWith('scenarios/')) return [];
      const { passed, detail } = playScenario(
        model,
        validators,
        JSON.parse(text) as Scenario,
        baseDataOf(pack),
      );
      return passed ? [] : [`${path}: ${JSON.stringify(detail)}`];
    });
    expect(failed).toEqual([]);
  }
});

test('whatever lies on whatever, layers, migrations and plans answer with problems and never throw', () => {
  const whole = compile(base, { validator: ajvValidator }).model;
  fc.assert(
    fc.property(edited, edited, edited, (one, other, third) => {
      const layers = [one, other, third].map((edit, index) => ({ key: `layer-${index}`, pack: edit(base) }));
      const { model, problems, merged } = compileLayers(layers, { validator: ajvValidator });
      expect(model === null).toBe(problems.some(({ severity }) => severity === 'error'));
      for (const { layer, file, pointer } of problems) {
        expect(layer).toMatch(/^layer-[012]$/);
        expect(merged.originOf(file, pointer)?.layer ?? layer).toMatch(/^layer-[012]$/);
      }
      const { migrations } = compileMigrations(merged.pack, { validator: ajvValidator });
      if (model === null || whole === null) return;
      const before = { pack: base, model: whole };
      for (const { words } of planChanges({ before, after: { pack: merged.pack, model, migrations } })
        .effects)
        expect(words).not.toMatch(/[{}]/);
    }),
    properties,
  );
});
