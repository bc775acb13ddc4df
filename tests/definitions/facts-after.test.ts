// What a decision leaves behind of its facts is what a fresh read finds.
import { describe, expect, test } from 'vitest';
import { decide, emptyFacts, factsAfter } from '#engine';
import type { Command, Facts, Id, Lineage, Stored } from '#engine';
import { enteredDocument, makeSalesWorld } from '../bench/sales-world.ts';

const world = await makeSalesWorld(3);

describe('facts after a decision', () => {
  test('are those that a fresh read finds: records, links with their ends, counters', () => {
    const offer = after({ kind: 'create', type: 'offer', data: enteredDocument(world, 3) });
    after(fire(offer, 'SEND'));
    after(fire(offer, 'ACCEPT'));
    const lines = offer.data['lines'] as readonly { readonly id: string }[];
    const order = after(
      convert('offer-to-order', offer, [
        { id: lines[0]?.id ?? '', quantity: '0.5' },
        { id: lines[1]?.id ?? '' },
      ]),
    );
    after(convert('offer-to-order', offer));
    after({ kind: 'edit', id: order.id, patch: { lines: { [lines[1]?.id ?? '']: null } } });
    after(fire(order, 'CONFIRM'));
    const delivery = after(convert('order-to-delivery-note', order));
    after({ kind: 'delete', id: delivery.id });
    after(fire(order, 'CANCEL'));
  });
});

function fire({ id }: Stored, event: string): Command {
  return { kind: 'fire', id, event, input: {} };
}

function convert(
  conversion: string,
  { id }: Stored,
  lines?: readonly { readonly id: string; readonly quantity?: string }[],
): Command {
  const source = lines ? { id, lines } : { id };
  return { kind: 'convert', conversion, sources: [source], set: {}, into: null };
}

let seeds = 0;

/** Decides, writes, and holds what is known then against a fresh read. */
function after(command: Command): Stored {
  const { model, validators, setting, store } = world;
  const seeded = { ...setting, seed: `after ${seeds++}` };
  let facts = emptyFacts();
  for (;;) {
    const answer = decide(model, validators, command, facts, seeded);
    if (answer.kind === 'refusal') throw new Error(`${answer.message} ${JSON.stringify(answer.problems)}`);
    if (answer.kind === 'needs') {
      facts = store.read(answer, facts);
      continue;
    }
    const written = store.write(answer);
    const numbered = {
      ...answer,
      records: answer.records.map((change) => ({
        ...change,
        after: written.find(({ id }) => id === change.after?.id) ?? null,
      })),
    };
    const known = factsAfter(facts, numbered);
    const ids = [...known.lineages.keys()].filter((id) => store.records.has(id));
    const fresh = store.read({ kind: 'needs', records: [], lineages: ids, finds: [] }, emptyFacts());
    for (const id of ids) expect(lineageAt(known, id)).toEqual(lineageAt(fresh, id));
    for (const [id, record] of known.records) expect(record).toEqual(store.records.get(id) ?? null);
    return store.records.get(answer.record) ?? written[0] ?? (facts.records.get(answer.record) as Stored);
  }
}

function lineageAt({ lineages }: Facts, id: Id): Lineage {
  const { up, down, counters } = lineages.get(id) as Lineage;
  const byId = (a: { readonly id: Id }, b: { readonly id: Id }): number => (a.id < b.id ? -1 : 1);
  return {
    up: [...up].sort(byId),
    down: [...down].sort((a, b) => byId(a.link, b.link)),
    counters: [...counters].sort((a, b) => (`${a.track} ${a.line}` < `${b.track} ${b.line}` ? -1 : 1)),
  };
}
