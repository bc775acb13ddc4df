/// <reference types="vite/client" />
// Packs for layers: the small sound pack of the checks, changed by place.
import type { PackText } from '#engine';
import { base, change, type Changes } from '../check/packs.ts';

export { base, change };
export type { Changes };

/** An overlay of JSON files, written as values. */
export function overlayOf(files: Readonly<Record<string, unknown>>): PackText {
  return {
    files: Object.fromEntries(
      Object.entries(files).map(([path, value]) => [
        path,
        typeof value === 'string' ? value : JSON.stringify(value),
      ]),
    ),
  };
}

export function jsonAt(pack: PackText, file: string, pointer = ''): unknown {
  let value: unknown = JSON.parse(pack.files[file] ?? 'null');
  for (const part of pointer.split('/').slice(1))
    value = (value as Record<string, unknown> | undefined)?.[part];
  return value;
}
