/// <reference types="vite/client" />
// Stages told as stories: approvals, timers, history, forms.
import { expect, test } from 'vitest';
import { compile, makeValidators, playScenario, type Scenario } from '#engine';
import { ajvValidator } from '../../../runtime/validation.ts';

const files = import.meta.glob<string>('./pack/**/*.json', {
  query: '?raw',
  import: 'default',
  eager: true,
});
const stories = import.meta.glob<Scenario>('./scenarios/*.json', { import: 'default', eager: true });

const { model, problems } = compile(
  {
    files: Object.fromEntries(
      Object.entries(files).map(([path, text]) => [path.replace('./pack/', ''), text]),
    ),
  },
  { validator: ajvValidator },
);

test('the pack is sound', () => {
  expect(problems.filter(({ severity }) => severity !== 'info')).toEqual([]);
});

test.each(Object.entries(stories))('%s', (_, story) => {
  if (!model) throw new Error('the pack does not compile');
  expect(playScenario(model, makeValidators(model, ajvValidator), story, {}).detail).toBeNull();
});
