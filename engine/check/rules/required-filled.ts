import type { Conversion, Filling } from '../../model/conversion.ts';
import type { Field } from '../../model/type.ts';
import type { Finding } from '../../problems/finding.ts';
import type { Rule } from '../rule.ts';

/** A required field of the target that nothing fills. @source conversions.md M2 */
export const requiredFilled: Rule = function* ({ model, linked }) {
  for (const conversion of model.conversions.values()) {
    const target = model.types.get(conversion.to);
    if (target === undefined) continue;
    const file = linked.conversions.get(conversion.key)?.file ?? '';
    const filled = (path: string): boolean => conversion.amount === path;
    yield* unfilled(target.fields, conversion.header, filled, { file, pointer: '/header' }, conversion);
    for (const mapping of conversion.lines) {
      const columns = target.fieldByPath.get(mapping.to)?.fields;
      const pointer = `/lines/${mapping.key}`;
      if (columns)
        yield* unfilled(
          columns,
          mapping.fields,
          (key) => [mapping.quantity, mapping.amount, mapping.adjust, ...mapping.shares].includes(key),
          { file, pointer },
          conversion,
        );
    }
  }
};

function* unfilled(
  fields: ReadonlyMap<string, Field>,
  fillings: ReadonlyMap<string, Filling>,
  isTaken: (key: string) => boolean,
  place: { file: string; pointer: string },
  conversion: Conversion,
): Iterable<Finding> {
  for (const [key, field] of fields) {
    if (!field.required.always || key === 'id' || isTaken(key)) continue;
    if (field.formula !== null || field.defaultTo !== null || field.fill !== null) continue;
    // What crossing leaves to be derived is filled by a rule of the field, and this one has none.
    const isFilled = ([path, { kind }]: [string, Filling]) =>
      kind !== 'derive' && (path === key || path.startsWith(`${key}.`));
    if ([...fillings].some(isFilled)) continue;
    if (field.kind === 'table' && conversion.lines.some((mapping) => mapping.to === field.path)) continue;
    if (field.path === conversion.advance?.to || field.path === conversion.adjust?.groups?.to) continue;
    yield { code: 'required-unfilled', ...place, params: { field: field.path, type: conversion.to } };
  }
}
