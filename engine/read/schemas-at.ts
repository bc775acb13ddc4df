// What a grammar says of a place in a file: for "did you mean", and for completion and help in an editor.

type Schema = Readonly<Record<string, unknown>>;

/**
 * Every schema that applies at a place: its own first, then what it refers to and its branches. Such a list proposes, it does
 * not judge.
 *
 * @param path   keys from the root of the file; of a list, the index
 * @param value  the file as far as it reads: branches that it does not take are left out; undefined: all are followed
 */
export function schemasAt(grammar: object, path: readonly string[], value?: unknown): readonly Schema[] {
  const root = grammar as Schema;
  let here = value;
  let places = expand(root, root, here);
  for (const part of path) {
    here = memberOf(here, part);
    places = places.flatMap((schema) => step(root, schema, part, here));
  }
  return places;
}

/** Keys that a grammar allows in the object at a place. */
export function allowedKeys(grammar: object, path: readonly string[], value?: unknown): readonly string[] {
  const places = schemasAt(grammar, path, value);
  return [...new Set(places.flatMap((schema) => Object.keys(object(schema['properties']))))].sort();
}

function step(root: Schema, schema: Schema, part: string, value: unknown): Schema[] {
  const found = [object(schema['properties'])[part]];
  for (const [pattern, inner] of Object.entries(object(schema['patternProperties'])))
    if (new RegExp(pattern, 'u').test(part)) found.push(inner);
  if (/^\d+$/.test(part)) found.push(schema['items']);
  if (!found.some(isSchema)) found.push(schema['additionalProperties']);
  return found.flatMap((inner) => (isSchema(inner) ? expand(root, inner, value) : []));
}

/** The schema and every one that applies to the same value: references, allOf, branches. */
function expand(root: Schema, schema: Schema, value: unknown, seen: Set<Schema> = new Set()): Schema[] {
  if (seen.has(schema)) return [];
  seen.add(schema);
  const taken = value === undefined ? null : holds(object(schema['if']), value);
  const inner: unknown[] = [
    ...(taken === false ? [] : [schema['then']]),
    ...(taken === true ? [] : [schema['else']]),
    ...['allOf', 'anyOf', 'oneOf'].flatMap((word) => list(schema[word])),
  ];
  const ref = schema['$ref'];
  if (typeof ref === 'string' && ref.startsWith('#/$defs/')) inner.push(object(root['$defs'])[ref.slice(8)]);
  return [schema, ...inner.flatMap((next) => (isSchema(next) ? expand(root, next, value, seen) : []))];
}

/** Whether a value takes a branch; null: what it depends on has not been written yet. */
function holds(condition: Schema, value: unknown): boolean | null {
  if (typeof condition['type'] === 'string' && condition['type'] !== typeOf(value)) return false;
  if (list(condition['required']).some((key) => memberOf(value, String(key)) === undefined)) return false;
  for (const [key, wanted] of Object.entries(object(condition['properties']))) {
    const own = memberOf(value, key);
    if (own === undefined) return null;
    if (isSchema(wanted) && 'const' in wanted && wanted['const'] !== own) return false;
  }
  return true;
}

function typeOf(value: unknown): string {
  return value === null ? 'null' : Array.isArray(value) ? 'array' : typeof value;
}

function memberOf(value: unknown, key: string): unknown {
  return typeof value === 'object' && value !== null ? (value as Schema)[key] : undefined;
}

function list(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? (value as readonly unknown[]) : [];
}

function isSchema(value: unknown): value is Schema {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function object(value: unknown): Schema {
  return isSchema(value) ? value : {};
}
