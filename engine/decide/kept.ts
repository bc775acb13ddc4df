// What a document keeps of what it refers to, from posting on: a reprint is the same for ever. @source definitions.md, `x-keep`
import { MISSING, type Reads, type Value, type ValueObject } from '../expressions/scope.ts';
import type { Json, JsonObject } from '../model/json.ts';
import type { Id } from '../model/record.ts';
import { memoryKey } from '../model/stage-memory.ts';
import { isDecimal, parseDecimal } from '../values/decimal.ts';
import { dehydrate, hydrateJson } from '../values/hydrate.ts';
import { choice, eachField } from './each-field.ts';
import { originsKey } from './origins.ts';
import { keepWork, requireWork } from './records.ts';
import type { Session } from './session.ts';

/** Member of `data` beside the fields; no field can be called so, and no client may write it. */
export const keptKey = '$kept';

const keeping = choice((field) => (field.ref?.keep.length ?? 0) > 0);

/** Copies the fields that references name, of the header and of every line, by the id of what they refer to. */
export function keepReferences(session: Session, id: Id): void {
  const work = requireWork(session, id);
  const kept: Record<string, Record<string, Json>> = {};
  for (const { field, value } of eachField(keeping(work.type), work.data, work.data, null)) {
    if (typeof value !== 'string') continue;
    const other = session.reads.record(value);
    if (other === null || other === MISSING) continue;
    const type = session.model.types.get(other['type'] as string);
    const fields = new Map(
      (field.ref?.keep ?? []).flatMap((key) => {
        const known = type?.fields.get(key);
        return known ? [[key, known] as const] : [];
      }),
    );
    kept[value] = { ...kept[value], ...dehydrate(fields, other) };
  }
  if (Object.keys(kept).length === 0) return;
  keepWork(session, {
    ...work,
    data: { ...work.data, [keptKey]: kept },
    doc: { ...work.doc, [keptKey]: hydrateJson(kept) },
  });
}

/** Members of `data` that the engine writes for itself. */
export const ownKeys: readonly string[] = [keptKey, originsKey, memoryKey];

/** Data without what the engine keeps there for itself; the same object when there is nothing. */
export function withoutKept(data: JsonObject): JsonObject {
  if (ownKeys.every((key) => data[key] === undefined)) return data;
  return Object.fromEntries(Object.entries(data).filter(([key]) => !ownKeys.includes(key)));
}

/** Reads through a document: what it kept of a record is answered instead of what stands there now. */
export function readingKept(reads: Reads, doc: Value): Reads {
  const kept = isObject(doc) ? doc[keptKey] : undefined;
  if (kept === undefined || !isObject(kept)) return reads;
  return {
    ...reads,
    record: (id) => {
      const now = reads.record(id);
      const then = kept[id];
      if (now === MISSING || then === undefined || !isObject(then)) return now;
      const values = Object.entries(then).map(([key, value]) => [key, likeNow(now?.[key], value)] as const);
      return { ...now, ...Object.fromEntries<Value>(values) };
    },
  };
}

/** Decimals are kept as text, as in all data; what they are is seen from what stands there now. */
function likeNow(now: Value | undefined, kept: Value): Value {
  return isDecimal(now) && typeof kept === 'string' ? parseDecimal(kept) : kept;
}

function isObject(value: Value): value is ValueObject {
  return value !== null && typeof value === 'object' && !Array.isArray(value) && !isDecimal(value);
}
