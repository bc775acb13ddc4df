// Starts the real server as its own process, as `npm start` does, on a free port and a folder of its own.
import { spawn, type ChildProcess } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const root = join(import.meta.dirname, '..');
export const ownerEmail = 'owner@example.com';
export const ownerPassword = 'a-long-password';

export interface Server {
  readonly url: string;
  readonly dataDir: string;
  readonly process: ChildProcess;
  /** What it printed so far. */
  output(): string;
  /** SIGTERM, then waits for the end; answers the exit code. */
  stop(): Promise<number | null>;
  /** kill -9: nothing is drained. */
  kill(): Promise<void>;
  /** Removes the data folder; call after stop. */
  remove(): Promise<void>;
}

export interface ServerOptions {
  /** Reuse this folder (a restart); otherwise a new empty one. */
  readonly dataDir?: string;
  readonly demo?: boolean;
  readonly env?: Readonly<Record<string, string>>;
}

/** A machine that is busy with other tests takes its time. */
const READY_WITHIN_MS = 180_000;

/**
 * @throws Error with the server's output when it ends, or is not ready within three minutes
 */
export async function startServer(options: ServerOptions = {}): Promise<Server> {
  const dataDir = options.dataDir ?? (await mkdtemp(join(tmpdir(), 'filiera-')));
  const child = spawn(process.env['FILIERA_NODE'] ?? join(root, 'node_modules/.bin/node'), startArguments(), {
    cwd: root,
    env: {
      ...process.env,
      // Whichever is free when it listens, and told by it: one looked for before may be taken by then.
      PORT: '0',
      HOST: '127.0.0.1',
      DATABASE_URL: '',
      FILIERA_DATA_DIR: dataDir,
      FILIERA_OWNER_EMAIL: ownerEmail,
      FILIERA_OWNER_PASSWORD: ownerPassword,
      FILIERA_DEMO: options.demo ? '1' : '0',
      LOG_LEVEL: 'warn',
      ...options.env,
    },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let output = '';
  child.stdout?.on('data', (chunk: Buffer) => (output += chunk.toString()));
  child.stderr?.on('data', (chunk: Buffer) => (output += chunk.toString()));
  let hasEnded = false;
  // When it has closed its output, so that all of it has been read.
  const ended = new Promise<number | null>((resolve) => child.once('close', (code) => resolve(code)));
  void ended.then(() => (hasEnded = true));

  const deadline = performance.now() + READY_WITHIN_MS;
  let url: string | undefined;
  for (;;) {
    if (hasEnded) throw new Error(`the server ended with ${child.exitCode}:\n${output}`);
    url ??= /^Filiera listens on (\S+)\n/m.exec(output)?.[1];
    const answer = url === undefined ? null : await fetch(`${url}/api/ready`).catch(() => null);
    if (url !== undefined && answer?.ok) break;
    if (performance.now() > deadline) {
      child.kill('SIGKILL');
      throw new Error(`the server was not ready in time:\n${output}`);
    }
    await new Promise((resolve) => setTimeout(resolve, 50));
  }

  return {
    url,
    dataDir,
    process: child,
    output: () => output,
    stop: async () => {
      child.kill('SIGTERM');
      return ended;
    },
    kill: async () => {
      child.kill('SIGKILL');
      await ended;
    },
    remove: () => rm(dataDir, { recursive: true, force: true }),
  };
}

/** What `npm start` gives to node: its flags are part of how the server behaves. */
function startArguments(): string[] {
  const { scripts } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as {
    readonly scripts: { readonly start: string };
  };
  return scripts.start.replace(/^exec node /, '').split(' ');
}

export interface Answer<T> {
  readonly status: number;
  readonly headers: Headers;
  readonly body: T;
}

/** A signed-in caller of the HTTP API. */
export interface Client {
  readonly cookie: string;
  call<T = Record<string, unknown>>(
    method: string,
    path: string,
    body?: unknown,
    headers?: Readonly<Record<string, string>>,
  ): Promise<Answer<T>>;
}

export async function signIn(url: string, email = ownerEmail, password = ownerPassword): Promise<Client> {
  const answer = await fetch(`${url}/api/auth/sign-in/email`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', origin: url },
    body: JSON.stringify({ email, password }),
  });
  if (!answer.ok) throw new Error(`sign-in answered ${answer.status}: ${await answer.text()}`);
  const cookie = answer.headers
    .getSetCookie()
    .map((line) => line.split(';')[0])
    .join('; ');
  return {
    cookie,
    async call<T>(
      method: string,
      path: string,
      body?: unknown,
      headers: Readonly<Record<string, string>> = {},
    ) {
      const response = await fetch(`${url}${path}`, {
        method,
        headers: {
          cookie,
          origin: url,
          'accept-language': 'en',
          ...(body === undefined ? {} : { 'content-type': 'application/json' }),
          ...headers,
        },
        ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      });
      const text = await response.text();
      return {
        status: response.status,
        headers: response.headers,
        body: (text === '' ? null : JSON.parse(text)) as T,
      };
    },
  };
}
