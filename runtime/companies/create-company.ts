import { randomUUID } from 'node:crypto';
import { compile, Fault } from '#engine';
import type { Company, Id, JsonObject } from '#engine';
import type { App } from '../app.ts';
import { inTransaction } from '../database/transaction.ts';
import { layered, packOf } from '../store/release-layers.ts';
import { putRelease } from '../store/releases.ts';
import { putSlots } from '../store/slots.ts';
import { run } from '../store/statement.ts';
import { allotSlots } from '../store/type-plan.ts';
import { ajvValidator } from '../validation.ts';
import { companyWriter } from './company-writer.ts';
import { loadRecords } from './load-records.ts';
import { naturalKeys } from './natural-keys.ts';
import { parseLines, readPack } from './read-pack.ts';

export interface NewCompany {
  readonly packFolder: string;
  /** User who publishes release 1 and makes the base records. */
  readonly owner: Id;
  /** What is not given is as in `DEFAULTS`, and can be changed in the settings. */
  readonly company?: Partial<Omit<Company, 'id'>>;
}

const DEFAULTS: Omit<Company, 'id'> = {
  key: 'main',
  title: 'My company',
  country: 'RO',
  currency: 'RON',
  timeZone: 'Europe/Bucharest',
  locale: 'ro-RO',
};

/**
 * Makes a company from a pack: its files become release 1, its base data the first records.
 *
 * @returns the company's id
 * @throws Fault when the pack has problems, naming each
 */
export async function createCompany(app: App, { packFolder, owner, company }: NewCompany): Promise<Id> {
  const files = await readPack(packFolder);
  const { model, problems } = compile({ files }, { validator: ajvValidator });
  if (!model) {
    const errors = problems.filter((problem) => problem.severity === 'error');
    throw new Fault(
      `The pack in ${packFolder} has problems:\n${errors.map((error) => `${error.file}${error.pointer} ${error.message}`).join('\n')}`,
    );
  }
  const row = { ...DEFAULTS, ...company };
  const companyId = randomUUID();
  const publishedAt = new Date(app.clock()).toISOString();
  await inTransaction(app.pool, async ({ client, commit }) => {
    await run(client, INSERT, [
      companyId,
      row.key,
      row.title,
      row.country,
      row.currency,
      row.timeZone,
      row.locale,
    ]);
    await putRelease(
      client,
      companyId,
      { number: 1, author: owner, message: `${model.pack.title} ${model.pack.version}`, publishedAt },
      files,
      layered([packOf(files)], files),
    );
    await commit(() => putSlots(client, companyId, allotSlots(model, [])));
  });
  await loadBase(app, companyId, owner);
  return companyId;
}

const INSERT = {
  name: 'insert-company',
  text: `insert into app.companies (company_id, key, title, country, currency, time_zone, locale) values ($1, $2, $3, $4, $5, $6, $7)`,
};

/** Makes the records that every company of the pack needs and that are not there yet. */
export async function loadBase(app: App, companyId: string, userId: Id): Promise<void> {
  const writer = await companyWriter(app, companyId, userId);
  const files = await app.models.files(companyId, writer.current.release);
  const rows = new Map<string, readonly JsonObject[]>();
  for (const [path, text] of Object.entries(files)) {
    const type = /^data\/base\/([^/]+)\.jsonl$/.exec(path)?.[1];
    if (type !== undefined) rows.set(type, parseLines(path, text));
  }
  await loadRecords(writer, naturalKeys(writer), rows);
}
