// `npm run check`: types, lint, format, house law and packs; each step's output is shown only when it fails.
import { spawn } from 'node:child_process';

interface Step {
  readonly name: string;
  readonly command: readonly string[];
  readonly cwd?: string;
}

const steps: readonly Step[] = [
  { name: 'types', command: ['tsc', '--noEmit'] },
  {
    name: 'types of the screens',
    // Kit writes the tsconfig that svelte-check reads.
    command: ['sh', '-c', 'svelte-kit sync && svelte-check --tsconfig ./tsconfig.json --output human'],
    cwd: 'studio',
  },
  { name: 'lint', command: ['eslint', '.', '--max-warnings', '0'] },
  { name: 'format', command: ['prettier', '--check', '.', '--log-level', 'warn'] },
  { name: 'house law', command: ['vitest', 'run', '--project', 'engine', 'tests/repository.test.ts'] },
  { name: 'packs', command: ['node', 'runtime/cli.ts', 'check', 'definitions/sales'] },
];

function run(step: Step): Promise<boolean> {
  const startedAt = performance.now();
  return new Promise((resolve) => {
    const [file = '', ...args] = step.command;
    const child = spawn(file, args, { cwd: step.cwd, stdio: ['ignore', 'pipe', 'pipe'] });
    let output = '';
    child.stdout.on('data', (chunk: Buffer) => (output += chunk.toString()));
    child.stderr.on('data', (chunk: Buffer) => (output += chunk.toString()));
    child.on('error', (error) => {
      console.log(`✗ ${step.name}: ${error.message}`);
      resolve(false);
    });
    child.on('close', (code) => {
      const seconds = ((performance.now() - startedAt) / 1000).toFixed(1);
      console.log(`${code === 0 ? '✓' : '✗'} ${step.name} (${seconds} s)`);
      if (code !== 0) console.log(output);
      resolve(code === 0);
    });
  });
}

// The steps do not depend on each other; two at a time keep two cores busy.
let failed = 0;
const queue = [...steps];
async function worker(): Promise<void> {
  for (let step = queue.shift(); step; step = queue.shift()) if (!(await run(step))) failed++;
}
await Promise.all([worker(), worker()]);
process.exitCode = failed === 0 ? 0 : 1;
