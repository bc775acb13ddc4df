import type { Json, JsonObject, Stored, ValueSource } from '#engine';
import type { TypeModel } from '#lib/workspace/type-models.ts';
import type { Computing } from './computing.ts';
import { getField, linesOf, same } from './edits.ts';

/**
 * Where a value of a form came from. Where its type asks decisions, the engine tells; elsewhere what was remembered when
 * it was saved, as long as the same value stands there.
 *
 * @param line  id of a table's line; null on the header
 */
export function sourceAt(
  computing: Computing,
  types: TypeModel,
  saved: (Stored & { readonly sources: Readonly<Record<string, ValueSource>> }) | null,
  data: JsonObject,
  path: string,
  line: string | null,
): ValueSource | null {
  const [table = '', ...rest] = path.split('.');
  const key = rest.join('.');
  const place = line === null ? path : `${table}/${line}/${key}`;
  const known = computing.source(place, saved);
  if (known || types.deciding || !saved) return known;
  const valueIn = (values: JsonObject): Json =>
    line === null
      ? getField(values, path)
      : (linesOf(values, table).find(({ id }) => id === line)?.[key] ?? null);
  return same(valueIn(saved.data), valueIn(data)) ? (saved.sources[place] ?? null) : null;
}
