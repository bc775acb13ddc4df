import { MISSING, type ValueObject } from '../expressions/scope.ts';
import type { Json, JsonObject } from '../model/json.ts';
import type { Field } from '../model/type.ts';
import { dehydrate } from '../values/hydrate.ts';
import { linesAt } from './each-field.ts';
import { run, scopeOf, type Names } from './scope.ts';
import type { Session } from './session.ts';
import type { Work } from './work.ts';

type Fields = ReadonlyMap<string, Field>;

/**
 * The data of a record with what is computed when it is shown (`x-live`): on the header, and on every line of a table.
 *
 * @returns the stored data itself, where the type has no such field
 */
export function withLive(session: Session, { type, data, doc }: Work): JsonObject {
  if (![...type.fieldByPath.values()].some(({ live }) => live)) return data;
  return shown(session, type.fields, data, { doc });
}

function shown(session: Session, fields: Fields, data: JsonObject, names: Names): JsonObject {
  const seen: Record<string, Json> = { ...data };
  for (const [key, field] of fields) {
    if (field.live && field.formula !== null) {
      const value = run(field.formula, scopeOf(session, names));
      const written = value === MISSING ? {} : dehydrate(new Map([[key, field]]), { [key]: value });
      Object.assign(seen, written);
    } else if (field.kind === 'table' && field.fields && seen[key] !== undefined) {
      const inner = field.fields;
      const around = (names.line ?? names.doc) as ValueObject;
      const lines = (around[key] ?? []) as readonly ValueObject[];
      seen[key] = linesAt(data, key).map((line, index) =>
        shown(session, inner, line, { ...names, parent: around, line: lines[index] ?? null }),
      );
    }
  }
  return seen;
}
