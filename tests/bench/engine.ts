// The engine alone, beside code written by hand for exactly these documents.
import { deepStrictEqual } from 'node:assert';
import { compile, compute, decide, emptyFacts } from '#engine';
import type { Answer, Command, ComputeMemo, Decision, Facts, JsonObject, Needs, Stored } from '#engine';
import { ajvValidator } from '../../runtime/validation.ts';
import { createOfferByHand, offerByHand, orderByHand, sendOfferByHand } from './by-hand.ts';
import { bundleSize, formEngine, wholeDoor } from './bundle-size.ts';
import { compareCpu } from './measure.ts';
import type { Row } from './measure.ts';
import { enteredDocument, makeSalesWorld } from './sales-world.ts';
import type { SalesWorld } from './sales-world.ts';
import { boundRow, plainRow, timeRow } from './section.ts';
import type { Section } from './section.ts';

const GROUP = 'Engine alone, beside TypeScript written by hand (CPU per operation)';
const GOAL = 0.5;
const LARGE_MS_MAX = 6;
const FIRE_MS_MAX = 0.02;
const BUNDLE_KB_MAX = 70;

export async function measureEngine(): Promise<Section> {
  const world = await makeSalesWorld(10);
  const rows: Row[] = [];
  const compiled = compareCpu(
    { compile: () => compile(world.pack, { validator: ajvValidator }) },
    { rounds: 5 },
  );
  rows.push(
    plainRow(
      GROUP,
      'compile the pack',
      compiled['compile'] ?? 0,
      'ms CPU',
      `${Object.keys(world.pack.files).length} files, ${world.model.types.size} types`,
    ),
  );
  for (const lines of [10, 500]) rows.push(...creating(world, lines));
  for (const lines of [10, 500]) rows.push(...moving(world, lines));
  rows.push(...typing(world));
  const form = await bundleSize(formEngine);
  const door = await bundleSize(wholeDoor);
  const before = ({ raw }: { readonly raw: number }): string => `${raw.toFixed(0)} kB before gzip`;
  rows.push(
    boundRow(
      GROUP,
      'what a page with forms loads of the engine',
      form.kb,
      BUNDLE_KB_MAX,
      'kB gzip',
      before(form),
    ),
    plainRow(GROUP, 'the whole door, for the editor of definitions', door.kb, 'kB gzip', before(door)),
  );
  return { rows, findings: [] };
}

function creating(world: SalesWorld, lines: number): Row[] {
  const command: Command = { kind: 'create', type: 'offer', data: enteredDocument(world, lines) };
  const facts = world.factsFor(command);
  const { ours, hand } = beside(world, command, facts, () =>
    createOfferByHand(facts, command.data, world.setting),
  );
  const { rounds, fresh } = compareCpu({
    rounds: () => throughNeeds(world, command),
    fresh: () => createOfferByHand(copied(facts), command.data, world.setting),
  });
  const row = timeRow(GROUP, `create ${lines} lines, facts ready`, ours, hand, GOAL);
  const all = timeRow(
    GROUP,
    `create ${lines} lines, from no facts, round by round`,
    rounds ?? 0,
    fresh ?? 0,
    null,
    'limit: by hand in one round',
  );
  return lines < 500
    ? [row, all]
    : [row, boundRow(GROUP, `create ${lines} lines, facts ready`, ours, LARGE_MS_MAX, 'ms CPU'), all];
}

function moving(world: SalesWorld, lines: number): Row[] {
  const offer = world.run({ kind: 'create', type: 'offer', data: enteredDocument(world, lines) });
  const send: Command = { kind: 'fire', id: offer.id, event: 'SEND', input: {} };
  const sendFacts = world.factsFor(send);
  const sent = beside(world, send, sendFacts, () => sendOfferByHand(sendFacts, offer.id, world.setting));
  world.run(send);
  world.run({ kind: 'fire', id: offer.id, event: 'ACCEPT', input: {} });
  const convert: Command = {
    kind: 'convert',
    conversion: 'offer-to-order',
    sources: [{ id: offer.id }],
    set: {},
    into: null,
  };
  const convertFacts = world.factsFor(convert);
  const converted = beside(world, convert, convertFacts, () =>
    orderByHand(convertFacts, offer.id, world.setting),
  );
  // Both must know what to do with an offer of which parts are taken, though only the whole is timed.
  world.run({ ...convert, sources: [{ id: offer.id, lines: partOf(offer) }] });
  const restFacts = world.factsFor(convert);
  deepStrictEqual(
    decide(world.model, world.validators, convert, restFacts, world.setting),
    orderByHand(restFacts, offer.id, world.setting),
  );
  return [
    timeRow(
      GROUP,
      `fire an event with guard and number, ${lines} lines`,
      sent.ours,
      sent.hand,
      null,
      'by hand it checks and copies next to nothing',
    ),
    ...(lines < 500 ? [boundRow(GROUP, 'fire an event, 10 lines', sent.ours, FIRE_MS_MAX, 'ms CPU')] : []),
    timeRow(GROUP, `convert ${lines} lines, offer to order`, converted.ours, converted.hand, GOAL),
  ];
}

