import type { Json, JsonObject } from '../model/json.ts';
import type { Session } from './session.ts';

/**
 * Fields that are asked for, with their words in the language of whoever is asked.
 *
 * @param form   JSON Schema properties
 * @param keyOf  where the words of a property stand: `types/offer/machine#/…/meta/form/reason`
 */
export function spokenForm(
  { model, setting }: Session,
  form: JsonObject | null,
  keyOf: (name: string) => string,
): JsonObject | null {
  if (form === null) return null;
  const say = (key: string, english: Json): Json =>
    typeof english === 'string' ? model.text(setting.language, key, english) : english;
  return Object.fromEntries(
    Object.entries(form).map(([name, property]) => {
      if (property === null || typeof property !== 'object' || Array.isArray(property))
        return [name, property];
      const schema = property as JsonObject;
      const key = keyOf(name);
      const titles = Object.entries((schema['x-titles'] ?? {}) as JsonObject).map(
        ([value, title]): [string, Json] => [value, say(`${key}/x-titles/${value}`, title)],
      );
      return [
        name,
        {
          ...schema,
          ...('title' in schema ? { title: say(`${key}/title`, schema['title'] ?? null) } : {}),
          ...('description' in schema
            ? { description: say(`${key}/description`, schema['description'] ?? null) }
            : {}),
          ...(titles.length > 0 ? { 'x-titles': Object.fromEntries(titles) } : {}),
        },
      ];
    }),
  );
}
