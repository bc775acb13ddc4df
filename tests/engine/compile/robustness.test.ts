// compile() answers with problems whatever an author, an import or an attacker puts into a pack: it never throws.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { compile, type PackText } from '#engine';
import { ajvValidator } from '../../../runtime/validation.ts';
import { base } from '../check/packs.ts';

const paths = Object.keys(base.files);
const runs = { numRuns: 100 };

describe('compile never throws', () => {
  it('on a value replaced anywhere by anything', () => {
    fc.assert(
      fc.property(
        fc.constantFrom(...paths),
        fc.nat(),
        fc.jsonValue({ maxDepth: 2 }),
        (path, place, value) => {
          expectProblems(mutate(path, place, () => value));
        },
      ),
      runs,
    );
  });

  it('on a member taken away anywhere', () => {
    fc.assert(
      fc.property(fc.constantFrom(...paths), fc.nat(), (path, place) => {
        expectProblems(mutate(path, place, () => undefined));
      }),
      runs,
    );
  });

  it('on two definitions that change places', () => {
    fc.assert(
      fc.property(fc.constantFrom(...paths), fc.constantFrom(...paths), (one, other) => {
        const { files } = base;
        expectProblems({ files: { ...files, [one]: files[other] ?? '', [other]: files[one] ?? '' } });
      }),
      runs,
    );
  });

  it('on text cut or spoilt anywhere', () => {
    fc.assert(
      fc.property(fc.constantFrom(...paths), fc.nat(), fc.string({ maxLength: 5 }), (path, at, noise) => {
        const text = base.files[path] ?? '';
        const cut = at % (text.length + 1);
        expectProblems({
          files: { ...base.files, [path]: text.slice(0, cut) + noise + text.slice(cut + noise.length) },
        });
      }),
      runs,
    );
  });

  it('on expressions of any text', () => {
    const words = [
      'doc',
      'line',
      'total',
      '.',
      '(',
      ')',
      '[',
      ']',
      '1',
      "'",
      '+',
      '&&',
      'sum',
      '{',
      '}',
      ' ',
      'lines',
      ',',
      'map',
      'x',
    ];
    fc.assert(
      fc.property(fc.array(fc.constantFrom(...words), { maxLength: 12 }), (parts) => {
        const json = JSON.parse(base.files['types/paper/schema.json'] ?? '') as {
          properties: { note: object };
        };
        Object.assign(json.properties.note, { 'x-visible': parts.join('') || ' ' });
        expectProblems({ files: { ...base.files, 'types/paper/schema.json': JSON.stringify(json) } });
      }),
      runs,
    );
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
function mutate(path: string, n: number, to: (value: unknown) => unknown): PackText {
  const root: { json: unknown } = { json: JSON.parse(base.files[path] ?? '{}') };
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
  return { files: { ...base.files, [path]: JSON.stringify(root.json) ?? '' } };
}
