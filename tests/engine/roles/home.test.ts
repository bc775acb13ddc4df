import { describe, expect, it } from 'vitest';
import { compile, homeFor } from '#engine';
import { ajvValidator } from '../../../runtime/validation.ts';
import { base, change } from '../check/packs.ts';

const wishes = { title: 'My wishes', type: 'wish', stage: 'sent', order: 2 };
const deals = { title: 'Deals', type: 'deal', order: 1 };

function compiled(home: object) {
  const pack = change(base, { 'app.json#/home': home });
  const { model, problems } = compile(pack, { validator: ajvValidator });
  expect(problems.filter(({ severity }) => severity === 'error')).toEqual([]);
  return model!;
}

describe('the first page', () => {
  const model = compiled({
    all: { order: 2, cards: { wishes, deals } },
    bosses: { roles: ['boss'], order: 1, cards: { deals } },
  });

  it('is the first one, by order, that is for a role of the user', () => {
    expect(homeFor(model, ['boss'], 'en')).toEqual([
      { key: 'deals', title: 'Deals', type: 'deal', stage: null },
    ]);
    expect(homeFor(model, ['clerk', 'boss'], 'en')).toHaveLength(1);
  });

  it('leaves out the cards of what may not be read', () => {
    expect(homeFor(model, ['clerk'], 'en')).toEqual([
      { key: 'wishes', title: 'My wishes', type: 'wish', stage: 'sent' },
    ]);
  });

  it('is nobody’s where none is for him, or nothing is left of it', () => {
    expect(homeFor(compiled({ bosses: { roles: ['boss'], cards: { deals } } }), ['clerk'], 'en')).toBeNull();
    expect(homeFor(compiled({ all: { cards: { deals } } }), ['clerk'], 'en')).toBeNull();
  });
});
