// The environment, read once, typed. Nothing else in the runtime looks at process.env.
import { resolve } from 'node:path';

export const LOG_LEVELS = ['fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent'] as const;
export type LogLevel = (typeof LOG_LEVELS)[number];

export interface Config {
  /** TCP port; 0 lets the system choose one (tests). */
  readonly port: number;
  /** Address that is listened on. */
  readonly host: string;
  /** null: embedded PostgreSQL under `dataDir`. */
  readonly databaseUrl: string | null;
  /** Absolute; embedded database and generated secret live here. */
  readonly dataDir: string;
  /** First start only: who owns the first company. */
  readonly ownerEmail: string;
  /** First start only; null: generated and printed once. */
  readonly ownerPassword: string | null;
  /** Pack that the first company starts from: a folder name under `definitions/`. */
  readonly pack: string;
  /** First start only: load the pack's demo data. */
  readonly demo: boolean;
  /** Signs sessions; null: generated and kept in `dataDir`. */
  readonly secret: string | null;
  readonly logLevel: LogLevel;
}

/** What is wrong with the environment, all of it at once, each sentence with its cure. */
export class ConfigError extends Error {
  override readonly name = 'ConfigError';
  readonly faults: readonly string[];

  constructor(faults: readonly string[]) {
    super(faults.join('\n'));
    this.faults = faults;
  }
}

/** Shortest password that access accepts, in characters. */
export const PASSWORD_LENGTH_MIN = 10;

const SECRET_LENGTH_MIN = 32;

/**
 * Turns the environment into a configuration.
 *
 * @param env   usually `process.env`; an empty value counts as unset
 * @param cwd   folder that relative paths start from
 * @throws ConfigError naming every unusable variable, so that one start tells all
 */
export function readConfig(
  env: Readonly<Record<string, string | undefined>>,
  cwd: string = process.cwd(),
): Config {
  const faults: string[] = [];
  const get = (name: string): string | null => {
    const value = env[name]?.trim();
    return value === undefined || value === '' ? null : value;
  };

  const config: Config = {
    port: readPort(get('PORT'), faults),
    host: get('HOST') ?? '127.0.0.1',
    databaseUrl: readDatabaseUrl(get('DATABASE_URL'), faults),
    dataDir: resolve(cwd, get('FILIERA_DATA_DIR') ?? './data'),
    ownerEmail: readEmail(get('FILIERA_OWNER_EMAIL'), faults),
    ownerPassword: readPassword(get('FILIERA_OWNER_PASSWORD'), faults),
    pack: readPack(get('FILIERA_PACK'), faults),
    demo: readSwitch('FILIERA_DEMO', get('FILIERA_DEMO'), true, faults),
    secret: readSecretText(get('FILIERA_SECRET'), faults),
    logLevel: readLogLevel(get('LOG_LEVEL'), faults),
  };
  if (faults.length > 0) throw new ConfigError(faults);
  return config;
}

function readPort(text: string | null, faults: string[]): number {
  if (text === null) return 3000;
  const port = Number(text);
  if (Number.isInteger(port) && port >= 0 && port <= 65_535) return port;
  faults.push(`PORT is "${text}"; give a whole number from 0 to 65535, for example PORT=3000.`);
  return 3000;
}

function readDatabaseUrl(text: string | null, faults: string[]): string | null {
  if (text === null) return null;
  if (/^postgres(ql)?:\/\//.test(text) && URL.canParse(text)) return text;
  // The value may hold a password, so it is not repeated.
  faults.push(
    'DATABASE_URL is not an address of PostgreSQL; write postgres://user:password@host:5432/database, or unset it to use the embedded one.',
  );
  return null;
}

function readEmail(text: string | null, faults: string[]): string {
  const email = text ?? 'owner@example.com';
  if (!/^[^\s@]+@[^\s@]+\.[^\s@]+$/.test(email))
    faults.push(`FILIERA_OWNER_EMAIL is "${email}"; give an e-mail address such as owner@example.com.`);
  return email.toLowerCase();
}

function readPassword(text: string | null, faults: string[]): string | null {
  if (text !== null && text.length < PASSWORD_LENGTH_MIN) {
    faults.push(
      `FILIERA_OWNER_PASSWORD has fewer than ${PASSWORD_LENGTH_MIN} characters; choose a longer one, or unset it to have one generated.`,
    );
  }
  return text;
}

function readPack(text: string | null, faults: string[]): string {
  const pack = text ?? 'sales';
  if (!/^[a-z][a-z0-9-]*$/.test(pack))
    faults.push(`FILIERA_PACK is "${pack}"; name a folder of definitions/, for example FILIERA_PACK=sales.`);
  return pack;
}

function readSwitch(name: string, text: string | null, fallback: boolean, faults: string[]): boolean {
  if (text === null) return fallback;
  if (text === '1' || text === 'true') return true;
  if (text === '0' || text === 'false') return false;
  faults.push(`${name} is "${text}"; write 1 or 0.`);
  return fallback;
}

function readSecretText(text: string | null, faults: string[]): string | null {
  if (text !== null && text.length < SECRET_LENGTH_MIN) {
    faults.push(
      `FILIERA_SECRET has fewer than ${SECRET_LENGTH_MIN} characters; use a random text, for example the output of "openssl rand -base64 32".`,
    );
  }
  return text;
}

function readLogLevel(text: string | null, faults: string[]): LogLevel {
  if (text === null) return 'info';
  const level = LOG_LEVELS.find((known) => known === text);
  if (level) return level;
  faults.push(`LOG_LEVEL is "${text}"; choose one of ${LOG_LEVELS.join(', ')}.`);
  return 'info';
}
