// Commands at random on whatever there is, of a seed: what people of several desks do all day, sensible or not.
import type { Pool } from 'pg';
import type { Command, ConversionSource, Id, JsonObject, Model, Stored } from '#engine';
import type { Caller } from '../../../runtime/access/caller.ts';
import { storedTuple, tupleToStored } from '../../../runtime/store/record-row.ts';
import type { StoredTuple } from '../../../runtime/store/record-row.ts';

/** Numbers in [0, 1) that a seed gives again. */
export function seeded(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}

export interface World {
  readonly model: Model;
  /** Everything that may be worked on, documents with the newest last. */
  readonly documents: readonly Stored[];
  readonly partners: readonly Id[];
  readonly articles: readonly Id[];
  readonly archived: readonly Id[];
}

/** The document that a command is about first; null for a new one. */
export function firstNamed(command: Command): Id | null {
  if (command.kind === 'convert') return command.sources[0]?.id ?? null;
  return 'id' in command ? command.id : null;
}

/** What is worked on: of a long day only the end of it. */
const DOCUMENTS = 150;
const READ = `select json_agg(${storedTuple('r')} order by r.id) as records from app.records r
  where r.company_id = $1 and (r.type in ('partner', 'article') or r.id in (
    select id from app.records where company_id = $1 and stage is not null order by id desc limit ${DOCUMENTS}))`;

export async function readWorld(pool: Pool, { companyId }: Caller, model: Model): Promise<World> {
  const { rows } = await pool.query<{ records: readonly StoredTuple[] | null }>(READ, [companyId]);
  const all = (rows[0]?.records ?? []).map(tupleToStored);
  const of = (type: string): readonly Id[] =>
    all.filter((one) => one.type === type && !one.archived).map(({ id }) => id);
  const documents = all.filter(({ type }) => model.types.get(type)?.kind === 'document');
  const archived = all.filter((one) => one.archived).map(({ id }) => id);
  return { model, documents, partners: of('partner'), articles: of('article'), archived };
}

type Make = (world: World, dice: Dice) => Command | null;

interface Dice {
  (): number;
  /** One of them; of many more often one of the newest. */
  of<T>(all: readonly T[]): T | undefined;
  quantity(): string;
}

export function diceOf(random: () => number): Dice {
  const of = <T>(all: readonly T[]): T | undefined => {
    const from = random() < 0.7 ? Math.max(0, all.length - 12) : 0;
    return all[from + Math.floor(random() * (all.length - from))];
  };
  const quantity = (): string => `${1 + Math.floor(random() * 9)}${random() < 0.4 ? '.25' : ''}`;
  return Object.assign(() => random(), { of, quantity });
}

const linesOf = ({ data }: Stored): readonly JsonObject[] =>
  Array.isArray(data['lines']) ? (data['lines'] as readonly JsonObject[]) : [];

const create: Make = ({ partners, articles }, dice) => {
  const type = dice.of(['offer', 'order', 'order', 'invoice']) ?? 'order';
  const lines = Array.from({ length: 1 + Math.floor(dice() * 3) }, () => ({
    article: dice.of(articles) ?? '',
    quantity: dice.quantity(),
    ...(dice() < 0.2 ? { discount: '7.5' } : {}),
  }));
  return { kind: 'create', type, data: { partner: dice.of(partners) ?? '', lines } };
};

const edit: Make = ({ documents, articles }, dice) => {
  const drafts = documents.filter(({ phase }) => phase === 'draft');
  const draft = dice.of(dice() < 0.9 ? drafts : documents);
  if (!draft) return null;
  const line = dice.of(linesOf(draft));
  const patches: readonly JsonObject[] = [
    { notes: `n${Math.floor(dice() * 100)}` },
    { reference: dice() < 0.5 ? null : 'R' },
    ...(line ? [{ lines: { [String(line['id'])]: { quantity: dice.quantity() } } }] : []),
    ...(line && dice() < 0.5 ? [{ lines: { [String(line['id'])]: null } }] : []),
    ...(dice() < 0.3
      ? [{ lines: { [`N${Math.floor(dice() * 1e6)}`]: { article: dice.of(articles) ?? '', quantity: '2' } } }]
      : []),
  ];
  return { kind: 'edit', id: draft.id, patch: patches[Math.floor(dice() * patches.length)] ?? {} };
};

