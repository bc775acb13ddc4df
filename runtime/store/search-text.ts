import type { Id, JsonObject, Stored } from '#engine';
import { fold } from './fold.ts';
import type { TypePlan } from './type-plan.ts';

/** Longest text kept for search, in characters: enough for a hundred lines, and bounded. */
const SEARCH_LENGTH_MAX = 8000;

/** Records by id, of which one at a time is asked for. */
export type Known = Pick<ReadonlyMap<Id, Stored | null>, 'get'>;

/**
 * Folded text in which `q` looks: title, number and the fields that the type names, each after a line break, so that
 * nobody finds a record by a part that he may not see (`searchedText`).
 *
 * @param known  referenced records read so far: `partner.name` is their name at the time of writing
 */
export function searchText(record: Stored, plan: TypePlan, known: Known): string {
  const parts = plan.search.map((path) => {
    const words = new Set<string>();
    collect(record.data, path.split('.'), known, words);
    return [...words].map(foldOnce).join(' ');
  });
  const all = [foldOnce(record.title), foldOnce(record.number ?? ''), ...parts];
  return all
    .map((part) => `\n${part}`)
    .join('')
    .slice(0, SEARCH_LENGTH_MAX);
}

/** Folded texts: descriptions and names come again in document after document. */
const folded = new Map<string, string>();
const FOLDED_MAX = 5000;
const FOLDED_LENGTH_MAX = 200;

function foldOnce(text: string): string {
  const known = folded.get(text);
  if (known !== undefined) return known;
  const result = fold(text);
  if (text.length <= FOLDED_LENGTH_MAX) {
    if (folded.size >= FOLDED_MAX) folded.clear();
    folded.set(text, result);
  }
  return result;
}

/** Ids of the records that search paths walk to. */
export function searchedReferences(record: Stored, plan: TypePlan): readonly Id[] {
  return plan.search.flatMap((path) => {
    const [first = '', ...rest] = path.split('.');
    const value = record.data[first];
    return rest.length > 0 && typeof value === 'string' ? [value] : [];
  });
}

function collect(value: unknown, path: readonly string[], known: Known, words: Set<string>): void {
  if (value === null || value === undefined) return;
  if (Array.isArray(value)) {
    for (const item of value) collect(item, path, known, words);
    return;
  }
  const [key, ...rest] = path;
  if (key === undefined) {
    if (typeof value === 'string' || typeof value === 'number') words.add(String(value));
  } else if (typeof value === 'string') {
    const referenced = known.get(value);
    if (referenced)
      collect(
        key === 'number' || key === 'title' ? referenced[key] : referenced.data[key],
        rest,
        known,
        words,
      );
  } else if (typeof value === 'object') {
    collect((value as JsonObject)[key], rest, known, words);
  }
}
