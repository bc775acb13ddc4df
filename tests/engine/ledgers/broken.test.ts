// What an author can get wrong in ledgers and postings is told; it never throws.
import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { compileFiles, packFiles } from './pack.ts';

const junk: readonly unknown[] = [
  null,
  true,
  -1,
  '',
  'doc.x',
  'balance.onHand >',
  [],
  {},
  { expr: 'key.item.code' },
  "balance('stock', 1).onHand",
  "balances('stock', {}, ['item', 'colour'])",
  'entry.value > 0 || balance.onHand in [1]',
];
const places = Object.keys(packFiles).filter((file) => /ledgers|postings|machine/.test(file));

interface Change {
  readonly file: string;
  readonly path: readonly number[];
  readonly how: 'remove' | 'rename' | 'replace';
  readonly value: unknown;
}

const change: fc.Arbitrary<Change> = fc.record({
  file: fc.constantFrom(...places),
  path: fc.array(fc.nat(20), { minLength: 1, maxLength: 5 }),
  how: fc.constantFrom('remove' as const, 'rename' as const, 'replace' as const),
  value: fc.constantFrom(...junk),
});

function broken({ file, path, how, value }: Change): Readonly<Record<string, unknown>> {
  const json = structuredClone(packFiles[file]) as Record<string, unknown>;
  let at = json;
  let key = '';
  for (const step of path) {
    const keys = Object.keys(at);
    key = keys[step % keys.length] ?? '';
    const next = at[key];
    if (typeof next !== 'object' || next === null || Object.keys(next).length === 0 || step === path.at(-1))
      break;
    at = next as Record<string, unknown>;
  }
  if (how === 'replace') at[key] = value;
  else {
    if (how === 'rename') at[`${key}x`] = at[key];
    delete at[key];
  }
  return { [file]: json };
}

test('a change at random gives problems or a model, nothing else', () => {
  fc.assert(
    fc.property(change, (one) => {
      const { model, problems } = compileFiles(broken(one));
      expect(model !== null || problems.some(({ severity }) => severity === 'error')).toBe(true);
    }),
    { seed: 20261122, numRuns: 100 },
  );
});
