import { readdir, readFile } from 'node:fs/promises';
import { join, sep } from 'node:path';
import { Fault } from '#engine';
import type { JsonObject } from '#engine';
import type { Files } from '../store/releases.ts';

/** What a pack consists of; anything else in the folder (an editor's back-up, a picture) is not read. */
const PACK_FILE = /\.(json|jsonl|md|typ)$/;

/**
 * Reads a pack's folder: path relative to it → text. Demo data is not part of the definitions and is left out.
 *
 * @throws Fault when the folder holds no pack
 */
export async function readPack(folder: string): Promise<Files> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true }).catch((cause: unknown) => {
    throw new Fault(`There is no pack in ${folder}; FILIERA_PACK names a folder of definitions/.`, { cause });
  });
  const paths = entries
    .filter((entry) => entry.isFile() && PACK_FILE.test(entry.name))
    .map((entry) =>
      join(entry.parentPath, entry.name)
        .slice(folder.length + 1)
        .split(sep)
        .join('/'),
    )
    .filter((path) => !path.startsWith('data/demo/'))
    .sort();
  const texts = await Promise.all(paths.map((path) => readFile(join(folder, path), 'utf8')));
  return Object.fromEntries(paths.map((path, index) => [path, texts[index] ?? '']));
}

/** Reads JSON lines; empty ones are skipped. @throws Fault naming file and line */
export function parseLines(path: string, text: string): readonly JsonObject[] {
  return text.split('\n').flatMap((line, index) => {
    if (line.trim() === '') return [];
    try {
      return [JSON.parse(line) as JsonObject];
    } catch (cause) {
      throw new Fault(`${path}:${index + 1} is not JSON`, { cause });
    }
  });
}
