import { randomBytes } from 'node:crypto';
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { keptText } from '../kept-text.ts';

/**
 * The text that signs session cookies: from the configuration, or generated once and kept in the data folder,
 * readable by its owner only. Changing it signs everybody out.
 */
export async function readSecret(configured: string | null, dataDir: string): Promise<string> {
  if (configured !== null) return configured;
  await mkdir(dataDir, { recursive: true });
  return keptText(join(dataDir, 'secret'), () => randomBytes(48).toString('base64url'));
}
