// One page per kind of definition file, made from the grammar, so that it cannot drift.
import { grammarWords, isObject, partOf, resolve, textName } from './grammar-words.ts';
import type { Grammars, Place, Schema } from './grammar-words.ts';

interface Row {
  readonly key: string;
  readonly what: string;
  readonly about: string;
}

interface Example {
  readonly path: string;
  readonly text: string;
}

/**
 * The keys of a file, then a section for each part that it is made of (`state`, `transition`, `guard`), in the order in
 * which a reader meets them. Parts of other files are linked to, not repeated.
 *
 * @param file      `conversion.schema.json`
 * @param example   a real file of a pack of this kind, or null
 */
export function grammarPage(file: string, grammars: Grammars, example: Example | null): string {
  const schema = grammars[file] ?? {};
  const root: Place = { schema, file };
  const titles = new Set<string>();
  const parts: string[] = [];
  // Parts met while the sections are made are appended, so the loop reaches them too.
  const meet = (place: Place): void => {
    const part = partOf(place, grammars);
    if (!part || part.file !== file || titles.has(part.name)) return;
    titles.add(part.name);
    parts.push(part.name);
  };
  const sections = [table(rowsOf(root, grammars, meet))];
  if (file === COMMON) for (const name of Object.keys(definitions(schema))) meet(named(name, file));
  for (const name of parts) {
    const part = resolve(named(name, file), grammars);
    sections.push(
      [`## ${name}`, '', ...described(part.schema), table(rowsOf(part, grammars, meet))].join('\n'),
    );
  }
  sections.push(textsSection(root, grammars));
  return [
    `# ${titleOf(file, grammars)}`,
    '',
    `<!-- Made from definitions/language/${file} by tests/docs/generate-reference.ts; do not edit. -->`,
    '',
    ...described(schema),
    ...sections.filter((section) => section !== ''),
    ...(example ? shown(example) : []),
  ].join('\n');
}

/** Parts that several kinds of files share. */
const COMMON = 'common.schema.json';

export function titleOf(file: string, grammars: Grammars): string {
  const title = grammars[file]?.['title'];
  return typeof title === 'string' ? title : file === COMMON ? 'What several kinds of files share' : file;
}

const named = (name: string, file: string): Place => ({ schema: { $ref: `#/$defs/${name}` }, file });
const definitions = (schema: Schema): Schema => (isObject(schema['$defs']) ? schema['$defs'] : {});
const described = ({ description }: Schema): string[] =>
  typeof description === 'string' ? [description, ''] : [];
const cell = (text: string): string => text.replaceAll('|', '\\|');

function table(rows: readonly Row[]): string {
  if (rows.length === 0) return '';
  return [
    '| key | value | |',
    '|---|---|---|',
    ...rows.map(({ key, what, about }) => `| ${cell(key)} | ${cell(what)} | ${cell(about)} |`),
    '',
  ].join('\n');
}

/** Every key of an object; those of an object that has no name of its own stand below it, as `settles.<key>.limit`. */
function rowsOf(place: Place, grammars: Grammars, meet: (place: Place) => void, prefix = ''): Row[] {
  const { schema, file } = resolve(place, grammars);
  const required = new Set(Array.isArray(schema['required']) ? (schema['required'] as string[]) : []);
  const rows: Row[] = [];
  for (const [key, value] of membersOf(schema)) {
    const path = `${prefix}${key}`;
    const member = { schema: value, file };
    rows.push({
      key: `\`${path}\`${required.has(key) ? ' **required**' : ''}`,
      what: grammarWords(member, grammars),
      about: aboutOf(member, grammars),
    });
    rows.push(...below(member, grammars, meet, path));
  }
  for (const { key, when, then } of choicesOf(schema)) {
    rows.push({
      key: `\`${prefix}${key}\``,
      what: grammarWords({ schema: then, file }, grammars),
      about: when,
    });
    meet({ schema: then, file });
  }
  return rows;
}

