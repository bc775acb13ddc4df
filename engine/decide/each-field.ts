import type { Json, JsonObject } from '../model/json.ts';
import type { Field, RecordType } from '../model/type.ts';

/** One value of a record at its place. */
export interface FieldPlace {
  readonly field: Field;
  readonly pointer: string;
  readonly table: string | null;
  readonly index: number;
  readonly value: Json;
  /** The same place in the computed data. */
  readonly computed: Json | undefined;
  /** The same place, by line id, in the data before. */
  readonly before: Json | undefined;
}

/**
 * Walks the values of the wanted fields, header first, then tables line by line.
 *
 * @param withAbsent  also where the record has no value
 */
export function eachField(
  type: RecordType,
  data: JsonObject,
  wanted: (field: Field) => boolean,
  computed: JsonObject,
  before: JsonObject | null,
  withAbsent = false,
): FieldPlace[] {
  const places: FieldPlace[] = [];
  for (const field of type.fields.values()) {
    if (wanted(field)) {
      const value = data[field.key];
      if (value !== undefined || withAbsent) {
        const pointer = `/${field.key}`;
        const at = { computed: computed[field.key], before: before?.[field.key] };
        places.push({ field, pointer, table: null, index: -1, value: value ?? null, ...at });
      }
    }
    if (field.kind === 'table' && field.fields)
      walkTable(places, field, data, wanted, computed, before, withAbsent);
  }
  return places;
}

function walkTable(
  places: FieldPlace[],
  table: Field,
  data: JsonObject,
  wanted: (field: Field) => boolean,
  computed: JsonObject,
  before: JsonObject | null,
  withAbsent: boolean,
): void {
  const columns = [...(table.fields?.values() ?? [])].filter(wanted);
  if (columns.length === 0) return;
  const lines = linesAt(data, table.key);
  const results = linesAt(computed, table.key);
  const old = new Map(before ? linesAt(before, table.key).map((line) => [line['id'], line]) : []);
  for (let index = 0; index < lines.length; index++) {
    const line = lines[index]!;
    const was = old.get(line['id']);
    // A line that is the very same object has been looked at when it was written.
    if (was === line) continue;
    for (const field of columns) {
      const value = line[field.key];
      if (value === undefined && !withAbsent) continue;
      places.push({
        field,
        pointer: `/${table.key}/${index}/${field.key}`,
        table: table.key,
        index,
        value: value ?? null,
        computed: results[index]?.[field.key],
        before: was?.[field.key],
      });
    }
  }
}

export function linesAt(data: JsonObject, table: string): readonly JsonObject[] {
  const lines = data[table];
  return Array.isArray(lines) ? (lines as readonly JsonObject[]) : [];
}
