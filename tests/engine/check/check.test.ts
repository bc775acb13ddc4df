/// <reference types="vite/client" />
import { describe, expect, it } from 'vitest';
import { base, change, problemsOf, type Changes } from './packs.ts';

const files = import.meta.glob<unknown>('./cases/*/*.json', { import: 'default', eager: true });

/** Each folder: what the author changes in the sound pack, what is told, and a change that is right by a hair. */
const names = [...new Set(Object.keys(files).map((path) => path.split('/')[2] ?? ''))].sort();

describe('check', () => {
  it('finds nothing in the sound pack', () => {
    expect(problemsOf(base)).toEqual([]);
  });

  describe.each(names)('%s', (name) => {
    const read = (file: string): unknown => files[`./cases/${name}/${file}.json`];
    const codes =
      (read('expected') as readonly { code: string }[] | undefined)?.map(({ code }) => code) ?? [];

    it('is told with place, words and cure', async () => {
      const found = problemsOf(change(base, read('wrong') as Changes));
      if (
        import.meta.env.MODE === 'test' &&
        typeof process !== 'undefined' &&
        process.env['UPDATE'] === '1'
      ) {
        const { writeFileSync } = await import('node:fs');
        writeFileSync(
          new URL(`./cases/${name}/expected.json`, import.meta.url),
          `${JSON.stringify(found, null, 2)}\n`,
        );
        return;
      }
      expect(found).toEqual(read('expected'));
    });

    it('is not told of the near miss', () => {
      const near = problemsOf(change(base, read('near-miss') as Changes)) as readonly { code: string }[];
      expect(near.map(({ code }) => code).filter((code) => codes.includes(code))).toEqual([]);
    });
  });
});
