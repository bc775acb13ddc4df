import { expect, test } from 'vitest';
import { codeOf, compileSmall, jsonOf, Play } from './pack.ts';

const schema = jsonOf('types/deal/schema.json') as { properties: Record<string, object> };

/** Counts the pairs of numbers up to what `note` is long. */
const slow = compileSmall({
  'types/deal/schema.json': {
    ...schema,
    properties: {
      ...schema.properties,
      pairs: {
        type: 'string',
        title: 'Pairs',
        'x-decimal': { precision: 18, scale: 0 },
        'x-formula':
          'sum(range(size(doc.note) * 500).map(a, size(range(size(doc.note) * 500).map(b, a + b))))',
      },
    },
  },
});

test('a formula that takes too many steps refuses the command in words, and other records live on', () => {
  const play = new Play({}, slow);
  const id = play.document('deal', ['1']);
  const refused = play.edit(id, { note: 'xxxxxxxx' });
  expect(refused).toMatchObject({ kind: 'refusal', code: 'too-many-steps', status: 422 });
  expect(refused).toHaveProperty('message', expect.stringContaining('too many steps'));
  expect(codeOf(play.edit(id, { note: 'x' }))).not.toBe('too-many-steps');
  expect(play.record(id).data).toMatchObject({ pairs: '250000' });
});
