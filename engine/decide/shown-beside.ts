// What the engine keeps in data beside the fields, as its reader may know it: where values came from, and what references
// kept.
import type { Json, JsonObject } from '../model/json.ts';
import type { Model } from '../model/model.ts';
import type { Field } from '../model/type.ts';
import { hidesField, policyOf, showsTitles } from '../roles/index.ts';
import { fieldPathOf, type Origin } from './origins.ts';

/** Whether everybody of these roles sees the records whose rows a decision answers from, and what they are called. */
export function seesRows(model: Model, roles: readonly string[], decision: string): boolean {
  const sources = model.decisions.get(decision)?.sources ?? [];
  return sources.every(({ type }) => {
    const policy = policyOf(model, roles, type);
    return policy !== null && showsTitles(model, roles, policy);
  });
}

/** Where a hidden field's value came from is hidden with it; of a row that is not his to see, the decision is told. */
export function shownOrigins(
  model: Model,
  roles: readonly string[],
  origins: Json,
  hidden: (path: string) => boolean,
): Json {
  let isSame = true;
  const shown = Object.entries(isObject(origins) ? origins : {}).flatMap(
    ([place, value]): [string, Json][] => {
      const origin = value as unknown as Origin;
      const told = hidden(fieldPathOf(place)) ? null : shownOrigin(model, roles, origin);
      if (told !== origin) isSame = false;
      return told === null ? [] : [[place, told as unknown as Json]];
    },
  );
  return isSame ? origins : Object.fromEntries(shown);
}

export function shownOrigin(model: Model, roles: readonly string[], origin: Origin): Origin {
  if (origin.by === 'decision')
    return origin.record === null || seesRows(model, roles, origin.decision)
      ? origin
      : { ...origin, row: null, title: null, record: null, line: null };
  if (origin.by === 'hand' || origin.of === undefined) return origin;
  const of = shownOrigin(model, roles, origin.of);
  return of === origin.of ? origin : { ...origin, of };
}

/** Of what references kept: what the shown data still refers to, without the fields that are hidden in its own type. */
export function shownKept(
  model: Model,
  roles: readonly string[],
  fields: ReadonlyMap<string, Field>,
  data: JsonObject,
  kept: Json,
): Json {
  const types = new Map<string, Set<string>>();
  noteReferences(fields, data, types);
  let isSame = true;
  const shown = Object.entries(isObject(kept) ? kept : {}).flatMap(([id, of]): [string, Json][] => {
    const known = types.get(id);
    const isHidden = (path: string): boolean =>
      known === undefined || [...known].some((type) => hidesField(model, roles, { type, path }));
    const entries = Object.entries(isObject(of) ? of : {});
    const left = entries.filter(([key]) => !isHidden(key));
    if (left.length === entries.length) return [[id, of]];
    isSame = false;
    return left.length === 0 ? [] : [[id, Object.fromEntries(left)]];
  });
  return isSame ? kept : Object.fromEntries(shown);
}

function noteReferences(
  fields: ReadonlyMap<string, Field>,
  data: JsonObject,
  types: Map<string, Set<string>>,
): void {
  for (const [key, field] of fields) {
    const value = data[key] ?? null;
    if (field.ref && typeof value === 'string')
      types.set(value, new Set([...(types.get(value) ?? []), ...field.ref.types]));
    else if (field.fields)
      for (const part of Array.isArray(value) ? (value as readonly Json[]) : [value])
        if (isObject(part)) noteReferences(field.fields, part, types);
  }
}

function isObject(value: Json): value is JsonObject {
  return value !== null && typeof value === 'object' && !Array.isArray(value);
}
