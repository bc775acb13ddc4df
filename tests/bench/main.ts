// `npm run bench`: ratios against what a person would write by hand, all in one run. `npm run bench -- engine http`
// runs parts. A missed goal is shown; a gap, a double or a document by half fails the run.
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import buildScreens from '../studio-setup.ts';
import { printTable } from './measure.ts';
import type { Row } from './measure.ts';
import type { Section } from './section.ts';

const sections: Readonly<Record<string, () => Promise<Section>>> = {
  engine: async () => (await import('./engine.ts')).measureEngine(),
  store: async () => (await import('./store.ts')).measureStore(),
  http: async () => (await import('./http.ts')).measureHttp(),
  start: async () => (await import('./start.ts')).measureStart(),
  memory: async () => (await import('./memory.ts')).measureMemory(),
  keystroke: async () => (await import('./keystroke.ts')).measureKeystroke(),
};

const asked = process.argv.slice(2);
const unknown = asked.filter((name) => !(name in sections));
if (unknown.length > 0) {
  console.error(`There is no part ${unknown.join(', ')}. Parts: ${Object.keys(sections).join(', ')}.`);
  process.exit(1);
}

// Several parts look at the screens or start a server with them; none shall measure how long their build takes.
await buildScreens();

const rows: Row[] = [];
const findings: string[] = [];
const startedAt = new Date().toISOString();
for (const name of asked.length > 0 ? asked : Object.keys(sections)) {
  const beganAt = performance.now();
  const section = await sections[name]?.();
  rows.push(...(section?.rows ?? []));
  findings.push(...(section?.findings ?? []));
  console.error(`${name}: measured in ${((performance.now() - beganAt) / 1000).toFixed(0)} s`);
}

printTable(rows);
console.log(findings.length === 0 ? '\nNo gap, no double, nothing by half.' : `\n${findings.join('\n')}`);
await writeFile(
  join(import.meta.dirname, '../../bench.json'),
  `${JSON.stringify({ startedAt, node: process.version, rows, findings }, null, 2)}\n`,
);
// Pools and browsers are closed by their sections; whatever else may linger shall not keep the run open.
process.exit(findings.length === 0 ? 0 : 1);
