// The browser's validator: an interpreter, because the CSP forbids generated code. Its errors are brought into the
// same form as the server's; a shared case file proves that they agree.
import { Validator, type OutputUnit, type Schema } from '@cfworker/json-schema';
import type { SchemaError, ValidatorFactory } from '#engine';

/** Keywords that only say that something below them failed. */
const WRAPPERS = new Set([
  'properties',
  'items',
  'prefixItems',
  'patternProperties',
  '$ref',
  'allOf',
  'anyOf',
  'oneOf',
  'if',
  'false',
  'propertyNames',
  'dependentSchemas',
]);

/** Which parameter of `SchemaError` holds the keyword's own value. */
const PARAM: Readonly<Record<string, string>> = {
  type: 'type',
  format: 'format',
  pattern: 'pattern',
  const: 'allowed',
  enum: 'allowed',
};

/** The server's library tells the direction of a bound too. */
const COMPARISON: Readonly<Record<string, string>> = {
  minimum: '>=',
  maximum: '<=',
  exclusiveMinimum: '>',
  exclusiveMaximum: '<',
};

/** Interprets a schema; every error of the value comes back, each once. */
export const validatorFactory: ValidatorFactory = (schema) => {
  const validator = new Validator(schema as Schema, '2020-12', false);
  return (value) => {
    const seen = new Set<string>();
    const errors: SchemaError[] = [];
    for (const unit of validator.validate(value === undefined ? null : value).errors) {
      const error = normalised(unit, schema as Schema);
      if (!error) continue;
      const name = `${error.pointer} ${error.keyword} ${JSON.stringify(error.params)}`;
      if (seen.has(name)) continue;
      seen.add(name);
      errors.push(error);
    }
    return errors;
  };
};

function normalised(unit: OutputUnit, schema: Schema): SchemaError | null {
  if (WRAPPERS.has(unit.keyword)) return null;
  const pointer = decodeURI(unit.instanceLocation.replace(/^#/, ''));
  if (unit.keyword === 'required' || unit.keyword === 'additionalProperties') {
    const key = /property "(.*?)"[ .]/i.exec(unit.error)?.[1] ?? '';
    if (unit.keyword === 'additionalProperties' && at(schema, unit.keywordLocation) !== false) return null;
    return { pointer: `${pointer}/${escaped(key)}`, keyword: unit.keyword, params: {} };
  }
  const limit = at(schema, unit.keywordLocation) ?? inParentheses(unit);
  return { pointer, keyword: unit.keyword, params: paramsOf(unit.keyword, limit) };
}

function paramsOf(keyword: string, limit: unknown): SchemaError['params'] {
  if (limit === undefined || limit === null) return {};
  const value =
    keyword === 'const'
      ? String(limit)
      : typeof limit === 'number' || typeof limit === 'string'
        ? limit
        : Array.isArray(limit)
          ? limit.join(', ')
          : JSON.stringify(limit);
  const comparison = COMPARISON[keyword];
  return { ...(comparison ? { comparison } : {}), [PARAM[keyword] ?? 'limit']: value };
}

/** The keyword's value, walking the schema along the location; a `$ref` on the way leads to its definition. */
function at(schema: Schema, location: string): unknown {
  let here: unknown = schema;
  for (const part of location.replace(/^#\/?/, '').split('/')) {
    if (part === '') continue;
    const key = decodeURI(part).replace(/~1/g, '/').replace(/~0/g, '~');
    if (typeof here !== 'object' || here === null) return undefined;
    here = (here as Record<string, unknown>)[key];
    if (key === '$ref' && typeof here === 'string') here = at(schema, here);
  }
  return here;
}

function inParentheses(unit: OutputUnit): number | undefined {
  const found = /[<>] (-?[\d.]+)\)/.exec(unit.error)?.[1];
  return found === undefined ? undefined : Number(found);
}

function escaped(key: string): string {
  return key.replace(/~/g, '~0').replace(/\//g, '~1');
}
