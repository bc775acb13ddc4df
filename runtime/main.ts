// `npm start`: reads the environment, serves, and on a signal leaves nothing behind.
import { join } from 'node:path';
import { ConfigError, readConfig } from './config.ts';
import type { Config } from './config.ts';
import type { FirstSignIn } from './first-company.ts';
import { PortTaken, serve } from './serve.ts';
import type { Running } from './serve.ts';

/** A terminal and npm both pass Ctrl-C on: what comes this close together is one request to stop, not two. */
const SAME_SIGNAL_MS = 500;

const PARENT_LOOK_MS = 100;

const root = join(import.meta.dirname, '..');
const starting = new AbortController();
let running: Running | null = null;
let signals = 0;
let signalledAt = -Infinity;

process.on('SIGTERM', onSignal);
process.on('SIGINT', onSignal);
process.on('uncaughtException', onFault);
process.on('unhandledRejection', onFault);
if (process.env.npm_lifecycle_event !== undefined) followParent();
await main();

async function main(): Promise<void> {
  let config: Config;
  try {
    config = readConfig(process.env);
  } catch (error) {
    if (!(error instanceof ConfigError)) throw error;
    for (const fault of error.faults) console.error(fault);
    process.exitCode = 1;
    return;
  }

  try {
    running = await serve(config, {
      root,
      signal: starting.signal,
      studio: !process.argv.includes('--no-studio'),
      onFirstSignIn: tellSignIn,
    });
  } catch (error) {
    // Stopped while starting: what was opened is closed, and unless a fault stopped it nothing went wrong.
    if (starting.signal.aborted) process.exit();
    console.error(error instanceof PortTaken ? error.message : error);
    process.exit(1);
  }
  if (starting.signal.aborted) return leave(Number(process.exitCode ?? 0));
  console.log(`Filiera listens on ${running.url}`);
}

function tellSignIn({ email, password }: FirstSignIn): void {
  if (password === null) console.log(`Sign in as ${email} with the password that you gave.`);
  else
    console.log(
      `Sign in as ${email}\nPassword: ${password}\nIt was generated for this first start and is not shown again.`,
    );
}

/** The first signal lets answers under way finish; the second does not wait for them; the third ends at once. */
function onSignal(): void {
  const now = performance.now();
  if (now - signalledAt < SAME_SIGNAL_MS) return;
  signalledAt = now;
  signals++;
  if (signals === 1) {
    starting.abort();
    void leave(0);
  } else if (signals === 2) void running?.stop();
  else process.exit(1);
}

/**
 * `npm start` hands a signal to its shell, and not every shell hands it on: when the shell is gone, so is whoever
 * wanted us to run. Only under npm; a server started by hand may outlive its terminal.
 */
function followParent(): void {
  const parent = process.ppid;
  const timer = setInterval(() => {
    if (process.ppid === parent) return;
    clearInterval(timer);
    onSignal();
  }, PARENT_LOOK_MS);
  timer.unref();
}

async function leave(code: number): Promise<void> {
  if (!running) return;
  await running.stop();
  process.exit(code);
}

function onFault(fault: unknown): void {
  if (running) running.app.log.fatal(fault, 'unexpected fault; stopping');
  else console.error(fault);
  starting.abort();
  if (running) void leave(1);
  else process.exitCode = 1;
}
