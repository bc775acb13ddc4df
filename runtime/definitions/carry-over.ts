// Records from one release to the next: which types are touched, how they are carried, and what would be set aside.
import { carryRecord, compileMigrations, migrationNames } from '#engine';
import type { Carrier, Model } from '#engine';
import type { Files } from '../store/releases.ts';
import { keptRecords, rewriteRecords } from '../store/rewrite-records.ts';
import { run } from '../store/statement.ts';
import type { Connection } from '../store/statement.ts';
import type { StorePlan } from '../store/type-plan.ts';
import { ajvValidator } from '../validation.ts';

/** A release, as far as records are read with it. */
export interface ReadingRelease {
  readonly files: Files;
  readonly model: Model;
  readonly plan: StorePlan;
}

/** Records that cannot be carried, by what is in their way. */
export interface Parked {
  readonly type: string;
  readonly reason: string;
  readonly records: number;
}

/** Types, as records are stored now, whose records read otherwise under the next release. */
export function movedTypes(before: ReadingRelease, after: ReadingRelease): readonly string[] {
  return [...before.model.types.keys()].filter((type) => {
    const next = nameAfter(type, after);
    return next === null || next !== type || shapeOf(type, before) !== shapeOf(next, after);
  });
}

/** Carries every record of the moved types over. Call it in the publishing transaction, records locked. */
export async function carryOver(
  connection: Connection,
  companyId: string,
  types: readonly string[],
  after: ReadingRelease,
): Promise<number> {
  const carrier = await carrierOf(connection, companyId, after, 'en');
  return rewriteRecords(connection, companyId, types, after.plan, (kept) => carryRecord(carrier, kept));
}

/** What carrying would set aside, without writing. Only types that migrations speak of are read. */
export async function foreseeParked(
  connection: Connection,
  companyId: string,
  types: readonly string[],
  after: ReadingRelease,
  language: string,
): Promise<readonly Parked[]> {
  const carrier = await carrierOf(connection, companyId, after, language);
  const asked = types.filter((type) => carrier.migrations.has(nameAfter(type, after) ?? type));
  const found = new Map<string, Parked>();
  if (asked.length > 0)
    for await (const kept of keptRecords(connection, companyId, asked)) {
      const { parked: reason, record } = carryRecord(carrier, kept);
      if (reason === null) continue;
      const key = `${record.type} ${reason}`;
      found.set(key, { type: record.type, reason, records: (found.get(key)?.records ?? 0) + 1 });
    }
  return [...found.values()];
}

async function carrierOf(
  connection: Connection,
  companyId: string,
  { files, model }: ReadingRelease,
  language: string,
): Promise<Carrier> {
  const { migrations } = compileMigrations({ files }, { validator: ajvValidator, language });
  const rows = await run<{ release: number; path: string }>(connection, READ_STEPS, [companyId]);
  const steps = new Map(
    [...Map.groupBy(rows, ({ release }) => release)].map(([release, own]) => [
      release,
      migrationNames({ files: Object.fromEntries(own.map(({ path }) => [path, ''])) }),
    ]),
  );
  return { model, migrations, stepsOf: (release) => steps.get(release) ?? new Map(), language };
}

const READ_STEPS = {
  name: 'read-release-steps',
  text: `select release, path from app.release_files where company_id = $1 and path like 'migrations/%'`,
};

/** What the type is called in the next release; null: it is gone. */
function nameAfter(type: string, { model }: ReadingRelease): string | null {
  if (model.types.has(type)) return type;
  for (const [key, { json }] of model.types) if (json['renamedFrom'] === type) return key;
  return null;
}

/** All that decides how a record of the type is read. */
function shapeOf(key: string, { files, model, plan }: ReadingRelease): string {
  const type = model.types.get(key);
  const own = plan.get(key);
  return JSON.stringify([
    [...(type?.fieldByPath.keys() ?? [])].sort(),
    [...(type?.machine?.states.keys() ?? [])].sort(),
    own ? [own.key, [...own.slots].sort(), [...own.tables], own.search] : null,
    Object.entries(files)
      .filter(([path]) => path.startsWith(`migrations/${key}/`))
      .sort(([a], [b]) => (a < b ? -1 : 1)),
  ]);
}
