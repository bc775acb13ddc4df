import type { Json } from '../model/json.ts';
import type { PackText } from '../model/pack.ts';
import type { LocatedFile } from './read-json.ts';
import type { ReadPack } from './read-pack.ts';

const nowhere = (): null => null;

/**
 * Text of a release that was judged when it was published → files, without grammar and without places: nobody will be
 * shown where in it something stands.
 *
 * @throws SyntaxError when a file is not JSON: then it is no release
 */
export function readSound(pack: PackText): ReadPack {
  const files = new Map<string, LocatedFile>();
  for (const path of Object.keys(pack.files).sort()) {
    const text = pack.files[path] ?? '';
    if (path.startsWith('data/')) continue;
    const json = path.endsWith('.json') ? (JSON.parse(text) as Json) : text;
    files.set(path, { path, text, json, locate: nowhere, keyRange: nowhere });
  }
  return { files, broken: new Set(), located: files, lines: new Map(), findings: [] };
}
