// What only the records at hand bring into a circle cannot be told at publishing: it is refused when it happens.
import { expect, test } from 'vitest';
import type { JsonObject } from '#engine';
import { compileSmall, jsonOf, Play } from './pack.ts';

/** A machine that, once posted, passes PING on to what it is linked with. */
function pinging(type: string, other: string, refused?: string): JsonObject {
  const machine = structuredClone(jsonOf(`types/${type}/machine.json`)) as {
    states: { posted: { on: Record<string, unknown> } };
  };
  machine.states.posted.on['PING'] = {
    meta: { title: 'Ping' },
    actions: [
      {
        type: 'fire',
        params: { to: `linked(doc, '${other}')`, event: 'PING', ...(refused ? { refused } : {}) },
      },
    ],
  };
  return machine as unknown as JsonObject;
}

test.each([undefined, 'skip', 'park'])(
  'two records that set each other off are refused by name (refused: %s)',
  (refused) => {
    const play = new Play(
      {},
      compileSmall({
        'types/deal/machine.json': pinging('deal', 'bill', refused),
        'types/bill/machine.json': pinging('bill', 'deal', refused),
      }),
    );
    const deal = play.posted('deal', ['5']);
    play.fired(play.converted('deal-to-bill', deal), 'POST');
    expect(play.fire(deal, 'PING')).toMatchObject({
      kind: 'refusal',
      code: 'automation-loop',
      message: expect.stringMatching(/^These steps set each other off without end: \S+/) as string,
    });
    // One way is no circle.
    const alone = play.posted('deal', ['5']);
    expect(play.fire(alone, 'PING')).toMatchObject({ kind: 'decision' });
  },
);
