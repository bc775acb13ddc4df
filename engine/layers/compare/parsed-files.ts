import type { Json } from '../../model/json.ts';
import type { PackText } from '../../model/pack.ts';
import { canonicalFile, jsonOf } from '../canonical/canonical-pack.ts';

/** Files of a pack as values: JSON parsed, any other text (and broken JSON) whole, in canonical spelling. */
export function parsedFiles(pack: PackText): ReadonlyMap<string, Json> {
  return new Map(
    Object.entries(pack.files).map(([path, text]): [string, Json] => {
      const json = path.endsWith('.json') ? jsonOf(path, text) : undefined;
      return [path, json === undefined ? canonicalFile(path, text) : json];
    }),
  );
}
