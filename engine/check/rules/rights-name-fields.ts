import { nearestName } from '../../problems/nearest-name.ts';
import { pointerOf } from '../../read/json-pointer.ts';
import type { Rule } from '../rule.ts';

/** Fields and stages that rights name are there. */
export const rightsNameFields: Rule = function* ({ model }) {
  for (const role of model.roles.values())
    for (const [key, grant] of role.grants) {
      const types = key === '*' ? [...model.types.values()] : [model.types.get(key)].filter((type) => !!type);
      for (const [path, rule] of grant.fields) {
        const pointer = pointerOf([role.key, 'types', key, 'fields', path]);
        const known = types.flatMap((type) => [...type.fieldByPath.keys()]);
        if (types.length > 0 && !known.includes(path))
          yield {
            code: 'unknown-field',
            file: 'roles.json',
            pointer,
            atKey: true,
            params: { name: path, suggestion: nearestName(path, known) },
          };
        const states = types.flatMap((type) => [...(type.machine?.states.keys() ?? [])]);
        for (const what of ['hidden', 'readonly'] as const)
          if (typeof rule[what] !== 'string')
            for (const [index, state] of rule[what].entries())
              if (types.length > 0 && !states.includes(state))
                yield {
                  code: 'unknown-state',
                  file: 'roles.json',
                  pointer: `${pointer}/${what}/${index}`,
                  params: { name: state, suggestion: nearestName(state, states) },
                };
      }
    }
};
