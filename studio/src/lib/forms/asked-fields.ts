// Fields that an event or a conversion asks for: plain JSON Schema properties, outside of any type.
import type { Json, JsonObject } from '#engine';
import type { FormField } from './form-field.ts';

export interface AskedField {
  readonly field: FormField;
  readonly required: boolean;
}

/** @param properties  JSON Schema properties with `title`, `x-ref`, `x-decimal`, `x-required` … */
export function askedFields(properties: JsonObject | null): readonly AskedField[] {
  return Object.entries(properties ?? {}).flatMap(([key, schema]) =>
    isObject(schema) ? [asked(key, schema)] : [],
  );
}

function asked(key: string, schema: JsonObject): AskedField {
  const decimal = isObject(schema['x-decimal']) ? schema['x-decimal'] : null;
  const titles = isObject(schema['x-titles']) ? schema['x-titles'] : {};
  const items = schema.type === 'array' && isObject(schema.items) ? schema.items : null;
  const choices = textsOf((items ?? schema).enum).map((value) => ({
    value,
    title: textOf(titles[value]) ?? value,
  }));
  const kind = kindOf(schema, decimal !== null);
  const field: FormField = {
    key,
    path: key,
    kind,
    widget:
      textOf(schema['x-widget']) ??
      (choices.length > 0
        ? items
          ? 'choices'
          : 'choice'
        : kind === 'text' && Number(schema.maxLength ?? 0) > 200
          ? 'long'
          : kind),
    title: textOf(schema.title) ?? key,
    help: textOf(schema.description) ?? null,
    unit: textOf(schema['x-unit']) ?? null,
    scale: typeof decimal?.scale === 'number' ? decimal.scale : null,
    least: 0,
    maxLength: typeof schema.maxLength === 'number' ? schema.maxLength : null,
    choices: choices.length > 0 ? choices : null,
    words: choices.length > 0 ? Object.fromEntries(choices.map(({ value, title }) => [value, title])) : null,
    refTypes: refTypesOf(schema['x-ref']),
    narrowed:
      isObject(schema['x-ref']) && (schema['x-ref'].where !== undefined || schema['x-ref'].revision === true),
    computed: false,
    live: false,
    filled: false,
    money: null,
    fields: [],
  };
  return { field, required: schema['x-required'] === true };
}

function kindOf(schema: JsonObject, isDecimal: boolean): FormField['kind'] {
  if (schema['x-ref'] !== undefined) return 'ref';
  if (isDecimal) return 'decimal';
  if (schema.format === 'date') return 'date';
  if (schema.type === 'array') return 'list';
  if (schema.type === 'boolean' || schema.type === 'integer') return schema.type;
  return 'text';
}

function refTypesOf(ref: Json | undefined): readonly string[] {
  if (typeof ref === 'string') return [ref];
  if (isObject(ref)) return refTypesOf(ref.type);
  return textsOf(ref);
}

function textsOf(value: Json | undefined): readonly string[] {
  return Array.isArray(value)
    ? (value as readonly Json[]).filter((item): item is string => typeof item === 'string')
    : [];
}

function textOf(value: Json | undefined): string | undefined {
  return typeof value === 'string' && value !== '' ? value : undefined;
}

function isObject(value: Json | undefined): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
