import type { Json } from '../../model/json.ts';
import type { PackText } from '../../model/pack.ts';
import { readJson } from '../../read/read-json.ts';
import { canonicalLine, canonicalText, compareText } from './canonical-json.ts';
import { isObject } from './json-shapes.ts';

/**
 * A pack in its one canonical spelling: same meaning, same bytes. Idempotent; reading it back gives the same values.
 *
 * - `.json`: `canonicalText`. What is no strict JSON (or uses a refused key) stays as it is: compiling tells of it.
 * - `.jsonl`: one canonical object a line, blank lines gone, the order of lines kept.
 * - other texts: line ends become `\n`, one at the end.
 */
export function canonicalPack(pack: PackText): PackText {
  const paths = Object.keys(pack.files).sort(compareText);
  return {
    files: Object.fromEntries(paths.map((path) => [path, canonicalFile(path, pack.files[path] ?? '')])),
  };
}

export function canonicalFile(path: string, text: string): string {
  if (path.endsWith('.json')) {
    const json = jsonOf(path, text);
    return json === undefined ? text : canonicalText(json);
  }
  const lines = text.replaceAll('\r\n', '\n');
  if (path.endsWith('.jsonl')) return canonicalLines(lines);
  return `${lines.replace(/\n+$/, '')}\n`;
}

/** undefined: not strict JSON, or a key in it is refused. */
export function jsonOf(path: string, text: string): Json | undefined {
  return readJson(path, text).file?.json;
}

function canonicalLines(text: string): string {
  return text
    .split('\n')
    .filter((line) => line.trim() !== '')
    .map((line) => {
      const json = jsonOf('', line);
      return `${isObject(json) ? canonicalLine(json) : line}\n`;
    })
    .join('');
}

/** Where things lie on a canvas is no meaning. */
export function isSidecar(path: string): boolean {
  return path.endsWith('.layout.json');
}

/**
 * What a pack's content key is the hash of; hashing is the caller's. Two packs of the same meaning give the same text,
 * whatever their spelling; canvas coordinates do not count.
 */
export function contentMaterial(pack: PackText): string {
  const { files } = canonicalPack(pack);
  return JSON.stringify(Object.entries(files).filter(([path]) => !isSidecar(path)));
}

/** The same of one file, path included, so that equal texts in different places differ. */
export function fileMaterial(path: string, text: string): string {
  return JSON.stringify([path, canonicalFile(path, text)]);
}

/** Own files only: `constructor` is no file of a pack that has none of that name. */
export function textAt(pack: PackText, path: string): string | undefined {
  return Object.hasOwn(pack.files, path) ? pack.files[path] : undefined;
}
