import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { referencePages } from '../docs/generate-reference.ts';

const root = join(import.meta.dirname, '..', '..');

test('the reference in docs/ is what the grammar and the catalogue say; else: node tests/docs/generate-reference.ts', () => {
  const stale = [...referencePages()].flatMap(([path, text]) => {
    try {
      return readFileSync(join(root, path), 'utf8') === text ? [] : [path];
    } catch {
      return [`${path} is missing`];
    }
  });
  expect(stale).toEqual([]);
});
