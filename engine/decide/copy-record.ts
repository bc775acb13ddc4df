// A second record like this one: what it has, without what belongs to the first alone.
import type { Json, JsonObject } from '../model/json.ts';
import type { Id } from '../model/record.ts';
import type { Field, RecordType } from '../model/type.ts';
import { create } from './create.ts';
import { linesAt } from './each-field.ts';
import { hasFieldRules, rightOnField } from './field-rights.ts';
import { applyPatch } from './patch.ts';
import { requireLineage } from './records.ts';
import { requireRead } from './rights.ts';
import type { Session } from './session.ts';
import type { Work } from './work.ts';

/**
 * A new record in its first stage with the values of another: not those of formulas, of fields that say `x-copy: false`,
 * that are unique or the natural key, nor those that roles keep from the user. It draws its own number later and is
 * linked to nothing; a path that shall be linked or mapped is a conversion to the same type.
 *
 * @param patch  merged over what is copied: a copied article needs a code of its own
 * @throws Refused not-found, and what `create` is refused with
 */
export function copyRecord(session: Session, id: Id, patch: JsonObject): Id {
  const work = requireLineage(session, id);
  requireRead(session, work);
  const { type } = work;
  const data = applyPatch(type.fields, valuesOf(session, work, type.fields, work.data), patch, session.ids);
  return create(session, type.key, data, 'person', 'copy');
}

function valuesOf(
  session: Session,
  work: Work,
  fields: ReadonlyMap<string, Field>,
  data: JsonObject,
): JsonObject {
  const values: Record<string, Json> = {};
  for (const [key, field] of fields) {
    const value = data[key];
    if (value === undefined || !isCopied(session, work, field)) continue;
    values[key] =
      field.kind === 'table' && field.fields
        ? linesAt(data, key).map((line) => valuesOf(session, work, field.fields ?? new Map(), line))
        : value;
  }
  return values;
}

function isCopied(session: Session, work: Work, field: Field): boolean {
  if (!field.copy || field.formula !== null || isOwn(work.type, field)) return false;
  if (field.key === 'id' || !hasFieldRules(session, work.type)) return true;
  const { hidden, readonly } = rightOnField(session, work, field.path);
  return !hidden && !readonly;
}

/** No two records may have the same. */
function isOwn({ naturalKey }: RecordType, { path, unique }: Field): boolean {
  return unique !== null || path === naturalKey;
}
