// What the grammar allows at a place, for completion: keys and fixed values.
import { allowedKeys, grammarOf } from '#engine';
import { isTold, listOf, told, type Told } from './shapes.ts';

/** Keys that may stand in the object at a path of a file. */
export function keysAt(file: string, path: readonly string[]): readonly string[] {
  const grammar = grammarOf(file);
  return grammar ? allowedKeys(grammar, path) : [];
}

/** Values that the grammar names one by one for the place, as JSON. */
export function valuesAt(file: string, path: readonly string[]): readonly string[] {
  const grammar = grammarOf(file);
  if (!isTold(grammar)) return [];
  let places = branches(grammar, grammar);
  for (const key of path) places = places.flatMap((schema) => step(grammar, schema, key));
  const values = places.flatMap((schema) => [
    ...listOf(schema.enum),
    ...('const' in schema ? [schema.const] : []),
    ...(schema.type === 'boolean' ? [true, false] : []),
  ]);
  return [...new Set(values.map((value) => JSON.stringify(value)))];
}

function step(root: Told, schema: Told, key: string): readonly Told[] {
  const found: unknown[] = [told(schema.properties)[key]];
  for (const [pattern, inner] of Object.entries(told(schema.patternProperties)))
    if (new RegExp(pattern, 'u').test(key)) found.push(inner);
  if (/^\d+$/.test(key)) found.push(schema.items);
  if (!found.some(isTold)) found.push(schema.additionalProperties);
  return found.flatMap((inner) => (isTold(inner) ? branches(root, inner) : []));
}

/** The schema and all that apply to the same value. */
function branches(root: Told, schema: Told, seen: Set<Told> = new Set()): readonly Told[] {
  if (seen.has(schema)) return [];
  seen.add(schema);
  const inner: unknown[] = [
    schema.then,
    schema.else,
    ...listOf(schema.allOf),
    ...listOf(schema.anyOf),
    ...listOf(schema.oneOf),
  ];
  const ref = schema.$ref;
  if (typeof ref === 'string' && ref.startsWith('#/$defs/')) inner.push(told(root.$defs)[ref.slice(8)]);
  return [schema, ...inner.flatMap((next) => (isTold(next) ? branches(root, next, seen) : []))];
}
