import type { JsonObject } from '../../model/json.ts';
import { compareText } from '../canonical/canonical-json.ts';
import { sameJson } from '../canonical/json-shapes.ts';

/** Words and looks: they change what people read, and no record. */
const LOOKS: ReadonlySet<string> = new Set(
  'title,plural,description,help,color,icon,order,x-titles,x-order,x-widget,x-unit,pick,search,bulk,confirm,primary'.split(
    ',',
  ),
);

/** Keys whose values differ, without those of which somebody else tells. */
export function otherKeys(
  before: JsonObject,
  after: JsonObject,
  told: ReadonlySet<string>,
): readonly string[] {
  return [...new Set([...Object.keys(before), ...Object.keys(after)])]
    .filter((key) => !told.has(key) && !sameJson(before[key] ?? null, after[key] ?? null))
    .sort(compareText);
}

export function areLooks(keys: readonly string[]): boolean {
  return keys.every((key) => LOOKS.has(key));
}
