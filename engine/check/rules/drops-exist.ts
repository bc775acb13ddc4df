import { nearestName } from '../../problems/nearest-name.ts';
import type { Rule } from '../rule.ts';

/** What a conversion says it drops is a field of its source: of the header, or of a mapped table by name or path. */
export const dropsExist: Rule = function* ({ model, linked }) {
  for (const conversion of model.conversions.values()) {
    const source = model.types.get(conversion.from);
    if (source === undefined) continue;
    const tables = conversion.lines.flatMap((mapping) => (mapping.from === null ? [] : [mapping.from]));
    for (const [index, name] of conversion.drop.entries()) {
      if (source.fieldByPath.has(name) || tables.some((table) => source.fieldByPath.has(`${table}.${name}`)))
        continue;
      const file = linked.conversions.get(conversion.key)?.file ?? '';
      const suggestion = nearestName(name, source.fieldByPath.keys());
      yield { code: 'unknown-field', file, pointer: `/drop/${index}`, params: { name, suggestion } };
    }
  }
};
