import { createHash } from 'node:crypto';
import { readFile, readdir } from 'node:fs/promises';
import { extname, join, relative, sep } from 'node:path';
import { promisify } from 'node:util';
import { gzip } from 'node:zlib';
import { Hono } from 'hono';
import { languageOf } from '../access/language.ts';
import { doorAnswer } from './problem.ts';
import { pagePolicy } from './security.ts';

interface StudioFile {
  readonly body: Uint8Array<ArrayBuffer>;
  readonly gzipped: Uint8Array<ArrayBuffer> | null;
  readonly type: string;
  readonly tag: string;
}

/** The built studio, held in memory: a few megabytes, no disk look-up per request and no path that could escape. */
export type StudioFiles = ReadonlyMap<string, StudioFile>;

const TYPES: Readonly<Record<string, string>> = {
  '.css': 'text/css; charset=utf-8',
  '.html': 'text/html; charset=utf-8',
  '.ico': 'image/x-icon',
  '.js': 'text/javascript; charset=utf-8',
  '.json': 'application/json',
  '.png': 'image/png',
  '.svg': 'image/svg+xml',
  '.txt': 'text/plain; charset=utf-8',
  '.webmanifest': 'application/manifest+json',
  '.woff2': 'font/woff2',
};
const COMPRESSIBLE = new Set(['.css', '.html', '.js', '.json', '.svg', '.txt', '.webmanifest']);
const compress = promisify(gzip);

/** Reads `studio/build`; an absent folder is an empty studio. Names that begin with a dot are ours, not the page's. */
export async function readStudioFiles(folder: string): Promise<StudioFiles> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true }).catch(() => []);
  const files = await Promise.all(
    entries
      .filter((entry) => entry.isFile() && !entry.name.startsWith('.'))
      .map(async (entry): Promise<[string, StudioFile]> => {
        const path = join(entry.parentPath, entry.name);
        const extension = extname(entry.name);
        const body = await readFile(path);
        return [
          `/${relative(folder, path).split(sep).join('/')}`,
          {
            body: new Uint8Array(body),
            gzipped:
              COMPRESSIBLE.has(extension) && body.length > 1024 ? new Uint8Array(await compress(body)) : null,
            type: TYPES[extension] ?? 'application/octet-stream',
            tag: `"${createHash('sha256').update(body).digest('base64url').slice(0, 22)}"`,
          },
        ];
      }),
  );
  return new Map(files);
}

/**
 * The studio's files. A path that names no file is a place inside the app and gets its page; but a missing part of
 * the app, or of the API, is 404: a page in its stead would be read as a broken script.
 */
export function studioRoutes(files: StudioFiles): Hono {
  const page = files.get('/index.html');
  const policy = page ? pagePolicy(new TextDecoder().decode(page.body)) : '';
  const routes = new Hono();

  routes.on(['GET', 'HEAD'], '*', (c) => {
    const { path } = c.req;
    const file = path === '/index.html' ? undefined : files.get(path);
    if (file)
      return send(
        c.req.raw,
        file,
        path.startsWith('/_app/immutable/') ? 'public, max-age=31536000, immutable' : 'no-cache',
        {},
      );
    const wantsPage = (c.req.header('accept') ?? '*/*').includes('text/html') || extname(path) === '';
    if (!page || !wantsPage || path.startsWith('/_app/') || path === '/api' || path.startsWith('/api/')) {
      return doorAnswer('not-found', languageOf(c.req.header('accept-language')));
    }
    return send(c.req.raw, page, 'no-cache', { 'content-security-policy': policy });
  });
  return routes;
}

function send(
  request: Request,
  file: StudioFile,
  cache: string,
  extra: Readonly<Record<string, string>>,
): Response {
  const headers = { 'cache-control': cache, etag: file.tag, vary: 'accept-encoding', ...extra };
  if (request.headers.get('if-none-match') === file.tag) return new Response(null, { status: 304, headers });
  const zipped =
    file.gzipped && /\bgzip\b/.test(request.headers.get('accept-encoding') ?? '') ? file.gzipped : null;
  const body = zipped ?? file.body;
  return new Response(request.method === 'HEAD' ? null : body, {
    headers: {
      ...headers,
      'content-type': file.type,
      'content-length': String(body.length),
      ...(zipped ? { 'content-encoding': 'gzip' } : {}),
    },
  });
}
