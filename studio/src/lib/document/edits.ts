// What people change, as immutable data: untouched lines stay the same objects, so that computing, validating and
// drawing can skip them.
import type { Json, JsonObject, RecordType } from '#engine';

export type Line = JsonObject & { readonly id: string };

/** Sets a header field by its dotted path. */
export function setField(data: JsonObject, path: string, value: Json): JsonObject {
  const [key = '', ...rest] = path.split('.');
  if (rest.length === 0) return { ...data, [key]: value };
  const inner = data[key];
  return { ...data, [key]: setField(isObject(inner) ? inner : {}, rest.join('.'), value) };
}

/** Value at a dotted path, or null. */
export function getField(data: JsonObject, path: string): Json {
  let here: Json = data;
  for (const key of path.split('.')) {
    if (!isObject(here)) return null;
    here = here[key] ?? null;
  }
  return here;
}

export function linesOf(data: JsonObject, table: string): readonly Line[] {
  const lines = data[table];
  return Array.isArray(lines) ? (lines as readonly Line[]) : [];
}

/** Sets fields of one line. */
export function setCells(data: JsonObject, table: string, index: number, cells: JsonObject): JsonObject {
  const lines = linesOf(data, table);
  return { ...data, [table]: lines.map((line, at) => (at === index ? { ...line, ...cells } : line)) };
}

export function insertLines(
  data: JsonObject,
  table: string,
  index: number,
  added: readonly JsonObject[],
): JsonObject {
  const lines: readonly Json[] = linesOf(data, table);
  return { ...data, [table]: [...lines.slice(0, index), ...added, ...lines.slice(index)] };
}

export function removeLine(data: JsonObject, table: string, index: number): JsonObject {
  return { ...data, [table]: linesOf(data, table).filter((_, at) => at !== index) };
}

/** A new line's id: never used in this record before, as good as surely. */
export function freshLineId(): string {
  const bytes = crypto.getRandomValues(new Uint8Array(10));
  return Array.from(bytes, (byte) => (byte % 36).toString(36)).join('');
}

/**
 * The difference as the server takes it: fields by key, a table by line id, or whole and in order when lines stand
 * in another order than before. Computed fields are left out: they are never written by a client.
 *
 * @returns null when nothing differs
 */
export function patchOf(type: RecordType, before: JsonObject, after: JsonObject): JsonObject | null {
  const patch: Record<string, Json> = {};
  for (const [key, field] of type.fields) {
    if (field.formula || before[key] === after[key]) continue;
    if (field.kind === 'table') {
      const part = tablePatch(field.fields ?? new Map(), linesOf(before, key), linesOf(after, key));
      if (part !== null) patch[key] = part;
    } else if (!same(before[key], after[key])) patch[key] = after[key] ?? null;
  }
  return Object.keys(patch).length > 0 ? patch : null;
}

/** The data of a record not written yet, without what the engine computes. */
export function writable(type: RecordType, data: JsonObject): JsonObject {
  const plain = (fields: RecordType['fields'], values: JsonObject): JsonObject =>
    Object.fromEntries(
      Object.entries(values)
        .filter(([key, value]) => value !== null && !fields.get(key)?.formula)
        .map(([key, value]) => {
          const inner = fields.get(key);
          const isTable = inner?.kind === 'table' && Array.isArray(value);
          return [
            key,
            isTable
              ? (value as readonly JsonObject[]).map((line) => plain(inner.fields ?? new Map(), line))
              : value,
          ];
        }),
    );
  return plain(type.fields, data);
}

/**
 * Ids of the records that the data refers to.
 * @param seen  lines looked through before, which are passed over; those of this call are added
 */
export function referencesIn(
  fields: RecordType['fields'],
  data: JsonObject,
  seen: WeakSet<object>,
): ReadonlySet<string> {
  const found = new Set<string>();
  const walk = (inner: RecordType['fields'], values: JsonObject): void => {
    for (const [key, field] of inner) {
      const value = values[key];
      if (field.kind === 'ref' && typeof value === 'string') found.add(value);
      if (!field.fields) continue;
      if (isObject(value)) walk(field.fields, value);
      if (!Array.isArray(value)) continue;
      for (const line of value as readonly Json[]) {
        if (!isObject(line) || seen.has(line)) continue;
        seen.add(line);
        walk(field.fields, line);
      }
    }
  };
  walk(fields, data);
  return found;
}

/** Keeps the old objects wherever they say the same, so that what did not change is not computed or drawn again. */
export function keepSame(before: JsonObject, after: JsonObject): JsonObject {
  const result: Record<string, Json> = { ...after };
  for (const [key, value] of Object.entries(after)) {
    const old = before[key];
    if (!Array.isArray(value) || !Array.isArray(old)) continue;
    const known = new Map((old as readonly Json[]).filter(isObject).map((line) => [line.id, line]));
    result[key] = (value as readonly Json[]).map((line) => {
      const kept = isObject(line) ? known.get(line.id ?? null) : undefined;
      return kept && same(kept, line) ? kept : line;
    });
  }
  return result;
}

function tablePatch(
  fields: RecordType['fields'],
  before: readonly Line[],
  after: readonly Line[],
): Json | null {
  const known = new Map(before.map((line) => [line.id, line]));
  const lineDiff = (line: Line): Record<string, Json> => {
    const old = known.get(line.id);
    const diff: Record<string, Json> = {};
    for (const [key, field] of fields) {
      if (key === 'id' || field.formula) continue;
      // Of a table in a line, too, what was emptied has to be named.
      if (old && field.kind === 'table') {
        const inner = tablePatch(field.fields ?? new Map(), linesOf(old, key), linesOf(line, key));
        if (inner !== null) diff[key] = inner;
      } else if (old ? !same(old[key], line[key]) : line[key] !== undefined) diff[key] = line[key] ?? null;
    }
    return diff;
  };
  const kept = after.filter((line) => known.has(line.id));
  const left = new Set(after.map((line) => line.id));
  const inOrder =
    sameOrder(
      before.filter((line) => left.has(line.id)),
      kept,
    ) && kept.every((line, index) => after[index] === line);
  if (!inOrder) return after.map((line) => ({ id: line.id, ...lineDiff(line) }));

  const patch: Record<string, Json> = {};
  for (const line of before) if (!left.has(line.id)) patch[line.id] = null;
  for (const line of after) {
    const old = known.get(line.id);
    if (old === line) continue;
    const diff = lineDiff(line);
    if (!old || Object.keys(diff).length > 0) patch[line.id] = diff;
  }
  return Object.keys(patch).length > 0 ? patch : null;
}

export function sameOrder(a: readonly Line[], b: readonly Line[]): boolean {
  return a.length === b.length && a.every((line, index) => line.id === b[index]?.id);
}

/** The old value when the new one says the same: whoever compares by identity sees that nothing has changed. */
export function keepIfSame<Value>(before: Value, after: Value): Value {
  return same(before as Json, after as Json) ? before : after;
}

/** Equal as JSON; an absent value and null say the same. */
export function same(a: Json | undefined, b: Json | undefined): boolean {
  if (a === b || (a ?? null) === (b ?? null)) return true;
  if (
    typeof a !== 'object' ||
    typeof b !== 'object' ||
    a === null ||
    b === null ||
    a === undefined ||
    b === undefined
  )
    return false;
  const left = a as Readonly<Record<string, Json>>;
  const right = b as Readonly<Record<string, Json>>;
  const keys = new Set([...Object.keys(left), ...Object.keys(right)]);
  return Array.isArray(a) === Array.isArray(b) && [...keys].every((key) => same(left[key], right[key]));
}

export function isObject(value: Json | undefined): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
