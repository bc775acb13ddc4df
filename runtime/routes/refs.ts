import { recordIdOf, versionOf } from '#engine';
import type { Field, Json, JsonObject, Stored } from '#engine';
import type { RefShape } from '../shapes.ts';
import { readRecords } from '../store/read-records.ts';
import { accessOf } from './ask.ts';
import type { Asker } from './ask.ts';
import { refShape } from './labels.ts';

/** Ids that a record's data refers to, through every table and object. */
export function idsIn(
  fields: ReadonlyMap<string, Field>,
  data: JsonObject,
  found: Set<string> = new Set(),
): Set<string> {
  for (const [key, field] of fields) {
    const value = data[key];
    if (value == null) continue;
    if (field.kind === 'ref' && typeof value === 'string') found.add(value);
    else if (field.fields)
      for (const part of Array.isArray(value) ? (value as readonly Json[]) : [value])
        if (isObject(part)) idsIn(field.fields, part, found);
  }
  return found;
}

function isObject(value: Json): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/**
 * Labels of what these records refer to. What the caller may not read has none.
 *
 * @param known  records read already, asked before the database
 */
export async function labelsOf(
  asker: Asker,
  records: Iterable<Pick<Stored, 'type' | 'data'>>,
  known: ReadonlyMap<string, Stored | null> = new Map(),
): Promise<Record<string, RefShape>> {
  const { caller } = asker;
  const { model } = asker.current;
  const ids = new Set<string>();
  for (const record of records) {
    const type = model.types.get(record.type);
    if (type) idsIn(type.fields, record.data, ids);
  }
  // Of a version it is the record of now that says who may read it.
  const wanted = new Set([...ids].flatMap((id) => [id, recordIdOf(id)]));
  const unread = [...wanted].filter((id) => !known.has(id));
  const read =
    unread.length > 0
      ? await readRecords(asker.connection, caller.companyId, unread)
      : new Map<string, Stored | null>();
  const access = accessOf(asker);
  const labels: Record<string, RefShape> = {};
  for (const id of ids) {
    const record = known.get(id) ?? read.get(id);
    const now = known.get(recordIdOf(id)) ?? read.get(recordIdOf(id));
    if (record && now && access.mayRead(now))
      labels[id] = refShape(model, access.shown(record), versionOf(id));
  }
  return labels;
}
