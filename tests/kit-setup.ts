import { execFileSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';

const studio = join(import.meta.dirname, '../studio');

/** The tsconfig of the screens lies on one that Kit writes: in a fresh clone nobody has asked for it yet. */
export default function setup(): void {
  if (existsSync(join(studio, '.svelte-kit/tsconfig.json'))) return;
  execFileSync(join(studio, '../node_modules/.bin/svelte-kit'), ['sync'], { cwd: studio, stdio: 'pipe' });
}
