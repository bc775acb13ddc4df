import type { Json, JsonObject } from '../model/json.ts';
import { asList, asObject, asText } from '../model/linked-pack.ts';

/** An action as it stands in machine.json. */
export interface WrittenAction {
  readonly type: string;
  readonly params: JsonObject;
  readonly hasCondition: boolean;
}

/** Every action of a machine, of entries, exits and transitions alike. */
export function writtenActions(machine: Json): readonly WrittenAction[] {
  if (Array.isArray(machine)) return asList(machine).flatMap(writtenActions);
  return Object.entries(asObject(machine)).flatMap(([key, inner]) =>
    key === 'actions' || key === 'entry' || key === 'exit' ? actionsIn(inner) : writtenActions(inner),
  );
}

/** One action or several, as written. */
export function actionsIn(json: Json | undefined): readonly WrittenAction[] {
  if (json === undefined) return [];
  return (Array.isArray(json) ? asList(json) : [json]).map((entry) => {
    const action = asObject(entry);
    return {
      type: asText(action['type']) ?? '',
      params: asObject(action['params']),
      hasCondition: action['when'] !== undefined,
    };
  });
}
