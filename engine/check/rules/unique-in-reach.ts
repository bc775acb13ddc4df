import type { Field, RecordType } from '../../model/type.ts';
import type { Finding } from '../../problems/finding.ts';
import { nearestName } from '../../problems/nearest-name.ts';
import { fieldPlace } from '../field-place.ts';
import type { CheckedPack, Rule } from '../rule.ts';

/** What tells records apart is stored in their header, and so is the scope in which it does. */
export const uniqueInReach: Rule = function* (pack) {
  for (const type of pack.model.types.values())
    for (const field of type.fieldByPath.values()) yield* misplaced(type, field, pack);
};

function* misplaced(type: RecordType, field: Field, { linked }: CheckedPack): Iterable<Finding> {
  if (field.unique === null) return;
  const place = fieldPlace(type, field, 'x-unique', linked);
  if (!isStored(type, field)) yield { code: 'unique-misplaced', ...place, params: { name: field.path } };
  for (const [index, name] of field.unique.entries()) {
    const scope = type.fields.get(name);
    const at = { ...place, pointer: `${place.pointer}/${index}` };
    if (scope === undefined || name === field.key)
      yield {
        code: 'unknown-field',
        ...at,
        params: {
          name,
          suggestion: nearestName(
            name,
            [...type.fields.keys()].filter((key) => key !== field.key),
          ),
        },
      };
    else if (!isStored(type, scope)) yield { code: 'unique-misplaced', ...at, params: { name } };
  }
}

function isStored(type: RecordType, { key, path, kind, live }: Field): boolean {
  return !live && kind !== 'table' && kind !== 'object' && type.fields.has(path) && key === path;
}
