import type { Model } from '#engine';
import type { Files } from '../store/releases.ts';

/** Live records of a company, as far as a change of definitions may touch them. */
export interface LiveRecords {
  readonly byType: ReadonlyMap<string, number>;
  /** Type → active state path → records. */
  readonly byState: ReadonlyMap<string, Readonly<Record<string, number>>>;
}

/** How many live records a change at this place touches: those of the type, or of the stage, that it speaks of. */
export function touchedRecords(
  file: string,
  pointer: string,
  live: LiveRecords,
  model: Model | null,
  files: Files,
): number {
  const type = /^types\/([^/]+)\//.exec(file)?.[1];
  if (type !== undefined) {
    const state = file.endsWith('/machine.json') ? statePath(pointer) : null;
    if (state !== null) return live.byState.get(type)?.[state] ?? 0;
    return typesMadeOf(type, files).reduce((sum, key) => sum + (live.byType.get(key) ?? 0), 0);
  }
  const conversion = /^conversions\/([^/]+)\.json$/.exec(file)?.[1];
  const from = conversion === undefined ? undefined : model?.conversions.get(conversion)?.from;
  return from === undefined ? 0 : (live.byType.get(from) ?? 0);
}

/** `/states/confirmed/states/billing/on/X` → `confirmed.billing`. */
export function statePath(pointer: string): string | null {
  const match = /^((?:\/states\/[^/]+)+)/.exec(pointer);
  return match ? (match[1] ?? '').split('/states/').slice(1).join('.') : null;
}

/** The type itself and every type whose schema includes it, at any remove. */
function typesMadeOf(type: string, files: Files): readonly string[] {
  const found = new Set([type]);
  let size = 0;
  while (size !== found.size) {
    size = found.size;
    for (const [path, text] of Object.entries(files)) {
      const owner = /^types\/([^/]+)\/schema\.json$/.exec(path)?.[1];
      if (owner === undefined || found.has(owner)) continue;
      const names = [...text.matchAll(/"\$ref"\s*:\s*"([^"]+)"/g)].map((match) => match[1] ?? '');
      if (names.some((name) => found.has(name))) found.add(owner);
    }
  }
  return [...found];
}
