import type { LinkedField } from '../../model/linked-pack.ts';
import type { Field } from '../../model/type.ts';
import type { Finding } from '../../problems/finding.ts';
import type { Rule } from '../rule.ts';

/** Means something for what a record keeps, and nothing for what an event asks for. */
const ofRecords: readonly string[] = [
  'x-copy',
  'x-editable',
  'x-fill',
  'x-formula',
  'x-keep',
  'x-live',
  'x-living',
  'x-owner',
  'x-unique',
  'x-visible',
];
/** Judged of the field itself, not of what stands inside it. */
const ofOuter: readonly string[] = ['x-check', 'x-default', 'x-required'];

/**
 * What an event or a report asks for is given once, and so is what a decision is asked with: words that would be passed
 * over are told.
 */
export const askedFieldsObeyed: Rule = function* ({ model, linked }) {
  for (const { machine } of model.types.values())
    for (const { asked } of machine?.transitions ?? [])
      for (const field of asked.values()) yield* unobeyed(field, ofRecords);
  for (const { asked } of model.reports.values())
    for (const field of asked.values()) yield* unobeyed(field, ofRecords);
  for (const { inputs, outputs } of linked.decisions.values())
    for (const field of [...inputs.values(), ...outputs.values()]) yield* unkept(field);
  for (const { dimensions } of linked.ledgers.values())
    for (const field of dimensions.values()) yield* unkept(field);
};

/** A decision, or the key of a ledger, keeps nothing, proposes nothing and asks nobody. */
function* unkept(field: LinkedField): Iterable<Finding> {
  for (const keyword of [...ofRecords, ...ofOuter]) {
    const place = field.origins.get(keyword);
    if (place) yield { code: 'grammar-unknown-key', ...place, atKey: true, params: { key: keyword } };
  }
  for (const inner of field.fields?.values() ?? []) yield* unkept(inner);
}

function* unobeyed(field: Field, words: readonly string[]): Iterable<Finding> {
  for (const keyword of words)
    if (field.schema[keyword] !== undefined)
      yield {
        code: 'grammar-unknown-key',
        ...placeOf(field, keyword),
        atKey: true,
        params: { key: keyword },
      };
  for (const inner of field.fields?.values() ?? [])
    if (inner.textKey !== '') yield* unobeyed(inner, [...ofRecords, ...ofOuter]);
}

function placeOf({ textKey }: Field, keyword: string): { readonly file: string; readonly pointer: string } {
  const [file = '', pointer = ''] = textKey.split('#');
  return { file: `${file}.json`, pointer: pointer.replace(/title$/, keyword) };
}
