import { join } from 'node:path';
import { makeLog } from '../runtime/log.ts';
import { buildStudio } from '../runtime/studio-build.ts';

/** Builds the screens once before test files start servers at the same time. */
export default async function setup(): Promise<void> {
  await buildStudio(join(import.meta.dirname, '..'), makeLog('warn'), new AbortController().signal);
}
