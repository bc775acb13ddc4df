// Two people at one record: what was typed here is put on what somebody else has saved meanwhile.
import type { Json, JsonObject, RecordType } from '#engine';
import { isObject, linesOf, same, sameOrder, type Line } from './edits.ts';

/** A line that was changed here and that somebody else has removed: as it stood here. */
export interface LostLine {
  readonly table: string;
  readonly line: Line;
}

export interface Merged {
  readonly data: JsonObject;
  readonly lost: readonly LostLine[];
}

type Fields = RecordType['fields'];

/**
 * What differs between `base` and `mine` was typed here and wins, value by value; everything else is `theirs`. A line
 * that is gone there stays gone: when it had been changed here, it is told as lost, and is not brought back.
 *
 * @param base    what both started from
 * @param theirs  what is saved now
 */
export function mergeEdits(type: RecordType, base: JsonObject, mine: JsonObject, theirs: JsonObject): Merged {
  const lost: LostLine[] = [];
  const data = mergeFields(type.fields, base, mine, theirs, lost);
  return { data, lost };
}

function mergeFields<Values extends JsonObject>(
  fields: Fields,
  base: JsonObject,
  mine: JsonObject,
  theirs: Values,
  lost: LostLine[],
): Values {
  const changed: Record<string, Json> = {};
  for (const [key, field] of fields) {
    if (field.formula || key === 'id' || same(base[key], mine[key])) continue;
    const [was, is, now] = [base[key], mine[key], theirs[key]];
    // A table inside a line is one value: nobody types into it line by line.
    if (field.kind === 'table' && key === field.path) {
      const tables = [linesOf(base, key), linesOf(mine, key), linesOf(theirs, key)] as const;
      changed[key] = mergeLines(field.fields ?? new Map(), ...tables, (line) =>
        lost.push({ table: key, line }),
      );
    } else if (field.fields && isObject(was) && isObject(is) && isObject(now)) {
      changed[key] = mergeFields(field.fields, was, is, now, lost);
    } else changed[key] = is ?? null;
  }
  return Object.keys(changed).length > 0 ? { ...theirs, ...changed } : theirs;
}

function mergeLines(
  fields: Fields,
  base: readonly Line[],
  mine: readonly Line[],
  theirs: readonly Line[],
  lose: (line: Line) => void,
): readonly Json[] {
  const [before, here, there] = [byId(base), byId(mine), byId(theirs)];
  const merged = new Map<string, Line>();
  for (const line of theirs) {
    const own = here.get(line.id);
    // Without it here: new there, or removed here.
    if (own) merged.set(line.id, mergeFields(fields, before.get(line.id) ?? {}, own, line, []));
    else if (!before.has(line.id)) merged.set(line.id, line);
  }
  for (const line of mine) {
    if (there.has(line.id)) continue;
    const old = before.get(line.id);
    if (!old) merged.set(line.id, line);
    else if (isChanged(fields, old, line)) lose(line);
  }
  const isOrderedHere = !sameOrder(
    base.filter(({ id }) => here.has(id)),
    mine.filter(({ id }) => before.has(id)),
  );
  const ids = isOrderedHere ? inOrder(merged, mine, theirs) : inOrder(merged, theirs, mine);
  return ids.flatMap((id) => merged.get(id) ?? []);
}

function isChanged(fields: Fields, old: Line, line: Line): boolean {
  return [...fields].some(([key, { formula }]) => !formula && key !== 'id' && !same(old[key], line[key]));
}

/** All ids in the order of `first`; those that only `second` has stand where they stood there: behind the same line. */
function inOrder(kept: ReadonlyMap<string, Line>, first: readonly Line[], second: readonly Line[]): string[] {
  const ids = first.map(({ id }) => id).filter((id) => kept.has(id));
  const shared = new Set(ids);
  const others = second.map(({ id }) => id).filter((id) => kept.has(id));
  const lastShared = others.findLastIndex((id) => shared.has(id));
  others.forEach((id, index) => {
    if (shared.has(id)) return;
    const at = index > lastShared ? ids.length : ids.indexOf(others[index - 1] ?? '') + 1;
    ids.splice(at, 0, id);
  });
  return ids;
}

function byId(lines: readonly Line[]): ReadonlyMap<string, Line> {
  return new Map(lines.map((line) => [line.id, line]));
}
