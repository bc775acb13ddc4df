// What differs between two packs, place by place; formatting and the order of keys are no difference.
import type { Json, JsonObject } from '#engine';
import type { Files } from '../store/releases.ts';

export interface Difference {
  readonly kind: 'added' | 'changed' | 'removed';
  readonly file: string;
  readonly pointer: string;
  readonly before: Json | undefined;
  readonly after: Json | undefined;
}

export function compareFiles(base: Files, draft: Files): readonly Difference[] {
  const found: Difference[] = [];
  for (const file of [...new Set([...Object.keys(base), ...Object.keys(draft)])].sort()) {
    const [before, after] = [base[file], draft[file]];
    if (before === after || file.endsWith('.layout.json')) continue;
    if (before === undefined)
      found.push({ kind: 'added', file, pointer: '', before, after: parsed(file, after ?? '') });
    else if (after === undefined)
      found.push({ kind: 'removed', file, pointer: '', before: parsed(file, before), after });
    else compare(parsed(file, before), parsed(file, after), file, '', found);
  }
  return found;
}

function parsed(file: string, text: string): Json {
  if (!file.endsWith('.json')) return text;
  try {
    return JSON.parse(text) as Json;
  } catch {
    return text;
  }
}

function compare(
  before: Json | undefined,
  after: Json | undefined,
  file: string,
  pointer: string,
  found: Difference[],
): void {
  if (before === undefined || after === undefined) {
    found.push({ kind: before === undefined ? 'added' : 'removed', file, pointer, before, after });
  } else if (isObject(before) && isObject(after)) {
    for (const key of new Set([...Object.keys(before), ...Object.keys(after)])) {
      compare(
        before[key],
        after[key],
        file,
        `${pointer}/${key.replaceAll('~', '~0').replaceAll('/', '~1')}`,
        found,
      );
    }
  } else if (JSON.stringify(before) !== JSON.stringify(after)) {
    found.push({ kind: 'changed', file, pointer, before, after });
  }
}

function isObject(value: Json): value is JsonObject {
  return value !== null && typeof value === 'object' && !Array.isArray(value);
}
