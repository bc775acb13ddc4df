import { describe, expect, it } from 'vitest';
import {
  compute,
  computeForm,
  loadModel,
  makeValidators,
  treesOf,
  type JsonObject,
  type Model,
} from '#engine';
import { ajvValidator } from '../../runtime/validation.ts';
import { enteredDocument, makeSalesWorld } from '../bench/sales-world.ts';
import { sliceOfType } from '../../runtime/routes/type-slice.ts';

const world = await makeSalesWorld(3);
const types = [...world.model.types.keys()];

/** As a page loads it: what the server has read travels as JSON. */
function loaded(type: string): Model {
  const files = sliceOfType(world.pack.files, type, 'en');
  return loadModel({ files }, JSON.parse(JSON.stringify(treesOf({ files }))) as ReturnType<typeof treesOf>);
}

describe('a model loaded for forms', () => {
  it.each(types)('has the stages of %s at rest as the whole model has them', (key) => {
    const whole = world.model.types.get(key)?.machine;
    const rests = loaded(key).types.get(key)?.machine;
    expect(rests?.initial).toEqual(whole?.initial);
    expect([...(rests?.states ?? [])]).toEqual([...(whole?.states ?? [])]);
  });

  it('computes what the whole model computes', () => {
    const command = { kind: 'create', type: 'offer', data: enteredDocument(world, 3) } as const;
    const facts = world.factsFor(command);
    const { balances: _, ...known } = facts;
    const model = loaded('offer');
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
    const machine = loaded('offer').types.get('offer')?.machine;
    expect(() => machine?.start(() => true)).toThrow('not to be moved');
  });

  it('says that it is no release when files do not fit together', () => {
    const files: Record<string, string> = { ...sliceOfType(world.pack.files, 'offer', 'en') };
    files['types/offer/schema.json'] = JSON.stringify({
      properties: { a: { type: 'string', 'x-formula': 'doc.nobody' } },
    });
    expect(() => treesOf({ files })).toThrow('expr-unknown-field');
    const trees = treesOf({ files: sliceOfType(world.pack.files, 'offer', 'en') });
    expect(() => loadModel({ files }, trees)).toThrow('expr-syntax');
  });
});
