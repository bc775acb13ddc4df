// The pack `sales` compiled, with one partner and some articles, in memory: what measuring the engine alone needs.
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { compile, decide, emptyFacts, makeValidators } from '#engine';
import type {
  Command,
  Decision,
  Facts,
  Id,
  JsonObject,
  Model,
  PackText,
  Setting,
  Stored,
  Validators,
} from '#engine';
import { MemoryStore } from '../../engine/scenario/memory-store.ts';
import { parseLines, readPack } from '../../runtime/companies/read-pack.ts';
import { ajvValidator } from '../../runtime/validation.ts';

export const packFolder = join(import.meta.dirname, '../../definitions/sales');

export interface SalesWorld {
  readonly pack: PackText;
  readonly model: Model;
  readonly validators: Validators;
  readonly setting: Setting;
  readonly store: MemoryStore;
  readonly partner: Stored;
  readonly articles: readonly Stored[];
  /** Decides round by round, writes, and answers the record that the command was about. */
  run(command: Command): Stored;
  /** What one command needs, all of it: deciding with it is done in one round. */
  factsFor(command: Command): Facts;
}

/** @throws Error when the pack does not compile or a record is refused */
export async function makeSalesWorld(articleCount: number): Promise<SalesWorld> {
  const pack: PackText = { files: await readPack(packFolder) };
  const { model, problems } = compile(pack, { validator: ajvValidator });
  if (!model)
    throw new Error(`the pack does not compile: ${problems.map((problem) => problem.message).join('; ')}`);
  const validators = makeValidators(model, ajvValidator);
  const store = new MemoryStore();
  const setting: Setting = {
    now: Date.UTC(2026, 10, 21, 9),
    seed: '1',
    release: 1,
    user: { id: 'u1', name: 'Ana Pop', email: 'ana@example.com', roles: ['owner'], teams: [] },
    company: {
      id: 'c1',
      key: 'main',
      title: 'Main',
      country: 'RO',
      currency: 'RON',
      timeZone: 'Europe/Bucharest',
      locale: 'ro-RO',
    },
    settings: model.settingDefaults,
    language: 'en',
  };
  let seeds = 0;

  const reach = (command: Command): { readonly decision: Decision; readonly facts: Facts } => {
    const seeded = { ...setting, seed: String(seeds++) };
    let facts = emptyFacts();
    for (;;) {
      const answer = decide(model, validators, command, facts, seeded);
      if (answer.kind === 'decision') return { decision: answer, facts };
      if (answer.kind === 'refusal')
        throw new Error(`${command.kind} was refused: ${answer.message} ${JSON.stringify(answer.problems)}`);
      facts = store.read(answer, facts);
    }
  };
  const run = (command: Command): Stored => {
    const { decision } = reach(command);
    store.write(decision);
    const record = store.records.get(decision.record);
    if (!record) throw new Error(`${command.kind} left no record`);
    return record;
  };
  const byCode = (type: string, code: string): Id => {
    const found = store.find({ type, where: { code }, before: null });
    if (!found) throw new Error(`no ${type} with code ${code}`);
    return found.id;
  };
  const create = (type: string, data: JsonObject): Stored => run({ kind: 'create', type, data });

  for (const type of ['currency', 'unit', 'vat-rate']) {
    const path = `data/base/${type}.jsonl`;
    for (const data of parseLines(path, await readFile(join(packFolder, path), 'utf8'))) create(type, data);
  }
  const partner = create('partner', { code: 'P1', name: 'Făbrica Știință S.R.L.' });
  const unit = byCode('unit', 'H87');
  const rates = [byCode('vat-rate', 'RO21'), byCode('vat-rate', 'RO11')];
  const articles = Array.from({ length: articleCount }, (_, index) =>
    create('article', {
      code: `A${index}`,
      name: `Șurub oțel inoxidabil M8×${40 + index}`,
      kind: 'goods',
      unit,
      price: `${10 + index}.2575`,
      vatRate: rates[index % 2] ?? '',
    }),
  );
  return {
    pack,
    model,
    validators,
    setting,
    store,
    partner,
    articles,
    run,
    factsFor: (command) => reach(command).facts,
  };
}

/** Data of a document as a person enters it: article, quantity, now and then a discount; the rest is filled. */
export function enteredDocument(world: SalesWorld, lines: number): JsonObject {
  return {
    partner: world.partner.id,
    lines: Array.from({ length: lines }, (_, index) => ({
      article: world.articles[index % world.articles.length]?.id ?? '',
      quantity: `${1 + (index % 7)}.333`,
      ...(index % 3 === 0 ? { discount: '7.5' } : {}),
    })),
  };
}
