/// <reference types="vite/client" />
import { expect, it } from 'vitest';
import written from '../../../docs/expressions.md?raw';
import { expressionsPage } from '../../docs/expressions-page.ts';

it('docs/expressions.md is what the function registry says; else: node tests/docs/generate-expressions.ts', () => {
  expect(written).toBe(expressionsPage());
});
