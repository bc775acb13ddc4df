import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { build } from 'vite';

/** What a browser loads of the engine: bundled and minified, kilobytes of 1000 bytes, gzipped (`kb`) and not (`raw`). */
export async function bundleSize(): Promise<{ readonly kb: number; readonly raw: number }> {
  const result = await build({
    configFile: false,
    logLevel: 'silent',
    root: join(import.meta.dirname, '../..'),
    build: {
      write: false,
      minify: true,
      target: 'es2024',
      lib: { entry: join(import.meta.dirname, '../../engine/index.ts'), formats: ['es'], fileName: 'engine' },
    },
  });
  const outputs = (Array.isArray(result) ? result : [result]).flatMap((one) => ('output' in one ? one.output : []));
  const code = outputs.map((chunk) => (chunk.type === 'chunk' ? chunk.code : '')).join('');
  return { kb: gzipSync(code, { level: 9 }).length / 1000, raw: Buffer.byteLength(code) / 1000 };
}
