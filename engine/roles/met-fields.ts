import { systemFields } from '../build/system-fields.ts';
import type { Model } from '../model/model.ts';
import { commonStanding } from './standings.ts';

/** A field of a type, by its dotted path. */
export interface MetField {
  readonly type: string;
  readonly path: string;
}

/** Labels may name records whose labels name records; further than this nobody reads. */
const DEPTH_MAX = 4;

/**
 * The fields that a path goes through, from the record on: `partner.creditLimit` meets `order.partner` and
 * `partner.creditLimit`. The title of a record stands for what its label reads.
 *
 * @param path  dotted, with or without `[]` behind lists
 */
export function metFields(model: Model, type: string, path: string, depth = 0): readonly MetField[] {
  const steps = path.replaceAll('[]', '').split('.');
  const of = model.types.get(type);
  if (of === undefined || depth > DEPTH_MAX) return [];
  if (steps[0] === 'title') return titleFields(model, type, depth);
  if (steps.length === 1 && systemFields.has(path)) return [];
  for (let length = 1; length <= steps.length; length++) {
    const own = steps.slice(0, length).join('.');
    const field = of.fieldByPath.get(own);
    if (field === undefined) return [];
    if (field.ref === null || length === steps.length) {
      if (length === steps.length) return [{ type, path: own }];
      continue;
    }
    const rest = steps.slice(length).join('.');
    const beyond = field.ref.types.flatMap((other) => metFields(model, other, rest, depth + 1));
    return [{ type, path: own }, ...beyond];
  }
  return [];
}

/** What the label of a type is made of. */
export function titleFields(model: Model, type: string, depth = 0): readonly MetField[] {
  const of = model.types.get(type);
  if (of === undefined) return [];
  if (of.label === null) return metFields(model, type, of.naturalKey, depth + 1);
  return of.label.reads.flatMap((read) => {
    if (read.startsWith('doc.')) return metFields(model, type, read.slice('doc.'.length), depth + 1);
    const common = commonStanding(model, read);
    return common?.of.flatMap((other) => metFields(model, other, common.rest, depth + 1)) ?? [];
  });
}