/** Two thirds of the first lines and the whole of the second, so that slices, drafts and what is full all count. */
function partOf({ data }: Stored): { readonly id: string; readonly quantity: string }[] {
  const lines = data['lines'] as readonly { readonly id: string; readonly quantity: string }[];
  return lines
    .slice(0, 3)
    .map(({ id, quantity }, index) => ({ id, quantity: index === 1 ? quantity : '0.7' }));
}

/** A form of 500 lines: one quantity changes with every keystroke. */
function typing(world: SalesWorld): Row[] {
  const entered: Command = { kind: 'create', type: 'offer', data: enteredDocument(world, 500) };
  const referred = world.factsFor(entered);
  const stored = world.run(entered);
  // Beside what its lines refer to, where the draft's values came from.
  const { lineages } = world.factsFor({ kind: 'edit', id: stored.id, patch: {} });
  const facts = { ...referred, lineages };
  const base = stored.data['lines'] as readonly JsonObject[];
  const asTyped = base.map(({ net: _, ...line }) => line);
  let keys = 0;
  const typed = (lines: readonly JsonObject[]): JsonObject => {
    const place = keys++ % lines.length;
    return {
      ...stored.data,
      lines: lines.map((line, index) =>
        index === place ? { ...line, quantity: `${1 + (keys % 9)}.5` } : line,
      ),
    };
  };
  const run = (data: JsonObject, memo: ComputeMemo | null) => {
    const answer = compute(world.model, world.validators, 'offer', data, stored, facts, world.setting, memo);
    if (answer.kind !== 'computed') throw new Error(`the form lacks ${JSON.stringify(answer)}`);
    return answer;
  };
  let last = run(stored.data, null);
  const byHand = (): JsonObject => offerByHand(facts, headerEntered(typed(asTyped)), world.setting, () => '');
  const before = keys;
  const expected = byHand();
  keys = before;
  deepStrictEqual(run(typed(base), null).data['lines'], expected['lines']);
  const times = compareCpu({
    whole: () => run(typed(base), null),
    kept: () => (last = run(typed(last.data['lines'] as readonly JsonObject[]), last.memo)),
    hand: byHand,
  });
  const { whole = 0, kept = 0, hand = 0 } = times;
  return [
    timeRow(
      GROUP,
      'recompute 500 lines, everything',
      whole,
      hand,
      GOAL,
      'with what is wrong with each field',
    ),
    boundRow(GROUP, 'recompute 500 lines, everything', whole, LARGE_MS_MAX, 'ms CPU'),
    timeRow(GROUP, 'recompute 500 lines, one line changed', kept, hand, GOAL, 'as the form does at each key'),
  ];
}

function headerEntered(data: JsonObject): JsonObject {
  return { partner: data['partner'] ?? '', date: data['date'] ?? '', lines: data['lines'] ?? [] };
}

/** CPU of both sides, after proving that they decide the same. */
function beside(
  world: SalesWorld,
  command: Command,
  facts: Facts,
  byHand: () => Decision,
): { ours: number; hand: number } {
  const engine = (): Answer => decide(world.model, world.validators, command, facts, world.setting);
  deepStrictEqual(engine(), byHand());
  const { ours = 0, hand = 0 } = compareCpu({ ours: engine, hand: byHand });
  return { ours, hand };
}

/** From no facts at all: each round answers what the one before lacked, from records that were just read. */
function throughNeeds(world: SalesWorld, command: Command): Answer {
  let facts = emptyFacts();
  for (;;) {
    const answer: Answer = decide(world.model, world.validators, command, facts, world.setting);
    if (answer.kind !== 'needs') return answer;
    facts = justRead(world, answer, facts);
  }
}

function justRead(world: SalesWorld, needs: Needs, facts: Facts): Facts {
  const read = world.store.read(needs, facts);
  return {
    ...read,
    records: new Map(
      [...read.records].map(([id, record]) => [id, facts.records.get(id) ?? (record && { ...record })]),
    ),
  };
}

function copied(facts: Facts): Facts {
  return {
    ...facts,
    records: new Map([...facts.records].map(([id, record]) => [id, record && { ...record }])),
  };
}
