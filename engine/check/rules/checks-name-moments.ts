import { eventsOf } from '../../build/machine/events-of.ts';
import { namesOf } from '../../build/build-check.ts';
import type { Json } from '../../model/json.ts';
import { asList, asObject, type LinkedField, type LinkedPack } from '../../model/linked-pack.ts';
import type { Finding, Place } from '../../problems/finding.ts';
import { nearestName } from '../../problems/nearest-name.ts';
import { pointerOf } from '../../read/json-pointer.ts';
import type { Rule } from '../rule.ts';

/** A check is judged while editing or on events (of a ledger: on posting); one that names another moment never is. */
export const checksNameMoments: Rule = function* ({ linked }) {
  for (const { json, origin, events } of fieldChecks(linked).values())
    yield* inChecks(json, origin, ['edit', ...events]);
  for (const { json, file } of linked.ledgers.values())
    for (const [key, constraint] of Object.entries(asObject(json['constraints'])))
      yield* inCheck(constraint, { file, pointer: pointerOf(['constraints', key]) }, ['edit', 'post']);
};

interface FieldCheck {
  readonly json: Json | undefined;
  readonly origin: Place;
  readonly events: Set<string>;
}

/** Checks by where they are written, with the events of every type that includes them. */
function fieldChecks(linked: LinkedPack): ReadonlyMap<string, FieldCheck> {
  const found = new Map<string, FieldCheck>();
  for (const type of linked.types.values()) {
    // In a slice of a pack the machine may be elsewhere.
    if (type.machine === null && linked.isAbsent('type', type.key)) continue;
    const events = eventsOf(linked, type.key);
    for (const { keywords, origins, origin: written } of fieldsOf(type.fields)) {
      const json = keywords['x-check'];
      if (json === undefined) continue;
      const origin = origins.get('x-check') ?? written;
      const key = `${origin.file}#${origin.pointer}`;
      const known = found.get(key) ?? { json, origin, events: new Set() };
      found.set(key, known);
      for (const event of events) known.events.add(event);
    }
  }
  return found;
}

function* inChecks(json: Json | undefined, at: Place, known: readonly string[]): Iterable<Finding> {
  if (!Array.isArray(json)) return yield* inCheck(json, at, known);
  for (const [index, check] of asList(json).entries())
    yield* inCheck(check, { ...at, pointer: `${at.pointer}/${index}` }, known);
}

function* inCheck(
  json: Json | undefined,
  { file, pointer }: Place,
  known: readonly string[],
): Iterable<Finding> {
  const at = asObject(json)['at'];
  for (const [index, name] of namesOf(at).entries())
    if (!known.includes(name))
      yield {
        code: 'unknown-event',
        file,
        pointer: `${pointer}/at${Array.isArray(at) ? `/${index}` : ''}`,
        params: { name, suggestion: nearestName(name, known) },
      };
}

function fieldsOf(fields: ReadonlyMap<string, LinkedField>): readonly LinkedField[] {
  return [...fields.values()].flatMap((field) => [field, ...(field.fields ? fieldsOf(field.fields) : [])]);
}
