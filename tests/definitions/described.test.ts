// Docs and the editor of definitions say of each key what its grammar says of it: so it says something.
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';

type Schema = Readonly<Record<string, unknown>>;

const folder = join(import.meta.dirname, '../../definitions/language');
const grammars = new Map(
  readdirSync(folder).map((file) => [file, JSON.parse(readFileSync(join(folder, file), 'utf8')) as Schema]),
);

/** Parts that say how a value is written, not what it is for: a key that is one of these says that itself. */
const shapes = [
  'text definitionKey fieldKey fieldPath fieldType expression names fields limit reference check checks'
    .split(' ')
    .map((name) => `common.schema.json#/$defs/${name}`),
  'conversion.schema.json#/$defs/condition',
  'conversion.schema.json#/$defs/level',
  'type.schema.json#/$defs/said',
].flat();

test('every kind of file has a description, and every part of one that the reference shows', () => {
  const parts = [...grammars].flatMap(([file, { $defs, ...grammar }]) => [
    ...(file === 'common.schema.json' ? [] : [[file, grammar] as const]),
    ...Object.entries(object($defs)).map(([name, part]) => [`${file}#/$defs/${name}`, part] as const),
  ]);
  const shown = parts.filter(
    ([place, part]) =>
      !place.includes('#') || (isSchema(part) && (isSchema(part['properties']) || part['type'] === 'string')),
  );
  expect(shown.filter(([, part]) => !isDescribed(part, '')).map(([place]) => place)).toEqual([]);
});

test('every key of the language has a description, its own or that of the part that it names', () => {
  expect([...grammars].flatMap(([file, grammar]) => undescribed(grammar, file, '#', new Set()))).toEqual([]);
});

/**
 * Keys below a place that nobody describes, as `file#/pointer`.
 *
 * @param told  keys that the schema around describes: a branch only says more of them
 */
function undescribed(schema: unknown, file: string, pointer: string, told: ReadonlySet<string>): string[] {
  if (!isSchema(schema)) return [];
  const found = members(schema).flatMap(([at, value]) => {
    const [, map, key = ''] = at.split('/');
    const isKnown = key === '$schema' || (map === 'properties' && told.has(key));
    const isLacking = !isKnown && !isDescribed(value, file);
    return [
      ...(isLacking ? [`${file}${pointer}${at}`] : []),
      ...undescribed(value, file, pointer + at, new Set()),
    ];
  });
  const keys = new Set([...told, ...Object.keys(object(schema['properties']))]);
  for (const branch of ['then', 'else'])
    found.push(...undescribed(schema[branch], file, `${pointer}/${branch}`, keys));
  for (const list of ['allOf', 'anyOf', 'oneOf'])
    for (const [index, part] of ((schema[list] ?? []) as readonly unknown[]).entries())
      found.push(...undescribed(part, file, `${pointer}/${list}/${index}`, keys));
  found.push(...undescribed(schema['items'], file, `${pointer}/items`, new Set()));
  for (const [name, part] of Object.entries(object(schema['$defs'])))
    found.push(...undescribed(part, file, `${pointer}/$defs/${name}`, new Set()));
  return found;
}

/** Keys that are named one by one, by how they look, or not at all. */
function members(schema: Schema): (readonly [string, unknown])[] {
  const others = schema['additionalProperties'];
  const named = ['properties', 'patternProperties'].flatMap((map) =>
    Object.entries(object(schema[map])).map(
      ([key, value]) => [`/${map}/${key.replaceAll('/', '~1')}`, value] as const,
    ),
  );
  return isSchema(others) ? [...named, ['/additionalProperties', others]] : named;
}

function isDescribed(value: unknown, file: string): boolean {
  if (!isSchema(value)) return false;
  if (typeof value['description'] === 'string') return value['description'].length > 2;
  const ref = value['$ref'];
  if (typeof ref !== 'string') return false;
  const target = ref.startsWith('#') ? file + ref : ref;
  const [of = '', path = ''] = target.split('#');
  if (shapes.includes(target)) return false;
  let part: unknown = grammars.get(of);
  for (const step of path.split('/').slice(1)) part = object(part)[step];
  return isDescribed(part, of);
}

function isSchema(value: unknown): value is Schema {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function object(value: unknown): Schema {
  return isSchema(value) ? value : {};
}