/** What stands inside a value: in an object, in each item of a list, in each value of a map, in every alternative. */
function below(place: Place, grammars: Grammars, meet: (place: Place) => void, path: string): Row[] {
  if (partOf(place, grammars)) {
    meet(place);
    return [];
  }
  const { schema, file } = resolve(place, grammars);
  const inside = (value: unknown, at: string): Row[] =>
    isObject(value) ? below({ schema: value, file }, grammars, meet, at) : [];
  if (isObject(schema['properties'])) return rowsOf({ schema, file }, grammars, meet, `${path}.`);
  return [
    ...mapValues(schema).flatMap((value) => inside(value, `${path}.<key>`)),
    ...inside(schema['items'], `${path}[]`),
    ...inside(schema['else'], path),
    ...inside(schema['then'], path),
  ];
}

function membersOf(schema: Schema): [string, Schema][] {
  const own = Object.entries(isObject(schema['properties']) ? schema['properties'] : {}).filter(
    ([key]) => key !== '$schema',
  );
  const rest = mapValues(schema).map((value): [string, unknown] => ['<key>', value]);
  return [...own, ...rest].filter((member): member is [string, Schema] => isObject(member[1]));
}

function mapValues(schema: Schema): unknown[] {
  const { patternProperties, additionalProperties } = schema;
  return [
    ...Object.values(isObject(patternProperties) ? patternProperties : {}),
    ...(isObject(additionalProperties) ? [additionalProperties] : []),
  ];
}

interface Choice {
  readonly key: string;
  readonly when: string;
  readonly then: Schema;
}

/** Keys whose value depends on another key: `params` of an action on its `type`. */
function choicesOf(schema: Schema): Choice[] {
  const cases = Array.isArray(schema['allOf']) ? (schema['allOf'] as unknown[]) : [];
  return cases.flatMap((value): Choice[] => {
    if (!isObject(value) || !isObject(value['if']) || !isObject(value['then'])) return [];
    const [condition] = membersOf(value['if']);
    if (!condition) return [];
    const [key, { const: is, enum: among }] = condition;
    const values = Array.isArray(among) ? (among as unknown[]) : [is];
    const when = `With \`${key}\` ${values.map((one) => `\`${JSON.stringify(one)}\``).join(' or ')}.`;
    return membersOf(value['then']).map(([name, then]) => ({ key: name, when, then }));
  });
}

const LIMITS = ['minimum', 'maximum', 'minItems', 'maxItems', 'minLength', 'maxLength'];

function aboutOf(place: Place, grammars: Grammars): string {
  const { schema } = resolve(place, grammars);
  // That a text is not empty goes without saying.
  const limits = LIMITS.filter(
    (key) => schema[key] !== undefined && !(key === 'minLength' && schema[key] === 1),
  );
  return [
    // What every key or expression is stands once, with the texts; here it is what this one is for.
    textName(place, grammars) === null ? schema['description'] : place.schema['description'],
    limits.map((key) => `${key} ${String(schema[key])}`).join(', '),
    schema['default'] === undefined ? '' : `default ${JSON.stringify(schema['default'])}`,
  ]
    .filter((part) => typeof part === 'string' && part !== '')
    .join(' · ');
}

/** Texts of a certain form that the page names: keys, paths, expressions. */
function textsSection({ schema, file }: Place, grammars: Grammars): string {
  const rows = Object.keys(definitions(schema)).flatMap((name): Row[] => {
    if (textName(named(name, file), grammars) !== name) return [];
    const { pattern, description } = resolve(named(name, file), grammars).schema;
    return [
      {
        key: name,
        what: typeof pattern === 'string' ? `\`${pattern}\`` : 'text',
        about: typeof description === 'string' ? description : '',
      },
    ];
  });
  return rows.length === 0 ? '' : `## Texts\n\n${table(rows).replace('| key | value |', '| text | form |')}`;
}

function shown({ path, text }: Example): string[] {
  const all = text.split('\n');
  const lines = all.length > 60 ? [...all.slice(0, 60), '…'] : all;
  return [
    `For example [\`${path}\`](../../${path}):`,
    '',
    '```json',
    ...lines.join('\n').trimEnd().split('\n'),
    '```',
    '',
  ];
}
