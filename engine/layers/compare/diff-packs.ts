import type { Json, JsonObject } from '../../model/json.ts';
import type { PackText } from '../../model/pack.ts';
import { pointerOf } from '../../read/json-pointer.ts';
import { compareText } from '../canonical/canonical-json.ts';
import { isKeyed, isObject, memberOf, sameJson } from '../canonical/json-shapes.ts';
import { parsedFiles } from './parsed-files.ts';
import { renamedFiles, renamedKeys } from './renames.ts';

/** One difference in meaning between two packs. */
export interface Change {
  readonly kind: 'added' | 'changed' | 'removed' | 'renamed';
  /** Place in the newer pack; of what is removed, in the older one. */
  readonly file: string;
  readonly pointer: string;
  /** `renamed`: the place it had. */
  readonly was: { readonly file: string; readonly pointer: string } | null;
  readonly before: Json | undefined;
  readonly after: Json | undefined;
}

/**
 * What differs between two packs, by file and place; spelling, the order of keys and canvas coordinates are no
 * difference. What is renamed is told as such, and what changed inside it at its new place.
 */
export function diffPacks(before: PackText, after: PackText): readonly Change[] {
  const [older, newer] = [parsedFiles(before), parsedFiles(after)];
  const renames = renamedFiles(new Set(older.keys()), newer);
  const gone = new Set(renames.values());
  const changes: Change[] = [];
  for (const path of [...new Set([...older.keys(), ...newer.keys()])].sort(compareText)) {
    if (path.endsWith('.layout.json') || (gone.has(path) && !newer.has(path))) continue;
    const was = renames.get(path);
    if (was !== undefined && isHead(path))
      changes.push({
        kind: 'renamed',
        file: path,
        pointer: '',
        was: { file: was, pointer: '' },
        before: was,
        after: path,
      });
    compare(older.get(was ?? path), newer.get(path), path, '', changes);
  }
  return changes;
}

/** One rename of a type is told once, not for each of its files. */
function isHead(path: string): boolean {
  return !path.startsWith('types/') || path.endsWith('/type.json');
}

function compare(
  before: Json | undefined,
  after: Json | undefined,
  file: string,
  pointer: string,
  changes: Change[],
): void {
  if (before === after) return;
  if (before === undefined || after === undefined) {
    const kind = before === undefined ? 'added' : 'removed';
    changes.push({ kind, file, pointer, was: null, before, after });
  } else if (isObject(before) && isObject(after)) compareMaps(before, after, file, pointer, changes);
  else if (isKeyed(before) && isKeyed(after) && sameOrder(before, after)) {
    for (const [index, item] of after.entries()) {
      const there = before.find(({ key }) => key === item.key);
      compare(there, item, file, `${pointer}/${index}`, changes);
    }
    for (const [index, item] of before.entries())
      if (!after.some(({ key }) => key === item.key))
        compare(item, undefined, file, `${pointer}/${index}`, changes);
  } else if (!sameJson(before, after))
    changes.push({ kind: 'changed', file, pointer, was: null, before, after });
}

function compareMaps(
  before: JsonObject,
  after: JsonObject,
  file: string,
  pointer: string,
  changes: Change[],
): void {
  const renames = renamedKeys(before, after);
  const gone = new Set(renames.values());
  const keys = new Set([...Object.keys(before), ...Object.keys(after)]);
  for (const key of [...keys].sort(compareText)) {
    if (gone.has(key)) continue;
    const was = renames.get(key);
    const at = pointer + pointerOf([key]);
    if (was !== undefined)
      changes.push({
        kind: 'renamed',
        file,
        pointer: at,
        was: { file, pointer: pointer + pointerOf([was]) },
        before: was,
        after: key,
      });
    compare(memberOf(before, was ?? key), memberOf(after, key), file, at, changes);
  }
}

/** What both lists hold stands in the same order; otherwise the order itself is the change. */
function sameOrder(before: readonly JsonObject[], after: readonly JsonObject[]): boolean {
  const keysOf = (list: readonly JsonObject[], other: readonly JsonObject[]): string =>
    JSON.stringify(list.map(({ key }) => key).filter((key) => other.some((item) => item['key'] === key)));
  return keysOf(before, after) === keysOf(after, before);
}
