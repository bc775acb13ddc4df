// Measuring on a noisy machine: rounds of both sides interleaved, medians, CPU time beside wall time, ratios.

export interface Sample {
  readonly perSecond: number;
  /** CPU of this process per operation, ms. */
  readonly cpuMs: number;
}

export interface Row {
  readonly group: string;
  readonly name: string;
  readonly ours: number;
  readonly limit: number | null;
  /** ours / limit where more is better; limit / ours where less is better. 1 is as good as the limit. */
  readonly ratio: number | null;
  readonly goal: number | null;
  readonly unit: string;
  readonly notes: string;
}

export const median = (values: readonly number[]): number => {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = sorted.length >> 1;
  return sorted.length === 0 ? Number.NaN : sorted.length % 2 === 1 ? (sorted[middle] ?? 0) : ((sorted[middle - 1] ?? 0) + (sorted[middle] ?? 0)) / 2;
};

export const percentile = (values: readonly number[], share: number): number => {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.ceil(sorted.length * share) - 1)] ?? Number.NaN;
};

const cpuNow = (): number => {
  const { user, system } = process.threadCpuUsage();
  return (user + system) / 1000;
};

/**
 * CPU ms per call of each side, in interleaved rounds; the median of the rounds.
 * CPU time and not wall time: neighbours on the machine steal the wall.
 */
export function compareCpu(sides: Readonly<Record<string, () => unknown>>, options: { readonly rounds?: number; readonly roundMs?: number } = {}): Record<string, number> {
  const { rounds = 9, roundMs = 120 } = options;
  const results: Record<string, number[]> = Object.fromEntries(Object.keys(sides).map((name) => [name, []]));
  let sink: unknown;
  for (let round = -2; round < rounds; round++) {
    for (const [name, run] of Object.entries(sides)) {
      let calls = 0;
      const startedAt = cpuNow();
      let spent = 0;
      do {
        sink = run();
        calls++;
        spent = cpuNow() - startedAt;
      } while (spent < roundMs);
      // The first rounds warm the compiler up and do not count.
      if (round >= 0) results[name]?.push(spent / calls);
    }
  }
  void sink;
  return Object.fromEntries(Object.entries(results).map(([name, values]) => [name, median(values)]));
}

/** Operations per second of each side with `clients` at once, in interleaved rounds; the median of the rounds. */
export async function compareThroughput(
  sides: Readonly<Record<string, (client: number) => Promise<unknown>>>,
  options: { readonly clients: number; readonly rounds?: number; readonly roundMs?: number },
): Promise<Record<string, Sample>> {
  const { clients, rounds = 5, roundMs = 1000 } = options;
  const speeds: Record<string, Sample[]> = Object.fromEntries(Object.keys(sides).map((name) => [name, []]));
  for (let round = -1; round < rounds; round++) {
    for (const [name, run] of Object.entries(sides)) {
      let count = 0;
      const cpuBefore = process.cpuUsage();
      const startedAt = performance.now();
      await Promise.all(
        Array.from({ length: clients }, async (_, client) => {
          while (performance.now() - startedAt < roundMs) {
            await run(client);
            count++;
          }
        }),
      );
      const seconds = (performance.now() - startedAt) / 1000;
      const cpu = process.cpuUsage(cpuBefore);
      if (round >= 0) speeds[name]?.push({ perSecond: count / seconds, cpuMs: (cpu.user + cpu.system) / 1000 / count });
    }
  }
  return Object.fromEntries(
    Object.entries(speeds).map(([name, samples]) => [
      name,
      { perSecond: median(samples.map((sample) => sample.perSecond)), cpuMs: median(samples.map((sample) => sample.cpuMs)) },
    ]),
  );
}

/**
 * Operations per second of each side when `clients` do `count` of them together, in interleaved rounds; the median of
 * the rounds. For work that uses something up, of which only so much was prepared.
 */
export async function compareBatches(
  sides: Readonly<Record<string, () => Promise<unknown>>>,
  options: { readonly clients: number; readonly count: number; readonly rounds?: number },
): Promise<Record<string, Sample>> {
  const { clients, count, rounds = 5 } = options;
  const samples: Record<string, Sample[]> = Object.fromEntries(Object.keys(sides).map((name) => [name, []]));
  for (let round = -1; round < rounds; round++) {
    for (const [name, run] of Object.entries(sides)) {
      let left = count;
      const cpuBefore = process.cpuUsage();
      const startedAt = performance.now();
      await Promise.all(
        Array.from({ length: clients }, async () => {
          while (left-- > 0) await run();
        }),
      );
      const seconds = (performance.now() - startedAt) / 1000;
      const cpu = process.cpuUsage(cpuBefore);
      if (round >= 0) samples[name]?.push({ perSecond: count / seconds, cpuMs: (cpu.user + cpu.system) / 1000 / count });
    }
  }
  return Object.fromEntries(
    Object.entries(samples).map(([name, all]) => [
      name,
      { perSecond: median(all.map((sample) => sample.perSecond)), cpuMs: median(all.map((sample) => sample.cpuMs)) },
    ]),
  );
}

const show = (value: number): string => (Math.abs(value) >= 100 ? value.toFixed(0) : Math.abs(value) >= 1 ? value.toFixed(2) : value.toFixed(3));

export function printTable(rows: readonly Row[]): void {
  let group = '';
  for (const row of rows) {
    if (row.group !== group) {
      group = row.group;
      console.log(`\n${group}`);
    }
    const verdict = row.ratio === null || row.goal === null ? ' ' : row.ratio >= row.goal ? '✓' : '✗';
    const ratio = row.ratio === null ? '' : `ratio ${row.ratio.toFixed(2)}${row.goal === null ? '' : ` (goal ${row.goal})`}`;
    const limit = row.limit === null ? '' : `limit ${show(row.limit)}`;
    console.log(`  ${verdict} ${row.name.padEnd(46)} ${show(row.ours).padStart(9)} ${row.unit.padEnd(10)} ${limit.padEnd(16)} ${ratio.padEnd(24)} ${row.notes}`);
  }
}