const fire: Make = ({ documents, model }, dice) => {
  const document = dice.of(documents);
  const machine = model.types.get(document?.type ?? '')?.machine;
  if (!document || !machine || document.stage === null) return null;
  const { stage } = document;
  const events = [...machine.events.keys()].filter((event) => machine.candidates(stage, event).length > 0);
  // Forward more often than back, or nothing would ever be made.
  const forward = events.filter((event) => !['CANCEL', 'DECLINE', 'EXPIRE', 'REVERSE'].includes(event));
  const event = dice.of(dice() < 0.75 ? forward : events);
  if (event === undefined) return null;
  const gives = dice();
  return {
    kind: 'fire',
    id: document.id,
    event,
    input: {},
    ...(gives < 0.1 ? { gives: 'ignore' as const } : gives < 0.2 ? { gives: 'recreate' as const } : {}),
  };
};

const convert: Make = ({ documents, model }, dice) => {
  const posted = documents.filter(({ phase }) => phase === 'posted');
  const first = dice.of(posted);
  const paths = [...model.conversions.values()].filter(({ from }) => from === first?.type);
  const path = paths[Math.floor(dice() * paths.length)];
  if (!first || !path) return null;
  const alike = posted.filter(
    ({ id, type, data }) =>
      id !== first.id && type === first.type && data['partner'] === first.data['partner'],
  );
  const more = dice() < 0.3 ? [dice.of(alike)].filter((one) => one !== undefined) : [];
  const sources = [first, ...more].map((source): ConversionSource => {
    const lines = linesOf(source).filter(() => dice() < 0.6);
    if (dice() < 0.5 || lines.length === 0) return { id: source.id };
    return {
      id: source.id,
      lines: lines.map((line) => ({
        id: String(line['id']),
        ...(dice() < 0.7 ? { quantity: dice() < 0.5 ? '1' : dice.quantity() } : {}),
      })),
    };
  });
  const drafts = documents.filter(({ type, phase }) => type === path.to && phase === 'draft');
  const into = dice() < 0.25 ? (dice.of(drafts)?.id ?? null) : null;
  return { kind: 'convert', conversion: path.key, sources, set: {}, into };
};

const settle: Make = ({ documents }, dice) => {
  const document = dice.of(documents.filter(({ phase }) => phase === 'posted'));
  return document ? { kind: dice() < 0.6 ? 'settle' : 'reopen', id: document.id } : null;
};

const remove: Make = ({ documents }, dice) => {
  const draft = dice.of(documents.filter(({ phase }) => phase === 'draft'));
  return draft ? { kind: 'delete', id: draft.id } : null;
};

const amend: Make = ({ documents }, dice) => {
  const order = dice.of(documents.filter(({ type, phase }) => type === 'order' && phase === 'posted'));
  const line = order && dice.of(linesOf(order));
  if (!order || !line) return null;
  return { kind: 'amend', id: order.id, patch: { lines: { [String(line['id'])]: { quantity: '12' } } } };
};

const changeCatalog: Make = ({ partners, articles, archived }, dice) => {
  const [partner = '', article = ''] = [dice.of(partners), dice.of(articles)];
  const commands: readonly Command[] = [
    { kind: 'edit', id: article, patch: { price: `${1 + Math.floor(dice() * 50)}.5` } },
    { kind: 'edit', id: partner, patch: { name: `Partner ${Math.floor(dice() * 1000)}` } },
    { kind: 'edit', id: partner, patch: { blocked: dice() < 0.2 } },
    { kind: 'delete', id: article },
    ...archived.map((id) => ({ kind: 'restore' as const, id })),
  ];
  return commands[Math.floor(dice() * commands.length)] ?? null;
};

const MAKES: readonly (readonly [weight: number, make: Make])[] = [
  [14, create],
  [18, edit],
  [28, fire],
  [26, convert],
  [3, settle],
  [4, remove],
  [2, amend],
  [5, changeCatalog],
];

/** A command that makes some sense; it may well be refused. */
export function randomCommand(world: World, dice: Dice): Command {
  for (;;) {
    let rest = dice() * MAKES.reduce((sum, [weight]) => sum + weight, 0);
    const [, make] = MAKES.find(([weight]) => (rest -= weight) < 0) ?? [0, create];
    const command = make(world, dice);
    if (command) return command;
  }
}
