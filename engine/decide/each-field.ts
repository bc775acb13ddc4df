import type { ValueObject } from '../expressions/scope.ts';
import type { Json, JsonObject } from '../model/json.ts';
import type { Field, RecordType } from '../model/type.ts';

/** One value of a record at its place. */
export class FieldPlace {
  // Declared alone, so that each is written once: there are thousands of places in a long document.
  declare readonly field: Field;
  declare readonly table: string | null;
  declare readonly index: number;
  declare readonly value: Json;
  /** The same place in the computed data. */
  declare readonly computed: Json | undefined;
  /** The same place, by line id, in the data before. */
  declare readonly before: Json | undefined;

  constructor(
    field: Field,
    table: string | null,
    index: number,
    value: Json,
    computed: Json | undefined,
    before: Json | undefined,
  ) {
    this.field = field;
    this.table = table;
    this.index = index;
    this.value = value;
    this.computed = computed;
    this.before = before;
  }

  /** Made only when it is asked for: most places have nothing wrong with them. */
  get pointer(): string {
    return pointerTo(this.field, this.table, this.index);
  }
}

export function pointerTo({ key }: Field, table: string | null, index: number): string {
  return table === null ? `/${key}` : `/${table}/${index}/${key}`;
}

/** Fields of a type that somebody wants to walk: header fields, and columns of its tables. */
export type Choice = readonly {
  readonly field: Field;
  readonly wanted: boolean;
  readonly columns: readonly Field[];
}[];

export function chosenOf(type: RecordType, wanted: (field: Field) => boolean): Choice {
  return [...type.fields.values()].flatMap((field) => {
    const columns = field.kind === 'table' ? [...(field.fields?.values() ?? [])].filter(wanted) : [];
    const own = wanted(field);
    return own || columns.length > 0 ? [{ field, wanted: own, columns }] : [];
  });
}

/** The same for a wish that looks at nothing but the field: worked out once for each type. */
export function choice(wanted: (field: Field) => boolean): (type: RecordType) => Choice {
  const kept = new WeakMap<RecordType, Choice>();
  return (type) => {
    let chosen = kept.get(type);
    if (!chosen) kept.set(type, (chosen = chosenOf(type, wanted)));
    return chosen;
  };
}

/**
 * Walks the values of the chosen fields in the order of the type, tables line by line.
 *
 * @param withAbsent  also where the record has no value
 */
export function eachField(
  chosen: Choice,
  data: JsonObject,
  computed: JsonObject,
  before: JsonObject | null,
  withAbsent = false,
): FieldPlace[] {
  const places: FieldPlace[] = [];
  for (const { field, wanted, columns } of chosen) {
    const { key } = field;
    const value = data[key];
    if (wanted && (value !== undefined || withAbsent))
      places.push(new FieldPlace(field, null, -1, value ?? null, computed[key], before?.[key]));
    if (columns.length > 0) walkTable(places, key, columns, data, computed, before, withAbsent);
  }
  return places;
}

function walkTable(
  places: FieldPlace[],
  table: string,
  columns: readonly Field[],
  data: JsonObject,
  computed: JsonObject,
  before: JsonObject | null,
  withAbsent: boolean,
): void {
  const lines = linesAt(data, table);
  const results = linesAt(computed, table);
  const old = before && linesAt(before, table);
  let byId: ReadonlyMap<Json | undefined, JsonObject> | null = null;
  for (let index = 0; index < lines.length; index++) {
    const line = lines[index]!;
    const id = line['id'];
    // Most lines stand where they stood.
    let was = old?.[index];
    if (old && was?.['id'] !== id) was = (byId ??= new Map(old.map((one) => [one['id'], one]))).get(id);
    // A line that is the very same object has been looked at when it was written.
    if (was === line) continue;
    for (const field of columns) {
      const { key } = field;
      const value = line[key];
      if (value === undefined && !withAbsent) continue;
      places.push(new FieldPlace(field, table, index, value ?? null, results[index]?.[key], was?.[key]));
    }
  }
}

/** Calls with every chosen field and with what holds it as expressions see it: the record itself, or one of its lines. */
export function eachHeld(
  chosen: Choice,
  doc: ValueObject,
  visit: (field: Field, holder: ValueObject, table: string | null, index: number) => void,
): void {
  for (const { field, wanted, columns } of chosen) {
    if (wanted) visit(field, doc, null, -1);
    if (columns.length === 0) continue;
    const lines = doc[field.key];
    if (!Array.isArray(lines)) continue;
    for (let index = 0; index < lines.length; index++)
      for (const column of columns) visit(column, lines[index] as ValueObject, field.key, index);
  }
}

export function linesAt(data: JsonObject, table: string): readonly JsonObject[] {
  const lines = data[table];
  return Array.isArray(lines) ? (lines as readonly JsonObject[]) : [];
}
