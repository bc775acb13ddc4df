// What tells records apart, in the company or in a scope of its own.
import { expect, test } from 'vitest';
import { compile, makeValidators, playScenario } from '#engine';
import type { JsonObject, ScenarioStep } from '#engine';
import { ajvValidator } from '../../../runtime/validation.ts';
import { packOf } from '../decisions/shop.ts';

const text = { type: 'string' };
const { model, problems } = compile(
  packOf({
    'pack.json': { key: 'bins', title: 'Bins', version: '1.0.0', language: 1 },
    'roles.json': {
      owner: {
        title: 'Owner',
        administers: true,
        types: { '*': { read: 'all', create: true, edit: true } },
      },
    },
    'types/bin/type.json': { kind: 'catalog', title: 'Bin', key: 'code', label: 'doc.code' },
    'types/bin/schema.json': {
      type: 'object',
      properties: {
        code: { ...text, 'x-unique': true },
        hall: text,
        cold: { type: 'boolean' },
        place: { ...text, title: 'Place', 'x-unique': ['hall', 'cold'] },
      },
    },
  }),
  { validator: ajvValidator },
);
if (!model) throw new Error(JSON.stringify(problems));
const validators = makeValidators(model, ajvValidator);

const bin = (code: string, more: JsonObject): ScenarioStep => ({
  as: code,
  create: 'bin',
  data: { code, ...more },
});
const detail = (...when: ScenarioStep[]): string | null =>
  playScenario(model, validators, { title: 'x', when }, {}).detail;
const taken = { code: 'invalid', says: 'Place must be unique; “7” is taken by A.' };

test.each<[string, JsonObject, boolean]>([
  ['in the same scope', { hall: 'north', cold: true, place: '7' }, true],
  ['in another', { hall: 'south', cold: true, place: '7' }, false],
  ['where part of the scope is empty', { hall: 'north', place: '7' }, false],
  ['of another value', { hall: 'north', cold: true, place: '8' }, false],
  ['of no value', { hall: 'north', cold: true }, false],
])('a second one %s', (_, data, isRefused) => {
  const first = bin('A', { hall: 'north', cold: true, place: '7' });
  expect(detail(first, { ...bin('B', data), ...(isRefused && { refused: taken }) })).toBeNull();
});

test('nothing is a scope of its own', () => {
  expect(detail(bin('A', { place: '7' }), { ...bin('B', { place: '7' }), refused: taken })).toBeNull();
});

test('moving into a scope where the value is taken is refused; staying is not', () => {
  const two = [bin('A', { hall: 'north', place: '7' }), bin('B', { hall: 'south', place: '7' })] as const;
  expect(detail(...two, { edit: 'B', patch: { hall: 'north' }, refused: taken })).toBeNull();
  expect(
    detail(...two, { edit: 'B', patch: { hall: 'west' } }, { edit: 'A', patch: { place: '7' } }),
  ).toBeNull();
});
