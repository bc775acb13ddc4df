import { describe, expect, it } from 'vitest';
import { compute, computeForm, loadModel, makeValidators, type JsonObject } from '#engine';
import { ajvValidator } from '../../runtime/validation.ts';
import { enteredDocument, makeSalesWorld } from '../bench/sales-world.ts';
import { sliceOfType } from '../../runtime/routes/type-slice.ts';

const world = await makeSalesWorld(3);
const types = [...world.model.types.keys()];

describe('a model loaded for forms', () => {
  it.each(types)('has the stages of %s at rest as the whole model has them', (key) => {
    const whole = world.model.types.get(key)?.machine;
    const loaded = loadModel({ files: sliceOfType(world.pack.files, key, 'en') }).types.get(key)?.machine;
    expect(loaded?.initial).toEqual(whole?.initial);
    expect([...(loaded?.states ?? [])]).toEqual([...(whole?.states ?? [])]);
  });

  it('computes what the whole model computes', () => {
    const command = { kind: 'create', type: 'offer', data: enteredDocument(world, 3) } as const;
    const facts = world.factsFor(command);
    const { balances: _, ...known } = facts;
    const model = loadModel({ files: sliceOfType(world.pack.files, 'offer', 'en') });
    const validators = makeValidators(model, ajvValidator);
    const data: JsonObject = { ...enteredDocument(world, 3), date: '2026-13-01' };
    for (const entered of [command.data, data]) {
      const form = computeForm(model, validators, 'offer', entered, null, known, world.setting);
      const whole = compute(world.model, world.validators, 'offer', entered, null, known, world.setting);
      if (form.kind !== 'computed' || whole.kind !== 'computed') throw new Error('a fact lacks');
      expect({ ...form, memo: null }).toEqual({ ...whole, memo: null });
    }
  });

  it('refuses to move', () => {
    const machine = loadModel({ files: sliceOfType(world.pack.files, 'offer', 'en') }).types.get(
      'offer',
    )?.machine;
    expect(() => machine?.start(() => true)).toThrow('not to be moved');
  });

  it('says that it is no release when files do not fit together', () => {
    const files: Record<string, string> = { ...sliceOfType(world.pack.files, 'offer', 'en') };
    files['types/offer/schema.json'] = JSON.stringify({
      properties: { a: { type: 'string', 'x-formula': 'doc.nobody' } },
    });
    expect(() => loadModel({ files })).toThrow('expr-unknown-field');
  });
});
