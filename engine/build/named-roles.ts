import type { Json } from '../model/json.ts';
import { asList, type Origin } from '../model/linked-pack.ts';
import { tellUnknownRole } from './machine/unknown-role.ts';
import type { Workshop } from './workshop.ts';

/** `"manager"` or `["manager", "owner"]`; those that do not exist are told. */
export function namedRoles(json: Json | undefined, origin: Origin, workshop: Workshop): readonly string[] {
  const isOne = typeof json === 'string';
  const names = isOne ? [json] : asList(json).map(String);
  for (const [index, name] of names.entries())
    tellUnknownRole(name, isOne ? origin : { ...origin, pointer: `${origin.pointer}/${index}` }, workshop);
  return names;
}
