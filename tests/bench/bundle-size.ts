import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { build } from 'vite';

const root = join(import.meta.dirname, '../..');

/** What a page that shows forms loads of the engine; everything else it asks of the server. */
export const formEngine = join(root, 'studio/src/lib/workspace/form-engine.ts');
/** Everything that the engine offers: what the editor of definitions and the server load. */
export const wholeDoor = join(root, 'engine/index.ts');

/**
 * A module and all that it needs, bundled and minified as the studio's build does it: kilobytes of 1000 bytes, gzipped
 * (`kb`) and not (`raw`). Not Vite's library mode: that one leaves blanks and long names standing.
 */
export async function bundleSize(input: string): Promise<{ readonly kb: number; readonly raw: number }> {
  const result = await build({
    configFile: false,
    logLevel: 'silent',
    root,
    build: {
      write: false,
      minify: true,
      target: 'es2023',
      modulePreload: false,
      rolldownOptions: { input, preserveEntrySignatures: 'strict' },
    },
  });
  const outputs = (Array.isArray(result) ? result : [result]).flatMap((one) =>
    'output' in one ? one.output : [],
  );
  const code = outputs.map((chunk) => (chunk.type === 'chunk' ? chunk.code : '')).join('');
  return { kb: gzipSync(code, { level: 9 }).length / 1000, raw: Buffer.byteLength(code) / 1000 };
}
