/// <reference types="vite/client" />
// Every pack of the house, found by its folder: those we ship and those that are only tested.
import type { BaseData, JsonObject, PackText, Scenario } from '#engine';

export interface NamedPack {
  /** Name of its folder. */
  readonly name: string;
  readonly pack: PackText;
}

const texts = {
  ...import.meta.glob<string>('../../definitions/*/**/*', { query: '?raw', import: 'default', eager: true }),
  ...import.meta.glob<string>('./packs/*/**/*', { query: '?raw', import: 'default', eager: true }),
};

export const allPacks: readonly NamedPack[] = gather();

function gather(): NamedPack[] {
  const found = new Map<string, Record<string, string>>();
  for (const [path, text] of Object.entries(texts)) {
    const [, name = '', file = ''] = /(?:definitions|packs)\/([^/]+)\/(.+)$/.exec(path) ?? [];
    const files = found.get(name) ?? {};
    files[file] = text;
    found.set(name, files);
  }
  return [...found]
    .filter(([, files]) => files['pack.json'] !== undefined)
    .map(([name, files]) => ({ name, pack: { files } }))
    .sort((a, b) => (a.name < b.name ? -1 : 1));
}

/** Records that every company of the pack has. */
export function baseDataOf({ files }: PackText): BaseData {
  return Object.fromEntries(
    Object.entries(files).flatMap(([path, text]) => {
      const type = /^data\/base\/([^/]+)\.jsonl$/.exec(path)?.[1];
      const rows = text.split('\n').filter((line) => line.trim() !== '');
      return type === undefined ? [] : [[type, rows.map((line) => JSON.parse(line) as JsonObject)]];
    }),
  );
}

/** The pack's stories by name. */
export function scenariosOf({ files }: PackText): readonly (readonly [string, Scenario])[] {
  return Object.keys(files)
    .sort()
    .flatMap((path) => {
      const name = /^scenarios\/([^/]+)\.json$/.exec(path)?.[1];
      return name === undefined ? [] : [[name, JSON.parse(files[path] ?? '') as Scenario] as const];
    });
}
