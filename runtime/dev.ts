// `npm run dev`: the runtime, restarted when its files change, and the screens by Vite, which passes /api on to it.
import { spawn } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { join } from 'node:path';
import { readConfig } from './config.ts';

const root = join(import.meta.dirname, '..');
const config = readConfig(process.env);
const api = `http://${config.host}:${config.port}`;

const children: readonly ChildProcess[] = [
  // The screens come from Vite, so the runtime need not build them.
  start(['--watch', '--watch-preserve-output', join(root, 'runtime/main.ts'), '--no-studio'], root),
  start([join(root, 'node_modules/vite/bin/vite.js'), 'dev', '--host', config.host], join(root, 'studio')),
];

let isStopping = false;
for (const child of children) child.on('exit', (code) => stop(code ?? 0));
process.on('SIGINT', () => stop(0));
process.on('SIGTERM', () => stop(0));
console.log(`The API is at ${api}; open the address that Vite prints.`);

function start(args: readonly string[], cwd: string): ChildProcess {
  return spawn(process.execPath, args, { cwd, stdio: 'inherit', env: { ...process.env, FILIERA_API: api } });
}

/** When one of the two ends, so does the other: half a development server only confuses. */
function stop(code: number): void {
  if (isStopping) return;
  isStopping = true;
  process.exitCode = code;
  for (const child of children) child.kill('SIGTERM');
}
