import type { Json, JsonObject } from '../model/json.ts';
import { asObject, type LinkedPack } from '../model/linked-pack.ts';
import { nearestName } from '../problems/nearest-name.ts';
import { referencedTypes } from './field-type.ts';
import type { Workshop } from './workshop.ts';

/** JSON Schema of the company's switches, and what they are when nobody has set them. */
export function buildSettings(workshop: Workshop): {
  readonly settings: JsonObject;
  readonly settingDefaults: JsonObject;
} {
  const { linked } = workshop;
  const defaults: Record<string, Json> = {};
  for (const [key, field] of linked.settings) {
    defaults[key] = field.keywords['default'] ?? null;
    for (const type of referencedTypes(field.keywords))
      tellUnknown(type, field.origin.pointer, linked, workshop);
  }
  const file = asObject(linked.files.get('settings.json')?.json);
  return { settings: { type: 'object', ...file }, settingDefaults: defaults };
}

function tellUnknown(type: string, pointer: string, linked: LinkedPack, { tell }: Workshop): void {
  if (linked.types.has(type) || linked.isAbsent('type', type)) return;
  const suggestion = nearestName(type, linked.types.keys());
  tell({
    code: 'unknown-type',
    file: 'settings.json',
    pointer: `${pointer}/x-ref`,
    params: { name: type, suggestion },
  });
}
