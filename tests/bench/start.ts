// From the command to the first answered request, on a database that exists.
import { median } from './measure.ts';
import { startServer } from '../server.ts';
import { boundRow } from './section.ts';
import type { Section } from './section.ts';

const START_MS_MAX = 2000;
const RUNS = 3;

export async function measureStart(): Promise<Section> {
  const first = await startServer();
  await first.stop();
  const times: number[] = [];
  for (let run = 0; run < RUNS; run++) {
    const startedAt = performance.now();
    const server = await startServer({ dataDir: first.dataDir });
    times.push(performance.now() - startedAt);
    await server.stop();
  }
  await first.remove();
  const notes = `wall, median of ${times.map((time) => time.toFixed(0)).join(', ')}; embedded PostgreSQL included`;
  return {
    rows: [boundRow('Start', 'to the first answered request', median(times), START_MS_MAX, 'ms', notes)],
    findings: [],
  };
}
