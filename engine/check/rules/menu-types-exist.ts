import { asObject, asText } from '../../model/linked-pack.ts';
import { nearestName } from '../../problems/nearest-name.ts';
import { pointerOf } from '../../read/json-pointer.ts';
import type { Rule } from '../rule.ts';

/** The menu leads to types that are there. */
export const menuTypesExist: Rule = function* ({ linked }) {
  for (const [section, entry] of Object.entries(asObject(linked.app['menu'])))
    for (const [item, json] of Object.entries(asObject(asObject(entry)['items']))) {
      const name = asText(asObject(json)['type']) ?? '';
      if (linked.types.has(name) || linked.isAbsent('type', name)) continue;
      const pointer = pointerOf(['menu', section, 'items', item, 'type']);
      yield {
        code: 'unknown-type',
        file: 'app.json',
        pointer,
        params: { name, suggestion: nearestName(name, linked.types.keys()) },
      };
    }
};
