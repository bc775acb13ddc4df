import { expect, test } from 'vitest';
import { emptyFacts, makeValidators, pickFigures } from '#engine';
import type { Facts, JsonObject } from '#engine';
import { ajvValidator } from '../../../runtime/validation.ts';
import { compileFiles, packFiles, Trade } from './pack.ts';

const changes = {
  'types/item/type.json': {
    ...(packFiles['types/item/type.json'] as JsonObject),
    pick: {
      columns: ['code'],
      balances: {
        stock: {
          ledger: 'stock',
          key: { item: 'it', warehouse: 'doc.warehouse' },
          show: ['onHand', 'available'],
        },
      },
    },
  },
};

/** What stands beside the two items while one is picked on a line of a deal. */
function shown(play: Trade, data: JsonObject, role: string) {
  const { model } = compileFiles(changes);
  if (!model) throw new Error('the pack does not compile');
  const validators = makeValidators(model, ajvValidator);
  const setting = play.setting(role);
  const picked = { type: 'deal', data, before: null, place: { path: 'lines.item', line: null } };
  const offered = [play.bolt, play.nut].map((id) => ({ id, type: 'item' }));
  let facts: Facts = emptyFacts();
  for (let round = 0; round < 9; round++) {
    const answer = pickFigures(model, validators, picked, offered, facts, setting);
    if (answer.kind === 'figures') return answer;
    facts = play.store.read(answer, facts);
  }
  throw new Error('it asks in circles');
}

test('G12 a picker shows what is on hand and free where the picking document stands', () => {
  const play = new Trade({}, changes);
  play.posted('intake', ['10']);
  play.posted('deal', ['6']);
  const { figures, rows } = shown(play, { warehouse: play.warehouse }, 'owner');
  expect(figures.map(({ path, scale }) => [path, scale])).toEqual([
    ['stock.onHand', 3],
    ['stock.available', null],
  ]);
  expect(rows[play.bolt]).toEqual({ 'stock.onHand': '10', 'stock.available': '4' });
  expect(rows[play.nut]).toEqual({ 'stock.onHand': '0', 'stock.available': '0' });
  // Where is not said yet: there is nothing to show.
  expect(shown(play, {}, 'owner').rows[play.bolt]).toEqual({});
});

test('a picker shows nothing of a ledger that the user may not read', () => {
  const play = new Trade({}, changes);
  play.posted('intake', ['10']);
  const data = { warehouse: play.warehouse };
  expect(shown(play, data, 'keeper').figures).toHaveLength(2);
  expect(shown(play, data, 'blind')).toMatchObject({ figures: [], rows: {} });
});
