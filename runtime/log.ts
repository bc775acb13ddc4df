import { pino } from 'pino';
import type { Logger } from 'pino';
import type { LogLevel } from './config.ts';

export type Log = Logger;

/**
 * One JSON line an event on standard error, so that standard output stays for people (address, first sign-in).
 * Written synchronously: what is logged on the way out is not lost.
 */
export function makeLog(level: LogLevel): Log {
  return pino(
    { level, base: null, redact: ['password', '*.password', 'headers.cookie', 'headers.authorization'] },
    pino.destination({ dest: 2, sync: true }),
  );
}
