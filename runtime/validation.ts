import { Ajv2020, type ErrorObject } from 'ajv/dist/2020.js';
import addFormats from 'ajv-formats';
import type { SchemaError, ValidatorFactory } from '#engine';
import { isDay } from './day.ts';

/**
 * One instance for the process: a new one costs five times a compilation. `ownProperties`, because otherwise
 * `required: ["toString"]` is met by every object.
 */
const ajv = new Ajv2020({
  allErrors: true,
  ownProperties: true,
  strict: true,
  strictTypes: false,
  strictRequired: false,
  allowUnionTypes: true,
  validateSchema: false,
  messages: false,
});
(addFormats as unknown as (instance: Ajv2020) => void)(ajv);
// The library's own takes the year 0, which the database's calendar does not have.
ajv.addFormat('date', { type: 'string', validate: isDay });

/**
 * Ajv behind the engine's door. Errors are normalised, so that the same codes come out whichever library found them.
 * The instance forgets each schema once it is compiled: models come and go, and its cache would hold them for ever.
 */
export const ajvValidator: ValidatorFactory = (schema) => {
  const validate = ajv.compile(schema);
  ajv.removeSchema(schema);
  return (value) => {
    if (validate(value)) return [];
    return (validate.errors ?? []).flatMap(normalise);
  };
};

/** Keywords whose own error only repeats what their parts have said. */
const summaries: ReadonlySet<string> = new Set(['if', 'propertyNames', 'allOf', 'anyOf', 'oneOf']);

function normalise(error: ErrorObject): SchemaError[] {
  const { keyword, instancePath, params } = error;
  if (summaries.has(keyword)) return [];
  switch (keyword) {
    case 'required':
      return [at(`${instancePath}/${escape(String(params['missingProperty']))}`, keyword, {})];
    case 'additionalProperties':
      return [at(`${instancePath}/${escape(String(params['additionalProperty']))}`, keyword, {})];
    case 'type':
      return [
        at(instancePath, keyword, { type: ([] as string[]).concat(params['type'] as string).join(', ') }),
      ];
    case 'enum':
      return [
        at(instancePath, keyword, { allowed: (params['allowedValues'] as unknown[]).map(String).join(', ') }),
      ];
    case 'const':
      return [at(instancePath, keyword, { allowed: String(params['allowedValue']) })];
    default:
      return [at(instancePath, keyword, plain(params))];
  }
}

function at(pointer: string, keyword: string, params: SchemaError['params']): SchemaError {
  return { pointer, keyword, params };
}

function escape(key: string): string {
  return key.replaceAll('~', '~0').replaceAll('/', '~1');
}

function plain(params: Record<string, unknown>): Record<string, string | number> {
  const result: Record<string, string | number> = {};
  for (const [key, value] of Object.entries(params))
    if (typeof value === 'string' || typeof value === 'number') result[key] = value;
  return result;
}
