import { sql } from 'kysely';
import type { Kysely } from 'kysely';
import { Migrator } from 'kysely/migration';
import { Fault } from '#engine';
import { migrations } from './migrations/index.ts';
import type { Tables } from './tables.ts';

/**
 * Brings the schema `app` up to date. Several runtimes may start at once: one migrates, the others wait.
 *
 * @returns names of the migrations that ran
 * @throws Fault when one fails (it is rolled back) or the database is newer than this program
 */
export async function migrate(db: Kysely<Tables>): Promise<readonly string[]> {
  await sql`create schema if not exists app`.execute(db);
  const migrator = new Migrator({
    db,
    provider: { getMigrations: () => Promise.resolve({ ...migrations }) },
    migrationTableSchema: 'app',
  });
  const { error, results } = await migrator.migrateToLatest();
  if (error !== undefined) {
    const failed = results?.find((result) => result.status === 'Error')?.migrationName;
    throw new Fault(
      failed
        ? `Migration ${failed} failed and was rolled back.`
        : 'The database was made by a newer version of this program.',
      {
        cause: error,
      },
    );
  }
  return (results ?? []).map((result) => result.migrationName);
}
