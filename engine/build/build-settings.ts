import type { Json, JsonObject } from '../model/json.ts';
import { asObject, type LinkedField } from '../model/linked-pack.ts';
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
    for (const one of field.element === null ? [field] : [field, field.element]) tellUnknown(one, workshop);
  }
  const file = asObject(linked.files.get('settings.json')?.json);
  return { settings: { type: 'object', ...file }, settingDefaults: defaults };
}

/** A type that a setting, or an element of its list, refers to and that is not there. */
function tellUnknown({ keywords, origin }: LinkedField, { linked, tell }: Workshop): void {
  const ref = keywords['x-ref'];
  const isWhole = typeof ref === 'string' || Array.isArray(ref);
  const named = isWhole ? ref : asObject(ref)['type'];
  const pointer = `${origin.pointer}/x-ref${isWhole ? '' : '/type'}`;
  for (const [index, type] of referencedTypes(keywords).entries()) {
    if (linked.types.has(type) || linked.isAbsent('type', type)) continue;
    const suggestion = nearestName(type, linked.types.keys());
    const place = { file: 'settings.json', pointer: Array.isArray(named) ? `${pointer}/${index}` : pointer };
    tell({ code: 'unknown-type', ...place, params: { name: type, suggestion } });
  }
}
