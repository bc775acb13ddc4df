import type { ValueObject } from '../expressions/scope.ts';
import type { Json, JsonObject } from '../model/json.ts';
import type { Field, RecordType } from '../model/type.ts';

/** One value of a record at its place; `table` of a line in a line is the way there: `lines/0/parts`. */
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

/** Fields of a type that somebody wants to walk: header fields, columns of its tables, and of tables that their lines hold. */
export type Choice = readonly {
  readonly field: Field;
  readonly wanted: boolean;
  readonly columns: readonly Field[];
  /** Tables in the lines of this one; nearly always none. */
  readonly inner: Choice;
}[];

/** @param deep  also what lies in the lines of a line */
export function chosenOf(
  { fields }: Pick<RecordType, 'fields'>,
  wanted: (field: Field) => boolean,
  deep = false,
): Choice {
  return [...fields.values()].flatMap((field) => {
    const held = (field.kind === 'table' && field.fields) || new Map<string, Field>();
    const columns = [...held.values()].filter(wanted);
    const inner = deep
      ? chosenOf({ fields: held }, wanted, true).filter(
          (one) => one.columns.length > 0 || one.inner.length > 0,
        )
      : [];
    const own = wanted(field);
    return own || columns.length > 0 || inner.length > 0 ? [{ field, wanted: own, columns, inner }] : [];
  });
}

/** The same for a wish that looks at nothing but the field: worked out once for each type. */
export function choice(wanted: (field: Field) => boolean, deep = false): (type: RecordType) => Choice {
  const chosen = choiceBy(wanted, deep);
  return (type) => chosen(type, '');
}

/** The same for a wish that also looks at a word of the definitions, as the key of an event. */
export function choiceBy(
  wanted: (field: Field, word: string) => boolean,
  deep = false,
): (type: RecordType, word: string) => Choice {
  const kept = new WeakMap<RecordType, Map<string, Choice>>();
  return (type, word) => {
    let byWord = kept.get(type);
    if (!byWord) kept.set(type, (byWord = new Map()));
    let chosen = byWord.get(word);
    if (!chosen) byWord.set(word, (chosen = chosenOf(type, (field) => wanted(field, word), deep)));
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
  for (const { field, wanted, columns, inner } of chosen) {
    const { key } = field;
    const value = data[key];
    if (wanted && (value !== undefined || withAbsent))
      places.push(new FieldPlace(field, null, -1, value ?? null, computed[key], before?.[key]));
    if (columns.length > 0 || inner.length > 0)
      walkTable(places, key, { field, columns, inner }, data, computed, before, withAbsent);
  }
  return places;
}

function walkTable(
  places: FieldPlace[],
  table: string,
  chosen: Pick<Choice[number], 'field' | 'columns' | 'inner'>,
  data: JsonObject,
  computed: JsonObject,
  before: JsonObject | null,
  withAbsent: boolean,
): void {
  const { field: held, columns, inner } = chosen;
  const lines = linesAt(data, held.key);
  const results = linesAt(computed, held.key);
  const old = before && linesAt(before, held.key);
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
    for (const one of inner)
      walkTable(
        places,
        `${table}/${index}/${one.field.key}`,
        one,
        line,
        results[index] ?? {},
        was ?? null,
        withAbsent,
      );
  }
}

/** Calls with every chosen field and with what holds it as expressions see it: the record itself, or one of its lines. */
export function eachHeld(chosen: Choice, doc: ValueObject, visit: VisitHeld): void {
  for (const { field, wanted, columns, inner } of chosen) {
    if (wanted) visit(field, doc, null, -1, doc);
    if (columns.length > 0 || inner.length > 0) visitLines(field.key, { field, columns, inner }, doc, visit);
  }
}

/** @param around  what the line stands in: the record, or another line */
type VisitHeld = (
  field: Field,
  holder: ValueObject,
  table: string | null,
  index: number,
  around: ValueObject,
) => void;

function visitLines(
  table: string,
  { field, columns, inner }: Pick<Choice[number], 'field' | 'columns' | 'inner'>,
  around: ValueObject,
  visit: VisitHeld,
): void {
  const lines = around[field.key];
  if (!Array.isArray(lines)) return;
  for (let index = 0; index < lines.length; index++) {
    const line = lines[index] as ValueObject;
    for (const column of columns) visit(column, line, table, index, around);
    for (const one of inner) visitLines(`${table}/${index}/${one.field.key}`, one, line, visit);
  }
}

export function linesAt(data: JsonObject, table: string): readonly JsonObject[] {
  const lines = data[table];
  return Array.isArray(lines) ? (lines as readonly JsonObject[]) : [];
}
