import type { ExprType } from '../expressions/types.ts';
import type { Json } from '../model/json.ts';
import { asList, asObject, asText, type LinkedField, type LinkedPack } from '../model/linked-pack.ts';
import type { FieldKind } from '../model/type.ts';

/** What kind of value a flattened field holds. */
export function kindOf(field: LinkedField): FieldKind {
  const { keywords } = field;
  const type = plainTypeOf(keywords['type']);
  // Lines have an identity of their own; what a formula makes anew each time has none.
  if (type === 'array') return field.fields !== null && !isComputed(field) ? 'table' : 'list';
  if (type === 'object') return 'object';
  if (type === 'integer') return 'integer';
  if (type === 'boolean') return 'boolean';
  if (keywords['x-decimal'] !== undefined) return 'decimal';
  if (keywords['x-ref'] !== undefined) return 'ref';
  if (keywords['format'] === 'date') return 'date';
  if (keywords['format'] === 'date-time') return 'instant';
  return 'text';
}

/** Nobody writes it: a formula gives it. */
export function isComputed(field: LinkedField): boolean {
  return field.keywords['x-formula'] !== undefined || isLive(field);
}

/** It is computed when the record is shown, and never stored. */
export function isLive({ keywords }: LinkedField): boolean {
  return keywords['x-live'] !== undefined;
}

export function plainTypeOf(type: Json | undefined): string {
  if (typeof type === 'string') return type;
  return asText(asList(type).find((name) => name !== 'null')) ?? 'string';
}

/** Types that an `x-ref` names, in any of its three spellings. */
export function referencedTypes(keywords: LinkedField['keywords']): readonly string[] {
  const ref = keywords['x-ref'];
  const types = typeof ref === 'string' || Array.isArray(ref) ? ref : asObject(ref)['type'];
  return typeof types === 'string' ? [types] : asList(types).map(String);
}

/** It holds one version of a record. */
export function isOfVersions(keywords: LinkedField['keywords']): boolean {
  return asObject(keywords['x-ref'])['revision'] === true;
}

/** Static type of a field, as expressions see it. `owner` names it in messages: `order.lines`. */
export function typeOfField(field: LinkedField, owner: string, linked: LinkedPack): ExprType {
  switch (kindOf(field)) {
    case 'decimal': {
      const money = asText(field.keywords['x-money']);
      const { scale } = asObject(field.keywords['x-decimal']);
      return {
        kind: 'decimal',
        ...(money === null ? {} : { money: { field: money } }),
        ...(typeof scale === 'number' ? { scale } : {}),
      };
    }
    case 'integer':
      return { kind: 'decimal', scale: 0 };
    case 'boolean':
      return { kind: 'boolean' };
    case 'date':
      return { kind: 'date' };
    case 'instant':
      return { kind: 'instant' };
    case 'text':
      return textType(field);
    case 'ref': {
      const types = referencedTypes(field.keywords);
      // A reference into what is not there cannot be walked, and must not be called wrong.
      if (types.some((type) => !linked.types.has(type))) return { kind: 'any' };
      return isOfVersions(field.keywords) ? { kind: 'ref', types, revision: true } : { kind: 'ref', types };
    }
    case 'object':
      return objectType(field.fields ?? new Map(), `${owner}.${field.key}`, linked, false);
    case 'table':
      return {
        kind: 'list',
        of: objectType(field.fields ?? new Map(), `${owner}.${field.key}`, linked, true),
      };
    case 'list':
      if (field.fields !== null)
        return { kind: 'list', of: objectType(field.fields, `${owner}.${field.key}`, linked, false) };
      return {
        kind: 'list',
        of: field.element === null ? { kind: 'any' } : typeOfField(field.element, owner, linked),
      };
  }
}

function textType({ keywords }: LinkedField): ExprType {
  const options = asList(keywords['enum']).filter((value) => typeof value === 'string');
  return options.length === 0 ? { kind: 'text' } : { kind: 'text', options };
}

export function objectType(
  fields: ReadonlyMap<string, LinkedField>,
  name: string,
  linked: LinkedPack,
  withId: boolean,
): ExprType & { readonly kind: 'object' } {
  const types = new Map<string, ExprType>();
  if (withId) types.set('id', { kind: 'text' });
  // What is not stored cannot be read by others.
  for (const [key, field] of fields) if (!isLive(field)) types.set(key, typeOfField(field, name, linked));
  return { kind: 'object', name, fields: types };
}
