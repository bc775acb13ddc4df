import { kindOf, plainTypeOf } from '../../build/field-type.ts';
import type { Json } from '../../model/json.ts';
import { asList, asObject, type LinkedField } from '../../model/linked-pack.ts';
import type { FieldKind } from '../../model/type.ts';
import type { Finding, Place } from '../../problems/finding.ts';
import { nearestName } from '../../problems/nearest-name.ts';
import { pointerOf } from '../../read/json-pointer.ts';
import type { ValidatorFactory } from '../../validation.ts';
import { declaredFields } from '../declared-fields.ts';
import { misfit } from '../misfit.ts';
import type { Rule } from '../rule.ts';

const numbers: readonly FieldKind[] = ['integer', 'decimal'];
const words: readonly FieldKind[] = ['text', 'integer', 'decimal'];
const lists: readonly FieldKind[] = ['table', 'list'];

/** Of which kinds of values a keyword says something; what is not named here says something of all. */
const suits: Readonly<Record<string, readonly FieldKind[]>> = {
  minimum: numbers,
  maximum: numbers,
  'x-unit': numbers,
  minLength: ['text'],
  maxLength: ['text'],
  enum: words,
  'x-titles': words,
  const: [...words, 'boolean'],
  minItems: lists,
  maxItems: lists,
  items: lists,
  properties: ['object'],
  'x-keep': ['ref'],
};

/** Kinds that only a text in JSON has. */
const ofTexts = ['format', 'x-decimal', 'x-ref'] as const;

/**
 * What a field says of its values says something of values of its kind: a limit of length binds no number, and a field is
 * not a record and an amount at once. The values it offers are such as it takes, each once, and have the words of no others.
 */
export const wordsSuitKind: Rule = function* ({ linked, validator }) {
  for (const field of declaredFields(linked)) {
    yield* unclear(field);
    yield* idle(field);
    yield* offered(field, validator);
    yield* titled(field);
  }
};

function placeOf(field: LinkedField, keyword: string): Place {
  return (
    field.origins.get(keyword) ?? {
      file: field.origin.file,
      pointer: field.origin.pointer + pointerOf([keyword]),
    }
  );
}

/** One kind, and perhaps nothing. */
function* unclear({ path, keywords, ...field }: LinkedField): Iterable<Finding> {
  const named = asList(keywords['type']).map(String);
  const kinds = named.filter((name) => name !== 'null');
  if (named.length === 0 || (kinds.length === 1 && new Set(named).size === named.length)) return;
  const place = placeOf({ path, keywords, ...field }, 'type');
  yield { code: 'kind-unclear', ...place, params: { field: path, kinds: named.join(', ') } };
}

function* idle(field: LinkedField): Iterable<Finding> {
  const kind = kindOf(field);
  const isText = plainTypeOf(field.keywords['type']) === 'string';
  for (const keyword of field.origins.keys()) {
    const place = placeOf(field, keyword);
    const among = suits[keyword];
    const isOfTexts = (ofTexts as readonly string[]).includes(keyword);
    if (isOfTexts ? isText && isAlone(keyword, field) : (among?.includes(kind) ?? true)) continue;
    const found = lists.includes(kind) ? 'array' : kind === 'text' ? 'string' : kind;
    yield { code: 'word-idle', ...place, atKey: true, params: { field: field.path, keyword, found } };
  }
}

/** The first of `x-decimal`, `x-ref` and `format` says what a text is. */
function isAlone(keyword: string, { keywords }: LinkedField): boolean {
  const before = ['x-decimal', 'x-ref', 'format'];
  return before.slice(0, before.indexOf(keyword)).every((other) => keywords[other] === undefined);
}

/** Each value of `enum` is one that the field may hold, and stands there once. */
function* offered(field: LinkedField, validator: ValidatorFactory): Iterable<Finding> {
  const { keywords, path } = field;
  if (!words.includes(kindOf(field)) && keywords['const'] === undefined) return;
  const { enum: options, const: only, ...rest } = keywords;
  const values = asList(options);
  const never = misfit(rest, only ?? null, validator);
  if (never) yield { code: 'value-misfit', ...placeOf(field, 'const'), params: { ...never, field: path } };
  const place = placeOf(field, 'enum');
  for (const [index, value] of values.entries()) {
    const at = { file: place.file, pointer: place.pointer + pointerOf([String(index)]) };
    const isTwice = values.slice(0, index).some((other) => JSON.stringify(other) === JSON.stringify(value));
    if (isTwice) yield { code: 'grammar-twice', ...at, params: { key: told(value) } };
    const why = misfit(rest, value, validator);
    if (why) yield { code: 'value-misfit', ...at, params: { ...why, field: path } };
  }
}

function* titled(field: LinkedField): Iterable<Finding> {
  const { keywords } = field;
  if (keywords['x-titles'] === undefined || !words.includes(kindOf(field))) return;
  const values = [
    ...asList(keywords['enum']),
    ...(keywords['const'] === undefined ? [] : [keywords['const']]),
  ];
  const known = values.filter((value) => value !== null).map(told);
  const place = placeOf(field, 'x-titles');
  for (const name of Object.keys(asObject(keywords['x-titles'])))
    if (!known.includes(name)) {
      const params = { name, field: field.path, suggestion: nearestName(name, known) };
      const pointer = place.pointer + pointerOf([name]);
      yield { code: 'title-of-none', file: place.file, pointer, atKey: true, params };
    }
}

function told(value: Json): string {
  return typeof value === 'string' ? value : JSON.stringify(value);
}
