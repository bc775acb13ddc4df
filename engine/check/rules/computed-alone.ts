import { isComputed } from '../../build/field-type.ts';
import type { LinkedField } from '../../model/linked-pack.ts';
import type { Finding } from '../../problems/finding.ts';
import type { Rule } from '../rule.ts';

/**
 * A formula gives a field its value, whatever stands there: a proposal beside it (`x-default`, `x-fill`) would never be
 * seen, and what is never stored (`x-live`) is not stored too. A default beside a fill says what is there until the fill
 * has something to say.
 * @source definitions.md, Types
 */
export const computedAlone: Rule = function* ({ linked }) {
  for (const { fields } of linked.types.values()) yield* among(fields);
};

function* among(fields: ReadonlyMap<string, LinkedField>): Iterable<Finding> {
  for (const field of fields.values()) {
    yield* beside(field);
    if (field.fields) yield* among(field.fields);
  }
}

function* beside(field: LinkedField): Iterable<Finding> {
  if (!isComputed(field)) return;
  const keyword = field.origins.has('x-live') ? 'x-live' : 'x-formula';
  for (const other of ['x-formula', 'x-default', 'x-fill']) {
    const place = field.origins.get(other);
    if (!place || other === keyword) continue;
    yield {
      code: 'computed-otherwise',
      ...place,
      atKey: true,
      params: { field: field.path, keyword, other },
    };
  }
}
