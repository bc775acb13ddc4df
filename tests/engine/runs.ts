/// <reference types="vite/client" />
// How often properties are tried: seeded, so that a failure can be played again.
import { vi } from 'vitest';

/** `npm run test:long`; in the browser there is no process to ask. */
export const isLong = Boolean(import.meta.env['LONG']);

/** Another one by the environment, for a look at other cases. */
const seed = Number(import.meta.env['SEED'] ?? 20_261_122);
export const properties = { seed, numRuns: isLong ? 1_000 : 200 } as const;
/** The same cases every time: what chance would find once in a thousand runs is looked for where there is time for it. */
export const tried = (numRuns: number): { readonly seed: number; readonly numRuns: number } => ({
  seed,
  numRuns,
});
export const mutations = { seed, numRuns: isLong ? 10_000 : 300 } as const;

/** Call it in a file of properties: a long run takes minutes. */
export function allowTime(): void {
  vi.setConfig({ testTimeout: isLong ? 3_600_000 : 480_000 });
}
