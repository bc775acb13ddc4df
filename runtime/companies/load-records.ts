import { Fault, naturalKeysIn } from '#engine';
import type { Field, JsonObject, Model, RecordType } from '#engine';
import { writeOnce } from './company-writer.ts';
import type { CompanyWriter } from './company-writer.ts';
import type { NaturalKeys } from './natural-keys.ts';

/** Commands at once: enough to keep the database busy, few enough to leave it to others. */
const AT_ONCE = 6;

/**
 * Makes catalog records that are not there yet, referenced types first. Run again it goes on where it stopped.
 *
 * @param rows  by type, references as natural keys
 * @returns     records made
 */
export async function loadRecords(
  writer: CompanyWriter,
  keys: NaturalKeys,
  rows: ReadonlyMap<string, readonly JsonObject[]>,
): Promise<number> {
  const { model } = writer.current;
  let made = 0;
  for (const typeKey of referencedFirst(model, [...rows.keys()])) {
    const type = model.types.get(typeKey);
    if (!type) throw new Fault(`data for a type that the pack does not have: ${typeKey}`);
    const load = async (row: JsonObject): Promise<void> => {
      const key = row[type.naturalKey];
      if (typeof key !== 'string') throw new Fault(`a ${typeKey} without its ${type.naturalKey}`);
      if ((await keys.find({ type: typeKey, key })) !== null) return;
      const data = await keys.resolve(type.fields, row);
      const { ids } = await writeOnce(writer, `load ${typeKey} ${key}`, {
        kind: 'create',
        type: typeKey,
        data,
      });
      if (ids[0] !== undefined) keys.learn({ type: typeKey, key }, ids[0]);
      made++;
    };
    for (const wave of wavesOf(type, rows.get(typeKey) ?? [])) {
      const queue = [...wave];
      const work = async (): Promise<void> => {
        for (let row = queue.shift(); row; row = queue.shift()) await load(row);
      };
      await Promise.all(Array.from({ length: AT_ONCE }, work));
    }
  }
  return made;
}

/** Rows in groups, none of which names another of its own or of a later one: those above before those below. */
function* wavesOf(type: RecordType, rows: readonly JsonObject[]): Iterable<readonly JsonObject[]> {
  const nameOf = (row: JsonObject): string => String(row[type.naturalKey] ?? '');
  let waiting = rows;
  while (waiting.length > 0) {
    const names = new Set(waiting.map(nameOf));
    const isFree = (row: JsonObject): boolean =>
      !naturalKeysIn(type.fields, row).some((name) => name.type === type.key && names.has(name.key));
    const free = waiting.filter(isFree);
    // Those that name each other in a circle are the engine's to refuse.
    yield free.length > 0 ? free : waiting;
    const done = new Set(free);
    waiting = free.length > 0 ? waiting.filter((row) => !done.has(row)) : [];
  }
}

function referencedFirst(model: Model, types: readonly string[]): readonly string[] {
  const ordered: string[] = [];
  const visit = (type: string, path: readonly string[]): void => {
    if (ordered.includes(type) || path.includes(type)) return;
    for (const referenced of referencedBy(model.types.get(type)?.fields))
      if (types.includes(referenced)) visit(referenced, [...path, type]);
    ordered.push(type);
  };
  for (const type of types) visit(type, []);
  return ordered;
}

function referencedBy(fields: ReadonlyMap<string, Field> | null | undefined): readonly string[] {
  return [...(fields?.values() ?? [])].flatMap((field) => [
    ...(field.ref?.types ?? []),
    ...referencedBy(field.fields),
  ]);
}
