// Measuring on a noisy machine: rounds of both sides interleaved, medians, CPU time beside wall time, ratios.

export interface Sample {
  readonly perSecond: number;
  /** CPU per operation of each thing metered, ms. */
  readonly cpuMs: Readonly<Record<string, number>>;
}

/** CPU used so far, ms, by name of what uses it. */
export type Meters = Readonly<Record<string, () => number>>;

/** This process, every thread. */
export const ownCpu = (): number => {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1000;
};

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
  return sorted.length === 0
    ? Number.NaN
    : sorted.length % 2 === 1
      ? (sorted[middle] ?? 0)
      : ((sorted[middle - 1] ?? 0) + (sorted[middle] ?? 0)) / 2;
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
export function compareCpu(
  sides: Readonly<Record<string, () => unknown>>,
  options: { readonly rounds?: number; readonly roundMs?: number } = {},
): Record<string, number> {
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

interface Load {
  readonly clients: number;
  readonly rounds?: number;
  readonly meters?: Meters;
  /** What comes before each round of a side, and is not measured. */
  readonly prepare?: (side: string) => Promise<unknown>;
}

/** Operations per second of each side with `clients` at once, in interleaved rounds; the median of the rounds. */
export async function compareThroughput<Side extends string>(
  sides: Readonly<Record<Side, (client: number) => Promise<unknown>>>,
  options: Load & { readonly roundMs?: number },
): Promise<Record<Side, Sample>> {
  const { roundMs = 1000 } = options;
  return compareRounds(sides, options, () => {
    const startedAt = performance.now();
    return () => performance.now() - startedAt < roundMs;
  });
}

/**
 * The same when `clients` do `count` operations together each round: for work that uses something up, of which only
 * so much was prepared.
 */
export async function compareBatches<Side extends string>(
  sides: Readonly<Record<Side, (client: number) => Promise<unknown>>>,
  options: Load & { readonly count: number },
): Promise<Record<Side, Sample>> {
  return compareRounds(sides, options, () => {
    let left = options.count;
    return () => left-- > 0;
  });
}

async function compareRounds<Side extends string>(
  sides: Readonly<Record<Side, (client: number) => Promise<unknown>>>,
  { clients, rounds = 5, meters = { node: ownCpu }, prepare }: Load,
  startRound: () => () => boolean,
): Promise<Record<Side, Sample>> {
  const samples = new Map<string, Sample[]>();
  const read = (): Record<string, number> =>
    Object.fromEntries(Object.entries(meters).map(([name, meter]) => [name, meter()]));
  for (let round = -1; round < rounds; round++) {
    for (const [name, run] of Object.entries(sides) as [Side, (client: number) => Promise<unknown>][]) {
      await prepare?.(name);
      let done = 0;
      const before = read();
      const startedAt = performance.now();
      const goesOn = startRound();
      await Promise.all(
        Array.from({ length: clients }, async (_, client) => {
          while (goesOn()) {
            await run(client);
            done++;
          }
        }),
      );
      const seconds = (performance.now() - startedAt) / 1000;
      const after = read();
      const cpuMs = Object.fromEntries(
        Object.entries(after).map(([meter, value]) => [meter, (value - (before[meter] ?? 0)) / done]),
      );
      // The first round warms caches and connections up and does not count.
      if (round >= 0) samples.set(name, [...(samples.get(name) ?? []), { perSecond: done / seconds, cpuMs }]);
    }
  }
  return Object.fromEntries([...samples].map(([name, all]) => [name, medianSample(all)])) as Record<
    Side,
    Sample
  >;
}

function medianSample(samples: readonly Sample[]): Sample {
  const meters = Object.keys(samples[0]?.cpuMs ?? {});
  return {
    perSecond: median(samples.map((sample) => sample.perSecond)),
    cpuMs: Object.fromEntries(
      meters.map((meter) => [meter, median(samples.map((sample) => sample.cpuMs[meter] ?? 0))]),
    ),
  };
}

/** `node 1.20 + postgres 2.10 ms` */
export function cpuWords(sample: Sample): string {
  return `${Object.entries(sample.cpuMs)
    .map(([meter, ms]) => `${meter} ${ms.toFixed(2)}`)
    .join(' + ')} ms`;
}

const show = (value: number): string =>
  Math.abs(value) >= 100 ? value.toFixed(0) : Math.abs(value) >= 1 ? value.toFixed(2) : value.toFixed(3);

export function printTable(rows: readonly Row[]): void {
  let group = '';
  for (const row of rows) {
    if (row.group !== group) {
      group = row.group;
      console.log(`\n${group}`);
    }
    const verdict = row.ratio === null || row.goal === null ? ' ' : row.ratio >= row.goal ? '✓' : '✗';
    const ratio =
      row.ratio === null
        ? ''
        : `ratio ${row.ratio.toFixed(2)}${row.goal === null ? '' : ` (goal ${row.goal})`}`;
    const limit = row.limit === null ? '' : `limit ${show(row.limit)}`;
    console.log(
      `  ${verdict} ${row.name.padEnd(46)} ${show(row.ours).padStart(9)} ${row.unit.padEnd(10)} ${limit.padEnd(16)} ${ratio.padEnd(24)} ${row.notes}`,
    );
  }
}
