import { MISSING, type ValueObject } from '../expressions/scope.ts';
import type { Json, JsonObject } from '../model/json.ts';
import type { Field, RecordType } from '../model/type.ts';
import { writeField } from '../values/hydrate.ts';
import { linesAt } from './each-field.ts';
import { sameJson } from './same.ts';
import { run, scopeOf, type Names } from './scope.ts';
import type { Session } from './session.ts';
import type { Work } from './work.ts';

type Fields = ReadonlyMap<string, Field>;

const living = new WeakMap<Fields, readonly Field[]>();

/** Fields that are computed when they are shown, and tables with such columns; found once for each type. */
function livingOf(fields: Fields): readonly Field[] {
  let found = living.get(fields);
  if (!found) {
    const isLiving = ({ kind, fields: inner, live }: Field): boolean =>
      live || (kind === 'table' && inner !== null && livingOf(inner).length > 0);
    living.set(fields, (found = [...fields.values()].filter(isLiving)));
  }
  return found;
}

export function hasLive({ fields }: RecordType): boolean {
  return livingOf(fields).length > 0;
}

/**
 * The data of a record with what is computed when it is shown (`x-live`): on the header, and on every line of a table.
 * What lacks a fact stays as the data has it. Lines that show the same as before are the same objects.
 */
export function withLive(
  session: Session,
  { type, data, doc }: Pick<Work, 'type' | 'data' | 'doc'>,
): JsonObject {
  return hasLive(type) ? shown(session, type.fields, data, { doc }) : data;
}

function shown(session: Session, fields: Fields, data: JsonObject, names: Names): JsonObject {
  const seen = new Map<string, Json>(Object.entries(data));
  for (const field of livingOf(fields)) {
    const { key, formula } = field;
    if (field.live && formula !== null) {
      const value = run(formula, scopeOf(session, names));
      const written = writeField(field, value);
      if (written !== undefined) seen.set(key, written);
      else if (value !== MISSING) seen.delete(key);
    } else if (field.fields && seen.has(key)) {
      const inner = field.fields;
      const around = (names.line ?? names.doc) as ValueObject;
      const lines = (around[key] ?? []) as readonly ValueObject[];
      const table = linesAt(data, key).map((line, index) => {
        const now = shown(session, inner, line, { ...names, parent: around, line: lines[index] ?? null });
        return sameJson(now, line) ? line : now;
      });
      seen.set(key, table);
    }
  }
  return Object.fromEntries(seen);
}
