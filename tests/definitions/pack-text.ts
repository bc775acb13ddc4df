import { readdirSync, readFileSync } from 'node:fs';
import { join, sep } from 'node:path';
import type { JsonObject, PackText } from '#engine';

export const salesFolder = join(import.meta.dirname, '..', '..', 'definitions', 'sales');

/** The definitions of a pack as the engine takes them: every JSON file by its path, data left out. */
export function readPackText(folder: string): PackText {
  const paths = readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .map((path) => path.split(sep).join('/'))
    .filter((path) => path.endsWith('.json'))
    .sort();
  return { files: Object.fromEntries(paths.map((path) => [path, readFileSync(join(folder, path), 'utf8')])) };
}

/** Records of one data folder (`base`, `demo`) by type, the story left out. */
export function readData(folder: string, name: string): Readonly<Record<string, readonly JsonObject[]>> {
  const files = readdirSync(join(folder, 'data', name)).filter((file) => file !== 'story.jsonl');
  return Object.fromEntries(
    files
      .sort()
      .map((file) => [file.replace(/\.jsonl$/, ''), readJsonLines(join(folder, 'data', name, file))]),
  );
}

export function readJsonLines(path: string): readonly JsonObject[] {
  const lines = readFileSync(path, 'utf8').split('\n');
  return lines.filter((line) => line !== '').map((line) => JSON.parse(line) as JsonObject);
}
