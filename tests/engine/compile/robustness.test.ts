// compile() answers with problems whatever an author, an import or an attacker puts into a pack: it never throws.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { compile, type PackText } from '#engine';
import { ajvValidator } from '../../../runtime/validation.ts';
import { allPacks } from '../all-packs.ts';
import { base } from '../check/packs.ts';
import { allowTime, mutations } from '../runs.ts';

allowTime();

/** The small pack is quick to compile and has one of everything; the whole ones have the company of everything. */
const packs: readonly PackText[] = [base, base, base, ...allPacks.map(({ pack }) => pack)];
const anyPack = fc.constantFrom(...packs).map((pack) => ({ pack, paths: Object.keys(pack.files) }));
const words = "doc line total . ( ) [ ] 1 ' + && || == sum { } lines , map x today null true progress".split(
  ' ',
);

const mutated: fc.Arbitrary<PackText> = anyPack.chain(({ pack, paths }) => {
  const path = fc.constantFrom(...paths);
  const json = fc.constantFrom(...paths.filter((each) => each.endsWith('.json')));
  return fc.oneof(
    // A value replaced anywhere by anything.
    fc
      .tuple(json, fc.nat(), fc.jsonValue({ maxDepth: 2 }))
      .map(([at, place, value]) => mutate(pack, at, place, () => value)),
    // A member taken away anywhere.
    fc.tuple(json, fc.nat()).map(([at, place]) => mutate(pack, at, place, () => undefined)),
    // A name under which something stands becomes another.
    fc
      .tuple(json, fc.nat(), fc.string({ maxLength: 6 }))
      .map(([at, place, name]) =>
        mutate(pack, at, place, (value) => (isMap(value) ? renamed(value, place, name) : name)),
      ),
    // Any text where a text stands: expressions among them.
    fc
      .tuple(json, fc.nat(), fc.array(fc.constantFrom(...words), { maxLength: 12 }))
      .map(([at, place, parts]) =>
        mutate(pack, at, place, (value) => (typeof value === 'string' ? parts.join('') || ' ' : value)),
      ),
    // Two definitions change places, or one is gone.
    fc.tuple(path, path).map(([one, other]) => {
      const { files } = pack;
      return { files: { ...files, [one]: files[other] ?? '', [other]: files[one] ?? '' } };
    }),
    path.map((gone) => ({
      files: Object.fromEntries(Object.entries(pack.files).filter(([each]) => each !== gone)),
    })),
    // Text cut or spoilt anywhere.
    fc.tuple(path, fc.nat(), fc.string({ maxLength: 5 })).map(([at, place, noise]) => {
      const text = pack.files[at] ?? '';
      const cut = place % (text.length + 1);
      return {
        files: { ...pack.files, [at]: text.slice(0, cut) + noise + text.slice(cut + noise.length) },
      };
    }),
  );
});

describe('compile never throws', () => {
  it(`on ${mutations.numRuns} mutations of every pack`, () => {
    fc.assert(fc.property(mutated, expectProblems), mutations);
  });

  it('on nesting without end', () => {
    expectProblems({ files: { ...base.files, 'app.json': '['.repeat(200_000) } });
    expectProblems({ files: {} });
  });
});

/** A model exactly when no error was found, and every range lies within its file. */
function expectProblems(pack: PackText): void {
  const { model, problems } = compile(pack, { validator: ajvValidator });
  expect(model === null).toBe(problems.some((problem) => problem.severity === 'error'));
  for (const { range, file, message, cure } of problems) {
    if (range !== null) {
      expect(range.start).toBeLessThanOrEqual(range.end);
      expect(range.end).toBeLessThanOrEqual((pack.files[file] ?? '').length + 5);
    }
    expect(message).not.toMatch(/undefined|\[object/);
    expect(cure).not.toBe('');
  }
}

type Box = Record<string | number, unknown>;

/** Changes the value at the n-th place of a file. */
function mutate(pack: PackText, path: string, n: number, to: (value: unknown) => unknown): PackText {
  const root: { json: unknown } = { json: JSON.parse(pack.files[path] ?? '{}') };
  const places: [Box, string | number][] = [];
  const walk = (box: Box, key: string | number): void => {
    places.push([box, key]);
    const value = box[key];
    if (typeof value === 'object' && value !== null)
      for (const inner of Object.keys(value)) walk(value as Box, inner);
  };
  walk(root as Box, 'json');
  const [box, key] = places[n % places.length] ?? [root as Box, 'json'];
  box[key] = to(box[key]);
  return { files: { ...pack.files, [path]: JSON.stringify(root.json) ?? '' } };
}

function isMap(value: unknown): value is Box {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function renamed(map: Box, n: number, name: string): Box {
  const entries = Object.entries(map);
  const at = n % Math.max(entries.length, 1);
  return Object.fromEntries(entries.map(([key, value], index) => [index === at ? name : key, value]));
}
