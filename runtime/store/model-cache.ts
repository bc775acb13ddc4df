import type { Kysely } from 'kysely';
import { Client } from 'pg';
import type { Pool } from 'pg';
import { compile, Fault, makeValidators } from '#engine';
import type { Company, JsonObject, Model, Validators } from '#engine';
import type { Tables } from '../database/tables.ts';
import type { Log } from '../log.ts';
import { ajvValidator } from '../validation.ts';
import { readCompany } from './companies.ts';
import { readReleaseFiles, RELEASE_CHANNEL } from './releases.ts';
import type { Files } from './releases.ts';
import { readSlots } from './slots.ts';
import { allotSlots } from './type-plan.ts';
import type { StorePlan } from './type-plan.ts';

/** A company's current release, ready to decide with. Immutable and shared between requests. */
export interface Current {
  readonly release: number;
  readonly hash: string;
  readonly model: Model;
  readonly validators: Validators;
  readonly company: Company;
  /** The company's switches over the pack's defaults. */
  readonly settings: JsonObject;
  readonly plan: StorePlan;
}

export interface Models {
  /** @throws Fault when the company or its release is not there, or the release does not compile */
  current(companyId: string): Promise<Current>;
  /** Files of a release, any of them. */
  files(companyId: string, release: number): Promise<Files>;
  /** Reads the company again at the next asking: its release or settings have changed. */
  forget(companyId: string): void;
  close(): Promise<void>;
}

interface Options {
  readonly pool: Pool;
  readonly db: Kysely<Tables>;
  readonly log: Log;
  readonly databaseUrl: string;
}

interface Compiled {
  readonly model: Model;
  readonly validators: Validators;
}

/** Compiled models at once: a few megabytes each, and companies on the same release share one. */
const MODELS_MAX = 16;
const LISTEN_AGAIN_MS = 500;

/** Models by company and by hash, refreshed whenever any runtime publishes. */
export async function makeModels({ pool, log, databaseUrl }: Options): Promise<Models> {
  const compiled = new Map<string, Compiled>();
  const companies = new Map<string, Promise<Current>>();
  const listener = await listen(databaseUrl, log, (companyId) => {
    if (companyId === null) companies.clear();
    else companies.delete(companyId);
  });

  const load = async (companyId: string): Promise<Current> => {
    const row = await readCompany(pool, companyId);
    if (!row) throw new Fault(`there is no company ${companyId}`);
    const { rows } = await pool.query<{ hash: string }>(
      'select hash from app.releases where company_id = $1 and number = $2',
      [companyId, row.release],
    );
    const hash = rows[0]?.hash;
    if (hash === undefined) throw new Fault(`company ${companyId} has no release ${row.release}`);
    const made = compiled.get(hash) ?? compileFiles(await readReleaseFiles(pool, companyId, row.release));
    compiled.delete(hash);
    compiled.set(hash, made);
    for (const oldest of compiled.keys()) {
      if (compiled.size <= MODELS_MAX) break;
      compiled.delete(oldest);
    }
    const { plan } = allotSlots(made.model, await readSlots(pool, companyId));
    return {
      release: row.release,
      hash,
      ...made,
      company: row.company,
      settings: { ...made.model.settingDefaults, ...row.settings },
      plan,
    };
  };

  return {
    current(companyId) {
      let current = companies.get(companyId);
      if (!current) {
        current = load(companyId);
        companies.set(companyId, current);
        // A failure is not remembered.
        current.catch(() => companies.delete(companyId));
      }
      return current;
    },
    files: (companyId, release) => readReleaseFiles(pool, companyId, release),
    forget: (companyId) => void companies.delete(companyId),
    close: () => listener.close(),
  };
}

function compileFiles(files: Files): Compiled {
  const { model, problems } = compile({ files }, { validator: ajvValidator });
  if (!model) {
    const first = problems.find((problem) => problem.severity === 'error');
    throw new Fault(
      `a published release does not compile: ${first?.file ?? ''}${first?.pointer ?? ''} ${first?.message ?? ''}`,
    );
  }
  return { model, validators: makeValidators(model, ajvValidator) };
}

/** Listens for published releases on a connection of its own; when it breaks, everything may have changed meanwhile. */
async function listen(
  databaseUrl: string,
  log: Log,
  changed: (companyId: string | null) => void,
): Promise<{ close(): Promise<void> }> {
  let isClosed = false;
  let client: Client | null = null;
  let timer: NodeJS.Timeout | undefined;

  const connect = async (): Promise<void> => {
    const next = new Client({ connectionString: databaseUrl, application_name: 'filiera listen' });
    next.on('notification', (message) => changed(message.payload ?? null));
    next.on('error', (error) => log.warn({ reason: error.message }, 'listening for releases broke off'));
    next.on('end', () => {
      if (isClosed || client !== next) return;
      changed(null);
      again();
    });
    try {
      await next.connect();
      await next.query(`listen ${RELEASE_CHANNEL}`);
    } catch (error) {
      void next.end().catch(() => undefined);
      throw error;
    }
    if (isClosed) return void next.end().catch(() => undefined);
    // Only from here on its end is told by itself.
    client = next;
    changed(null);
  };
  const again = (): void => {
    timer = setTimeout(() => {
      if (!isClosed) connect().catch(again);
    }, LISTEN_AGAIN_MS);
    timer.unref();
  };

  await connect();
  return {
    async close() {
      isClosed = true;
      clearTimeout(timer);
      await client?.end().catch(() => undefined);
    },
  };
}
