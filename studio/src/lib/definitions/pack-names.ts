// Names that a pack knows, for completion: types, fields, series, conversions; read loosely from its files.
import { readLoosely } from './places.ts';
import { listOf, textOf, told, type Told } from './shapes.ts';
import { typeOf } from './file-tree.ts';

type Files = Readonly<Record<string, string>>;

export interface FieldName {
  readonly key: string;
  readonly title: string;
  /** Type that a reference leads to. */
  readonly refers: string | null;
  /** Columns, when the field is a table or an object. */
  readonly columns: readonly FieldName[];
}

export function typeKeys(files: Files): readonly string[] {
  return Object.keys(files).flatMap((path) => (path.endsWith('/type.json') ? (typeOf(path) ?? []) : []));
}

export function conversionKeys(files: Files): readonly string[] {
  return Object.keys(files).flatMap((path) => /^conversions\/([^/]+)\.json$/.exec(path)?.[1] ?? []);
}

export function seriesKeys(files: Files): readonly string[] {
  return Object.keys(told(readLoosely(files['series.json'])));
}

/** Fields of a type, those of the abstract types it includes among them. */
export function fieldsOf(
  files: Files,
  type: string,
  seen: ReadonlySet<string> = new Set(),
): readonly FieldName[] {
  if (seen.has(type)) return [];
  const schema = told(readLoosely(files[`types/${type}/schema.json`]));
  const included = listOf(schema.allOf).flatMap((one) => textOf(told(one).$ref) ?? []);
  const inherited = included.flatMap((key) => fieldsOf(files, key, new Set(seen).add(type)));
  const own = namesIn(told(schema.properties));
  return [...new Map([...inherited, ...own].map((field) => [field.key, field])).values()];
}

function namesIn(properties: Told): readonly FieldName[] {
  return Object.entries(properties).map(([key, value]) => {
    const schema = told(value);
    const inner = told(schema.properties ?? told(schema.items).properties);
    return {
      key,
      title: textOf(schema.title) ?? '',
      refers: refersTo(schema['x-ref']),
      columns: namesIn(inner),
    };
  });
}

function refersTo(ref: unknown): string | null {
  const first: unknown = Array.isArray(ref) ? ref[0] : ref;
  return textOf(first) ?? textOf(told(first).type);
}
