import { expect, test } from 'vitest';
import { canonicalPack, compile } from '#engine';
import { ajvValidator } from '../../../runtime/validation.ts';
import { base, change } from './packs.ts';

test('fields stand by x-order on screens, wherever their keys stand in files, and after layers too', () => {
  const at = 'types/thing/schema.json#/properties/';
  const pack = change(base, {
    [`${at}zebra`]: { type: 'string', 'x-order': 1 },
    [`${at}apple`]: { type: 'string', 'x-order': 2 },
  });
  const firstFields = (spelling: typeof pack): readonly string[] =>
    [
      ...(compile(spelling, { validator: ajvValidator }).model?.types.get('thing')?.fields.keys() ?? []),
    ].slice(0, 2);
  expect(firstFields(pack)).toEqual(['zebra', 'apple']);
  expect(firstFields(canonicalPack(pack))).toEqual(['zebra', 'apple']);
});
