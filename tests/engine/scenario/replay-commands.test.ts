// Commands as a company recorded them, decided again: by ids, by those who gave them, at their instants.
import { expect, test } from 'vitest';
import { CommandReplay, compile, makeValidators, StagePlay, storyCompany } from '#engine';
import type { Command, PackText, RecordedCommand, ReplaySide } from '#engine';
import { ajvValidator } from '../../../runtime/validation.ts';
import { base, change } from '../check/packs.ts';

function sideOf(pack: PackText): ReplaySide {
  const { model, problems } = compile(pack, { validator: ajvValidator });
  if (!model) throw new Error(JSON.stringify(problems.filter(({ severity }) => severity === 'error')));
  return { model, validators: makeValidators(model, ajvValidator), base: {} };
}

const timed = (after: string): PackText =>
  change(base, {
    'types/wish/machine.json#/states/sent/after': {
      [after]: { target: 'cancelled', meta: { title: 'Too late' } },
    },
  });

/** A company that writes down what it does. */
class Company {
  readonly recorded: RecordedCommand[] = [];
  readonly #play: StagePlay;

  constructor({ model, validators }: ReplaySide) {
    this.#play = new StagePlay(model, validators, { today: '2026-03-02' });
  }

  do(at: string, command: Command): string {
    const { user } = this.#play.setting();
    const asked = { now: Date.parse(at), seed: `${at} ${this.recorded.length}`, user, here: null };
    const answer = this.#play.runAt(command, asked);
    if (answer.kind === 'refusal') throw new Error(JSON.stringify(answer));
    const made = answer.records.flatMap(({ before, after }) =>
      before === null && after ? [[after.type, after.id] as const] : [],
    );
    this.recorded.push({ ...asked, command, made });
    return answer.record;
  }
}

const sound = sideOf(timed('P3D'));
const company = new Company(sound);
const customer = company.do('2026-03-02T08:00:00Z', {
  kind: 'create',
  type: 'customer',
  data: { code: 'C', name: 'One' },
});
const thing = company.do('2026-03-02T08:00:01Z', {
  kind: 'create',
  type: 'thing',
  data: { code: 'T', name: 'Bolt', price: '2' },
});
const data = { customer, lines: [{ thing, quantity: '4' }] };
const wish = company.do('2026-03-02T09:00:00Z', { kind: 'create', type: 'wish', data });
company.do('2026-03-02T10:00:00Z', { kind: 'fire', id: wish, event: 'SEND', input: {} });
const sources = [{ id: wish }];
const deal = company.do('2026-03-04T10:00:00Z', {
  kind: 'convert',
  conversion: 'wish-to-deal',
  sources,
  set: {},
  into: null,
});
company.do('2026-03-06T10:00:00Z', { kind: 'edit', id: deal, patch: { note: 'x' } });

function replayed(to: ReplaySide, titles: Readonly<Record<string, string>> = {}) {
  const beginning = {
    company: storyCompany,
    settings: {},
    people: {},
    records: [],
    titleOf: (id: string) => titles[id] ?? null,
  };
  const first = company.recorded[0]?.now ?? 0;
  const replay = new CommandReplay(beginning, sound, to, first, 'en');
  for (const command of company.recorded) replay.take(command);
  return { replay, documents: replay.documents() };
}

test('the same release does all of it again, and nothing differs', () => {
  const { replay, documents } = replayed(sound);
  expect([replay.commands, replay.left, documents]).toEqual([6, 0, []]);
});

test('what time brings about comes at its instant: a day less, and the deal is not made any more', () => {
  const { documents } = replayed(sideOf(timed('PT47H')), { [wish]: 'Wish One' });
  expect(documents.map(({ name, type, title }) => [name, type, title])).toEqual([
    [wish, 'wish', 'Wish One'],
    [deal, 'deal', expect.any(String)],
  ]);
  const words = documents.find(({ name }) => name === deal)?.differences.map((one) => one.words) ?? [];
  expect(words[0]).toMatch(/^convert wish-to-deal from Wish One: was done, would be refused: /);
  // What misses only because of that is said as such.
  expect(words).toContainEqual(expect.stringMatching(/^edit .*: cannot be repeated: /));
});

test('a minute more than was needed, and it is made as before', () => {
  const { documents } = replayed(sideOf(timed('PT49H')));
  // It would have been cancelled later, had a deal not stood in the way.
  expect(documents.filter(({ name }) => name === deal)).toEqual([]);
});
