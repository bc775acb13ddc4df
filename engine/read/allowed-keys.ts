type Schema = Readonly<Record<string, unknown>>;

/**
 * Keys that a grammar allows in the object at a place, for "did you mean" and for completion.
 * Follows every branch of conditions, so it may name a key that another branch forbids: it proposes, it does not judge.
 */
export function allowedKeys(grammar: object, path: readonly string[]): readonly string[] {
  const root = grammar as Schema;
  let places = expand(root, root);
  for (const part of path) places = places.flatMap((schema) => step(root, schema, part));
  const keys = new Set<string>();
  for (const schema of places) for (const key of Object.keys(object(schema['properties']))) keys.add(key);
  return [...keys].sort();
}

function step(root: Schema, schema: Schema, part: string): Schema[] {
  const found = [object(schema['properties'])[part]];
  for (const [pattern, inner] of Object.entries(object(schema['patternProperties'])))
    if (new RegExp(pattern, 'u').test(part)) found.push(inner);
  if (/^\d+$/.test(part)) found.push(schema['items']);
  if (!found.some(isSchema)) found.push(schema['additionalProperties']);
  return found.flatMap((inner) => (isSchema(inner) ? expand(root, inner) : []));
}

/** The schema and every one that applies to the same value: references, allOf, branches. */
function expand(root: Schema, schema: Schema, seen: Set<Schema> = new Set()): Schema[] {
  if (seen.has(schema)) return [];
  seen.add(schema);
  const inner: unknown[] = [schema['then'], schema['else']];
  if (Array.isArray(schema['allOf'])) inner.push(...(schema['allOf'] as unknown[]));
  const ref = schema['$ref'];
  if (typeof ref === 'string' && ref.startsWith('#/$defs/')) inner.push(object(root['$defs'])[ref.slice(8)]);
  return [schema, ...inner.flatMap((next) => (isSchema(next) ? expand(root, next, seen) : []))];
}

function isSchema(value: unknown): value is Schema {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function object(value: unknown): Schema {
  return isSchema(value) ? value : {};
}
