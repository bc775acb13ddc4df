// What a place in the grammar allows, in a few words.

export type Schema = { readonly [key: string]: unknown };
export type Grammars = Readonly<Record<string, Schema>>;

/** A schema and the file that it stands in, from which its references start. */
export interface Place {
  readonly schema: Schema;
  readonly file: string;
}

export const isObject = (value: unknown): value is Schema =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
const code = (value: unknown): string => `\`${JSON.stringify(value)}\``;

/** Follows a `$ref` inside one file or into another; a description beside it wins. */
export function resolve(
  { schema, file }: Place,
  grammars: Grammars,
): { readonly schema: Schema; readonly file: string; readonly name: string | null } {
  const ref = schema['$ref'];
  if (typeof ref !== 'string') return { schema, file, name: null };
  const [path = '', pointer = ''] = ref.split('#');
  const target = path === '' ? file : path;
  let here: unknown = grammars[target];
  for (const part of pointer.split('/').slice(1))
    here = isObject(here) ? here[part.replaceAll('~1', '/').replaceAll('~0', '~')] : undefined;
  if (!isObject(here)) throw new Error(`${file} refers to ${ref}, which is not there`);
  const next = resolve({ schema: here, file: target }, grammars);
  return {
    schema: { ...next.schema, ...(schema['description'] ? { description: schema['description'] } : {}) },
    file: next.file,
    name: next.name ?? pointer.split('/').at(-1) ?? null,
  };
}

/** The part that a place refers to: an object that has a name, and so a section of its own. */
export function partOf(
  place: Place,
  grammars: Grammars,
): { readonly file: string; readonly name: string } | null {
  const { schema, file, name } = resolve(place, grammars);
  return name !== null && isObject(schema['properties']) ? { file, name } : null;
}

/** The name of a text of a certain form: a key, a path, an expression. */
export function textName(place: Place, grammars: Grammars): string | null {
  const { schema, name } = resolve(place, grammars);
  return schema['type'] === 'string' && schema['enum'] === undefined ? name : null;
}

/** `map of [state](#state)`, `expression, or list of expression`, `"draft"`, `"posted"`. */
export function grammarWords(place: Place, grammars: Grammars): string {
  const { schema, file, name } = resolve(place, grammars);
  const page = file === place.file ? '' : pageOf(file);
  if (name !== null && partOf(place, grammars)) return `[${name}](${page}#${name.toLowerCase()})`;
  if (name !== null && textName(place, grammars)) return `[${name}](${page}#texts)`;
  const inner = (value: unknown): string =>
    isObject(value)
      ? wordsAs(grammarWords({ schema: value, file }, grammars), place.file, file)
      : 'any value';
  if (Array.isArray(schema['enum'])) return schema['enum'].map(code).join(', ');
  if ('const' in schema) return code(schema['const']);
  if (isObject(schema['then']) && isObject(schema['else']))
    return `${inner(schema['else'])}, or ${inner(schema['then'])}`;
  if (schema['type'] === 'array') {
    const item = inner(schema['items']);
    return item.includes(', or ') ? `list, each ${item}` : `list of ${item}`;
  }
  if (isObject(schema['properties'])) return 'object';
  const { patternProperties, additionalProperties } = schema;
  const [value] = isObject(patternProperties) ? Object.values(patternProperties) : [additionalProperties];
  if (schema['type'] === 'object') return isObject(value) ? `map of ${inner(value)}` : 'object';
  return plainType(schema);
}

const pageOf = (file: string): string => file.replace('.schema.json', '.md');

/** Links of words that were made for one page, as another page needs them. */
function wordsAs(words: string, page: string, from: string): string {
  return page === from ? words : words.replaceAll('](#', `](${pageOf(from)}#`);
}

function plainType({ type }: Schema): string {
  if (typeof type === 'string') return type === 'string' ? 'text' : type;
  return Array.isArray(type) ? type.join(' or ').replace('string', 'text') : 'any value';
}
