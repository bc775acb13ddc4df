// Whatever several runtimes do, what each remembers is what a read would find, and nothing false is ever written.
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Id, JsonObject, Lineage, Model } from '#engine';
import type { Caller } from '../../../runtime/access/caller.ts';
import { createCompany } from '../../../runtime/companies/create-company.ts';
import { RequestRefused } from '../../../runtime/routes/problem.ts';
import { lineagesOf } from '../../../runtime/store/lineage-memory.ts';
import { readLineages } from '../../../runtime/store/read-lineages.ts';
import { allowTime, isLong } from '../../engine/runs.ts';
import { ownerOf, SALES, testApp } from '../app.ts';
import type { TestApp } from '../app.ts';
import { anotherRuntime } from '../several-runtimes.ts';
import type { Runtime } from '../several-runtimes.ts';
import { audit } from '../storm/audit.ts';
import { diceOf, firstNamed, randomCommand, readWorld, seeded } from './random-commands.ts';

allowTime();
const SEED = Number(process.env['SEED'] ?? 20_261_122);
const COMMANDS = isLong ? 3_000 : 300;
const ROUNDS = isLong ? 200 : 25;
const AT_ONCE = 12;
/** Documents looked at after each command, in each runtime. */
const LOOKED_AT = 4;

let app: TestApp;
let owner: Caller;
let model: Model;
let runtimes: readonly Runtime[];

beforeAll(async () => {
  app = await testApp();
  const companyId = await createCompany(app, { packFolder: SALES, owner: 'owner' });
  owner = await ownerOf(app, companyId);
  ({ model } = await app.models.current(companyId));
  runtimes = await Promise.all([1, 2, 3].map(() => anotherRuntime(app, owner)));
  const [runtime] = runtimes as readonly [Runtime];
  const { rows } = await app.pool.query<{ key: string; id: Id }>(
    `select key, id from app.records where key in ('H87', 'RO21')`,
  );
  const coded = new Map(rows.map((row) => [row.key, row.id]));
  const create = (type: string, data: JsonObject): Promise<unknown> =>
    runtime.done({ kind: 'create', type, data });
  for (const code of ['P1', 'P2']) await create('partner', { code, name: `Partner ${code}` });
  const goods = { kind: 'goods', unit: coded.get('H87') ?? '', vatRate: coded.get('RO21') ?? '' };
  for (const code of ['A1', 'A2', 'A3', 'A4'])
    await create('article', { ...goods, code, name: `Șurub ${code}`, price: '3.125' });
});
afterAll(async () => {
  await Promise.all(runtimes.map((runtime) => runtime.close()));
  await app.close();
});

const sorted = ({ up, down, counters }: Lineage): Lineage => ({
  up,
  down,
  counters: [...counters].sort((a, b) => (placeOf(a) < placeOf(b) ? -1 : 1)),
});
const placeOf = ({ track, line }: { readonly track: string; readonly line: string | null }): string =>
  `${track} ${line ?? ''}`;

/** How many of the documents and ancestors are remembered as they are now. @throws when one is remembered falsely */
async function compare(runtime: Runtime, ids: readonly Id[]): Promise<number> {
  const memory = lineagesOf(await runtime.app.models.current(owner.companyId));
  const fresh = await readLineages(app.pool, owner.companyId, ids, false);
  let same = 0;
  for (const asked of ids) {
    const recalled = memory.recall([asked]);
    for (const [id, record] of recalled?.records ?? []) {
      const now = fresh.records.get(id);
      const isRecord = now?.version === record.version;
      const isLineage = now && fresh.versions.get(id) === recalled?.versions.get(id);
      if (isRecord) expect(record).toStrictEqual(now);
      if (isLineage)
        expect(sorted(recalled!.lineages.get(id)!)).toStrictEqual(sorted(fresh.lineages.get(id)!));
      if (isRecord && isLineage) same++;
    }
  }
  return same;
}

/** A draft made by hand may be converted into: its own lines came from nowhere. */
const audited = (): Promise<string[]> => audit(app.pool, /^(?!converted lines without a link)/);

function quickly(): { readonly written: number; readonly missed: number } {
  const sum = (of: 'written' | 'missed'): number => runtimes.reduce((all, { quick }) => all + quick[of], 0);
  return { written: sum('written'), missed: sum('missed') };
}

/** What somebody else has just deleted cannot be shown. */
function gone(error: unknown): void {
  if (!(error instanceof RequestRefused)) throw error;
}

describe('Q10: the memory of several runtimes', () => {
  test(`is what a read finds, after each of ${COMMANDS} commands at random (seed ${SEED})`, async () => {
    const dice = diceOf(seeded(SEED));
    const tally = { done: 0, refused: 0, same: 0 };
    for (let count = 0; count < COMMANDS; count++) {
      const world = await readWorld(app.pool, owner, model);
      const runtime = runtimes[Math.floor(dice() * runtimes.length)]!;
      const command = randomCommand(world, dice);
      const named = firstNamed(command);
      // Most people look at a document before they do something with it.
      if (named !== null && dice() < 0.5) await runtime.open(named);
      app.now += Math.floor(dice() * 5_000);
      const outcome = await runtime.run(command);
      tally[outcome.kind === 'done' ? 'done' : 'refused']++;
      const changed =
        outcome.kind === 'done' ? outcome.decision.records.flatMap(({ after }) => after?.id ?? []) : [];
      const { documents } = await readWorld(app.pool, owner, model);
      const looked = Array.from({ length: LOOKED_AT }, () => dice.of(documents)?.id ?? '');
      for (const one of runtimes)
        tally.same += await compare(
          one,
          [...new Set([...changed, ...looked])].filter((id) => id !== ''),
        );
    }
    expect(await audited()).toEqual([]);
    expect(quickly().written).toBeGreaterThan(COMMANDS / 5);
    expect(tally.same).toBeGreaterThan(COMMANDS);
  });

  test(`writes nothing false, ${AT_ONCE} commands at once, ${ROUNDS} times`, async () => {
    const dice = diceOf(seeded(SEED + 1));
    const before = quickly();
    const written: string[] = [];
    for (let round = 0; round < ROUNDS; round++) {
      const world = await readWorld(app.pool, owner, model);
      // Few documents, so that they meet.
      const few = { ...world, documents: world.documents.slice(-20) };
      app.now += Math.floor(dice() * 5_000);
      const commands = Array.from({ length: AT_ONCE }, () => randomCommand(few, dice));
      const outcomes = await Promise.all(
        commands.map(async (command, index) => {
          const runtime = runtimes[index % runtimes.length]!;
          const [named, seen] = [firstNamed(command), dice.of(few.documents)];
          if (named !== null && index % 2 === 0) await runtime.open(named).catch(gone);
          // Somebody looks at something while others change it.
          const looking = seen && runtime.open(seen.id).catch(gone);
          const outcome = await runtime.run(command);
          await looking;
          return outcome;
        }),
      );
      for (const outcome of outcomes)
        for (const { after } of outcome.kind === 'done' ? outcome.decision.records : [])
          if (after) written.push(`${after.id} ${after.version}`);
      const { documents } = await readWorld(app.pool, owner, model);
      for (const one of runtimes)
        await compare(
          one,
          documents.slice(-20).map(({ id }) => id),
        );
    }
    // No version of a record was written twice: nobody's work was lost.
    expect(new Set(written).size).toBe(written.length);
    expect(await audited()).toEqual([]);
    expect(quickly().written - before.written).toBeGreaterThan(ROUNDS);
    expect(quickly().missed).toBeGreaterThan(before.missed);
  });
});
