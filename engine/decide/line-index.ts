// Which table a line stands in, and which line holds it. Ids are unique in their record, so one index finds all.
import type { ValueObject } from '../expressions/scope.ts';
import type { Field, RecordType } from '../model/type.ts';
import { beside } from '../values/beside.ts';

export interface LinePlace {
  /** Dotted path: `lines`, or `lines.parts` for a table inside a line. */
  readonly table: string;
  readonly line: ValueObject;
  /** The line that holds this one; null on the record's own tables. */
  readonly holder: LinePlace | null;
}

const indexes = beside<ValueObject, ReadonlyMap<string, LinePlace>>();

/** Every line of a record by id; worked out once per document, which is never changed in place once it is kept. */
export function linesById(type: RecordType, doc: ValueObject): ReadonlyMap<string, LinePlace> {
  const known = indexes.get(doc);
  if (known) return known;
  const index = new Map<string, LinePlace>();
  for (const field of type.fields.values()) if (field.kind === 'table') enter(index, field, doc, null);
  indexes.set(doc, index);
  return index;
}

function enter(
  index: Map<string, LinePlace>,
  table: Field,
  holder: ValueObject,
  place: LinePlace | null,
): void {
  const lines = holder[table.key];
  if (!Array.isArray(lines)) return;
  const inner = [...(table.fields?.values() ?? [])].filter(({ kind }) => kind === 'table');
  for (const line of lines as readonly ValueObject[]) {
    const here: LinePlace = { table: table.path, line, holder: place };
    index.set(line['id'] as string, here);
    for (const nested of inner) enter(index, nested, line, here);
  }
}

/**
 * The line of `table` that is this line, or holds it: a nested line counts on the line that holds it. null when the line
 * has nothing to do with that table. @source conversions.md Q11
 */
export function lineIn(
  type: RecordType,
  doc: ValueObject,
  id: string | null,
  table: string,
): ValueObject | null {
  let place = id === null ? null : (linesById(type, doc).get(id) ?? null);
  while (place && place.table !== table) place = place.holder;
  return place?.line ?? null;
}

/** The line that holds a line of a nested table; null otherwise. */
export function holderOf(type: RecordType, doc: ValueObject, id: string): ValueObject | null {
  return linesById(type, doc).get(id)?.holder?.line ?? null;
}
