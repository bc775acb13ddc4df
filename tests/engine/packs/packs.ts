/// <reference types="vite/client" />
// Reads the packs of this folder the same way in Node and in Chromium.
import { compile, type JsonObject, type Model, type Scenario } from '#engine';
import { ajvValidator } from '../../../runtime/validation.ts';

const texts = import.meta.glob<string>(
  ['./*/**/*.json', './*/**/*.jsonl', './*/**/*.md', './*/**/*.typ', '!**/README.md'],
  { query: '?raw', import: 'default', eager: true },
);

/** Folders that are packs, by name. */
export const packNames: readonly string[] = Object.keys(texts)
  .flatMap((path) => /^\.\/([^/]+)\/pack\.json$/.exec(path)?.[1] ?? [])
  .sort();

/** Files of a pack by their path in it. */
export function filesOf(name: string): Readonly<Record<string, string>> {
  const start = `./${name}/`;
  return Object.fromEntries(
    Object.entries(texts)
      .filter(([path]) => path.startsWith(start))
      .map(([path, text]) => [path.slice(start.length), text]),
  );
}

export interface CompiledPack {
  /** null when a problem is an error. */
  readonly model: Model | null;
  /** `code file pointer: words` of every problem of any severity. */
  readonly problems: readonly string[];
  /** `data/base/`: what every company needs. */
  readonly base: Readonly<Record<string, readonly JsonObject[]>>;
}

export function compiledPack(name: string): CompiledPack {
  const files = filesOf(name);
  const { model, problems } = compile({ files }, { validator: ajvValidator });
  const told = problems.map(({ code, file, pointer, message }) => `${code} ${file}${pointer}: ${message}`);
  return { model, problems: told, base: baseOf(files) };
}

/** The stories of a pack, as they stand in its files. */
export function scenariosOf(name: string): readonly Scenario[] {
  return Object.entries(filesOf(name))
    .filter(([path]) => path.startsWith('scenarios/'))
    .map(([, text]) => JSON.parse(text) as Scenario);
}

function baseOf(files: Readonly<Record<string, string>>): CompiledPack['base'] {
  const entries = Object.entries(files).flatMap(([path, text]) => {
    const type = /^data\/base\/([^/]+)\.jsonl$/.exec(path)?.[1];
    if (type === undefined) return [];
    const lines = text.split('\n').filter((line) => line.trim() !== '');
    return [[type, lines.map((line) => JSON.parse(line) as JsonObject)] as const];
  });
  return Object.fromEntries(entries);
}
