import { inputValidator } from '../build/input-schema.ts';
import type { JsonObject } from '../model/json.ts';
import type { Model } from '../model/model.ts';
import { Fault } from '../problems/problem.ts';
import type { SchemaError, ValidatorFactory } from '../validation.ts';
import { computedSchema } from './computed-schema.ts';

export type Validate = (value: unknown) => readonly SchemaError[];

/** The validators of a model, each compiled when it is first asked for and kept. */
export interface Validators {
  /** Types, formats, unknown keys, maxima: binds on every save. */
  draft(type: string): Validate;
  /** With `required` and minima: binds when a record leaves the draft phase. */
  complete(type: string): Validate;
  /** What is computed, in computed data; null: nothing that is computed is bound by anything. */
  computed(type: string): Validate | null;
  /** The header alone, tables left out: pointers as in the whole record. */
  header(type: string): Validate;
  /** One line of a table; pointers start at the line. */
  line(type: string, table: string): Validate;
  /** Fields asked for when an event fires: JSON Schema properties without `x-` keywords. */
  input(properties: JsonObject): Validate;
}

/**
 * Shared between requests, like the model that it belongs to.
 *
 * @throws Fault when asked for a type that the model does not have
 */
export function makeValidators(model: Model, factory: ValidatorFactory): Validators {
  const kept = new Map<string, Validate>();
  const inputs = new WeakMap<JsonObject, Validate>();
  const computed = new Map<string, Validate | null>();
  const keep = (key: string, schema: () => object): Validate => {
    const known = kept.get(key);
    if (known) return known;
    const made = factory(schema());
    kept.set(key, made);
    return made;
  };
  const typeOf = (key: string) => {
    const type = model.types.get(key);
    if (!type) throw new Fault(`No type ${key} in the model`);
    return type;
  };
  return {
    draft: (type) => keep(`draft ${type}`, () => typeOf(type).draftSchema),
    complete: (type) => keep(`complete ${type}`, () => typeOf(type).completeSchema),
    computed: (type) => {
      const known = computed.get(type);
      if (known !== undefined) return known;
      const { fields, draftSchema } = typeOf(type);
      const schema = computedSchema(fields, draftSchema);
      const made = schema && factory(schema);
      computed.set(type, made);
      return made;
    },
    header: (type) => keep(`header ${type}`, () => headerSchema(typeOf(type).draftSchema)),
    line: (type, table) => keep(`line ${type} ${table}`, () => lineSchema(typeOf(type).draftSchema, table)),
    input: (properties) => {
      const known = inputs.get(properties);
      if (known) return known;
      const made = inputValidator(properties, factory);
      inputs.set(properties, made);
      return made;
    },
  };
}

function headerSchema(schema: JsonObject): JsonObject {
  const properties = Object.fromEntries(
    Object.entries((schema['properties'] ?? {}) as JsonObject).map(([key, property]) => {
      const { items, ...rest } = property as JsonObject;
      const isTable = items !== undefined && (items as JsonObject)['type'] === 'object';
      return [key, isTable ? rest : property];
    }),
  );
  return { ...schema, properties };
}

function lineSchema(schema: JsonObject, table: string): JsonObject {
  const properties = (schema['properties'] ?? {}) as JsonObject;
  return ((properties[table] as JsonObject | undefined)?.['items'] as JsonObject | undefined) ?? {};
}
