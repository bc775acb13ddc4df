import type { JsonObject } from '../../model/json.ts';
import { asList, asObject, asText } from '../../model/linked-pack.ts';
import type { Finding } from '../../problems/finding.ts';
import { atKey, missing, under, unknownKeys, type At, type Cast } from './cast.ts';

/** Settings, roles of people, and records that are there when a scenario begins. */
export function* inGiven(given: JsonObject, cast: Cast, at: At): Iterable<Finding> {
  const { model } = cast.pack;
  const settings = Object.keys(asObject(model.settings['properties']));
  yield* unknownKeys('unknown-field', asObject(given['settings']), settings, under(at, 'settings'));
  for (const [person, json] of Object.entries(asObject(given['people'])))
    for (const [index, role] of asList(asObject(json)['roles']).entries()) {
      const key = asText(role);
      if (key !== null && !model.roles.has(key) && !cast.linked.isAbsent('role', key))
        yield missing(
          'unknown-role',
          key,
          model.roles.keys(),
          under(at, 'people', person, 'roles', String(index)),
        );
    }
  for (const [key, records] of Object.entries(asObject(given['records']))) {
    const here = under(at, 'records', key);
    const type = cast.type(key);
    if (type === undefined) {
      if (!cast.linked.isAbsent('type', key))
        yield missing('unknown-type', key, model.types.keys(), atKey(here));
      continue;
    }
    for (const [index, record] of asList(records).entries())
      yield* unknownKeys('unknown-field', asObject(record), type.fields.keys(), under(here, String(index)));
  }
}
