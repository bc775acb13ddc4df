// One page per kind of definition file, made from the grammar, so that it cannot drift.

export type Schema = { readonly [key: string]: unknown };
export type Grammars = Readonly<Record<string, Schema>>;

interface Row {
  readonly key: string;
  readonly what: string;
  readonly required: boolean;
  readonly about: string;
}

const isObject = (value: unknown): value is Schema =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
const code = (text: string): string => `\`${text.replaceAll('|', '\\|')}\``;

/** Follows a `$ref` inside one file or into another; answers the schema with the file it stands in. */
function resolve(
  schema: Schema,
  file: string,
  grammars: Grammars,
): { readonly schema: Schema; readonly file: string; readonly name: string | null } {
  const ref = schema['$ref'];
  if (typeof ref !== 'string') return { schema, file, name: null };
  const [path = '', pointer = ''] = ref.split('#');
  const target = path === '' ? file : path;
  let here: unknown = grammars[target];
  for (const part of pointer.split('/').slice(1))
    here = isObject(here) ? here[part.replaceAll('~1', '/').replaceAll('~0', '~')] : undefined;
  if (!isObject(here)) return { schema: {}, file: target, name: null };
  const name = pointer.split('/').at(-1) || null;
  const next = resolve(here, target, grammars);
  return {
    schema: { ...next.schema, ...(schema['description'] ? { description: schema['description'] } : {}) },
    file: next.file,
    name: next.name ?? name,
  };
}

/** What a value may be, in a few words. */
function wordsOf(given: Schema, file: string, grammars: Grammars, depth = 0): string {
  const { schema, file: at, name } = resolve(given, file, grammars);
  if (Array.isArray(schema['enum']))
    return schema['enum'].map((value) => code(JSON.stringify(value))).join(', ');
  if ('const' in schema) return code(JSON.stringify(schema['const']));
  if (isObject(schema['then']) && isObject(schema['else'])) {
    if (depth > 2) return name ?? 'value';
    return `${wordsOf(schema['else'], at, grammars, depth + 1)}, or ${wordsOf(schema['then'], at, grammars, depth + 1)}`;
  }
  if (schema['type'] === 'array' && isObject(schema['items']))
    return depth > 2 ? 'list' : `list of ${wordsOf(schema['items'], at, grammars, depth + 1)}`;
  if (
    schema['type'] === 'object' ||
    isObject(schema['properties']) ||
    isObject(schema['patternProperties'])
  ) {
    const isMap = isObject(schema['patternProperties']) && !isObject(schema['properties']);
    return `${isMap ? 'map' : 'object'}${name === null ? '' : ` (*${name}*)`}`;
  }
  if (name !== null && schema['type'] === 'string')
    return name === 'text' ? 'text for people' : name === 'expression' ? 'expression' : `text (*${name}*)`;
  return typeof schema['type'] === 'string'
    ? schema['type']
    : Array.isArray(schema['type'])
      ? schema['type'].join(' or ')
      : (name ?? 'any value');
}

function aboutOf(given: Schema, file: string, grammars: Grammars): string {
  const { schema } = resolve(given, file, grammars);
  const limits = ['minimum', 'maximum', 'minItems', 'maxItems', 'minLength', 'maxLength']
    .filter(
      (key) =>
        schema[key] !== undefined && !(key.startsWith('min') && key.endsWith('Length') && schema[key] === 1),
    )
    .map((key) => `${key} ${String(schema[key])}`);
  return [
    schema['description'],
    limits.length > 0 ? limits.join(', ') : null,
    schema['default'] === undefined ? null : `default ${JSON.stringify(schema['default'])}`,
  ]
    .filter((part) => typeof part === 'string' && part !== '')
    .join(' · ');
}

/** Every key of an object, nested ones as `lines.<key>.fields`; goes into each named part once. */
function rowsOf(
  given: Schema,
  file: string,
  grammars: Grammars,
  prefix: string,
  seen: ReadonlySet<string>,
): Row[] {
  const { schema, file: at, name } = resolve(given, file, grammars);
  if (name !== null && seen.has(`${at}#${name}`)) return [];
  const inside = name === null ? seen : new Set([...seen, `${at}#${name}`]);
  const required = new Set(Array.isArray(schema['required']) ? (schema['required'] as string[]) : []);
  const members: [string, Schema][] = [];
  for (const [key, value] of Object.entries(isObject(schema['properties']) ? schema['properties'] : {}))
    if (isObject(value)) members.push([key, value]);
  for (const value of Object.values(isObject(schema['patternProperties']) ? schema['patternProperties'] : {}))
    if (isObject(value)) members.push(['<key>', value]);
  const rows = members.flatMap(([key, value]): Row[] => {
    if (key === '$schema') return [];
    const path = prefix === '' ? key : `${prefix}.${key}`;
    return [
      {
        key: path,
        what: wordsOf(value, at, grammars),
        required: required.has(key),
        about: aboutOf(value, at, grammars),
      },
      ...nested(value, at, grammars, path, inside),
    ];
  });
  return rows;
}

function nested(
  given: Schema,
  file: string,
  grammars: Grammars,
  path: string,
  seen: ReadonlySet<string>,
): Row[] {
  if (path.split('.').length > 6) return [];
  const { schema, file: at } = resolve(given, file, grammars);
  const rows = rowsOf(given, file, grammars, path, seen);
  for (const branch of ['then', 'else'] as const) {
    const value = schema[branch];
    if (isObject(value)) rows.push(...nested(value, at, grammars, path, seen));
  }
  if (isObject(schema['items'])) rows.push(...nested(schema['items'], at, grammars, `${path}[]`, seen));
  for (const part of ['anyOf', 'oneOf', 'allOf'] as const) {
    const list = schema[part];
    if (Array.isArray(list))
      for (const value of list) if (isObject(value)) rows.push(...nested(value, at, grammars, path, seen));
  }
  return rows;
}

/**
 * @param file      `conversion.schema.json`
 * @param example   a real file of a pack of this kind, or null
 */
export function grammarPage(
  file: string,
  grammars: Grammars,
  example: { readonly path: string; readonly text: string } | null,
): string {
  const schema = grammars[file] ?? {};
  const seen = new Set<string>();
  const rows = rowsOf(schema, file, grammars, '', new Set()).filter(
    (row) => !seen.has(row.key) && seen.add(row.key),
  );
  const title = typeof schema['title'] === 'string' ? schema['title'] : file;
  const lines = [
    `# ${title}`,
    '',
    `<!-- Made from definitions/language/${file} by tests/docs/generate-reference.ts; do not edit. -->`,
    '',
    ...(typeof schema['description'] === 'string' ? [schema['description'], ''] : []),
    '| key | value | |',
    '|---|---|---|',
    ...rows.map(
      (row) =>
        `| ${code(row.key)}${row.required ? ' **required**' : ''} | ${row.what} | ${row.about.replaceAll('|', '\\|')} |`,
    ),
    '',
  ];
  if (example) {
    const all = example.text.split('\n');
    const shown = all.length > 60 ? [...all.slice(0, 60), '…'] : all;
    lines.push(
      `For example [\`${example.path}\`](../../${example.path}):`,
      '',
      '```json',
      ...shown.join('\n').trimEnd().split('\n'),
      '```',
      '',
    );
  }
  return lines.join('\n');
}
