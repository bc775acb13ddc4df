import type { Json, JsonObject } from '../model/json.ts';
import { asList, asObject, asText, type LinkedField, type Origin } from '../model/linked-pack.ts';
import type { Finding } from '../problems/finding.ts';
import { pointerOf } from '../read/json-pointer.ts';

/** One authored piece of a shape; a field of a type is made of as many pieces as abstract types and itself mention it. */
interface Layer extends Origin {
  readonly json: JsonObject;
  /** Where the fields stand below `pointer`; `/properties` but for the form of an event, which is the fields alone. */
  readonly below?: string;
}

/** Where the shapes of abstract types are found, and where findings go. */
export interface Shapes {
  /** schema.json of an abstract type; null when it is unknown (told already or absent on purpose). */
  readonly shape: (key: string, from: Origin) => Layer | null;
  readonly findings: Finding[];
  /** Called when a shape is left out, so that nobody misses its fields. */
  readonly onLack?: () => void;
}

/** Keywords that describe a field's inside; they are merged by key, not overwritten. */
const STRUCTURE: ReadonlySet<string> = new Set([
  'properties',
  'items',
  'required',
  'allOf',
  '$ref',
  '$schema',
]);

/** What stands inside a field is merged elsewhere; that the keyword was written is known. */
const SHAPING: ReadonlySet<string> = new Set(['properties', 'items']);

/** Flattens a shape into its fields: abstract types first, in order, then its own; same keys merge, the later word wins. */
export function flattenFields(shape: Layer, shapes: Shapes): ReadonlyMap<string, LinkedField> {
  return fieldsOf(spread([shape], shapes, []), '', shapes);
}

/** Fields that stand by themselves, as those that an event asks for. */
export function flattenForm(
  properties: JsonObject,
  origin: Origin,
  findings: Finding[],
): ReadonlyMap<string, LinkedField> {
  // Shapes are what types are made of; what is asked for, or is a key, is written out.
  const shape: Shapes['shape'] = (_, from) => {
    const pointer = from.pointer.replace(/\/allOf\/\d+\/\$ref$/, '/allOf');
    const key = pointer.slice(pointer.lastIndexOf('/') + 1);
    findings.push({ code: 'grammar-unknown-key', file: from.file, pointer, atKey: true, params: { key } });
    return null;
  };
  return fieldsOf([{ ...origin, json: { properties }, below: '' }], '', { shape, findings });
}

/** Replaces a layer by the shapes that it includes, followed by itself. */
function spread(layers: readonly Layer[], shapes: Shapes, trail: readonly string[]): Layer[] {
  return layers.flatMap((layer) => {
    const included = asList(layer.json['allOf']).map((entry, index) => ({
      key: asText(asObject(entry)['$ref']),
      pointer: `${layer.pointer}/allOf/${index}/$ref`,
    }));
    included.push({ key: asText(layer.json['$ref']), pointer: `${layer.pointer}/$ref` });
    const bases = included.flatMap(({ key, pointer }) => {
      if (key === null) return [];
      const from = { file: layer.file, pointer };
      if (trail.includes(key)) {
        shapes.findings.push({
          code: 'abstract-cycle',
          ...from,
          params: { path: [...trail, key].join(' → ') },
        });
        return [];
      }
      const base = shapes.shape(key, from);
      if (base === null) shapes.onLack?.();
      return base === null ? [] : spread([base], shapes, [...trail, key]);
    });
    return [...bases, layer];
  });
}

function fieldsOf(layers: readonly Layer[], parent: string, shapes: Shapes): Map<string, LinkedField> {
  const pieces = new Map<string, Layer[]>();
  const required = new Set<Json>();
  for (const layer of layers) {
    for (const key of asList(layer.json['required'])) required.add(key);
    for (const [key, json] of Object.entries(asObject(layer.json['properties']))) {
      const pointer = layer.pointer + (layer.below ?? '/properties') + pointerOf([key]);
      const piece = { file: layer.file, pointer, json: asObject(json) };
      pieces.set(key, [...(pieces.get(key) ?? []), piece]);
    }
  }
  tellUnknownRequired(layers, pieces, shapes);
  const fields = new Map<string, LinkedField>();
  for (const [key, layersOfField] of pieces)
    fields.set(key, fieldOf(key, parent, layersOfField, required.has(key), shapes));
  return inOrder(fields);
}

/** Those with an `x-order` first, by it; the others as they are written. */
function inOrder(fields: Map<string, LinkedField>): Map<string, LinkedField> {
  const orderOf = ({ keywords }: LinkedField): number => {
    const order = keywords['x-order'];
    return typeof order === 'number' ? order : Number.MAX_SAFE_INTEGER;
  };
  if ([...fields.values()].every(({ keywords }) => keywords['x-order'] === undefined)) return fields;
  return new Map([...fields].sort(([, a], [, b]) => orderOf(a) - orderOf(b)));
}

function fieldOf(
  key: string,
  parent: string,
  layers: readonly Layer[],
  required: boolean,
  shapes: Shapes,
): LinkedField {
  const path = parent === '' ? key : `${parent}.${key}`;
  const all = spread(layers, shapes, []);
  const keywords: Record<string, Json> = {};
  const origins = new Map<string, Origin>();
  for (const { json, file, pointer } of all)
    for (const [keyword, value] of Object.entries(json)) {
      if (SHAPING.has(keyword)) origins.set(keyword, { file, pointer: pointer + pointerOf([keyword]) });
      if (STRUCTURE.has(keyword)) continue;
      if (keyword === 'type' && 'type' in keywords && plainType(keywords['type']) !== plainType(value))
        shapes.findings.push({
          code: 'field-redefined',
          file,
          pointer: `${pointer}/type`,
          params: { field: path },
        });
      keywords[keyword] = value;
      origins.set(keyword, { file, pointer: pointer + pointerOf([keyword]) });
    }
  const type =
    plainType(keywords['type']) ?? (all.some((layer) => layer.json['properties']) ? 'object' : 'string');
  keywords['type'] ??= type;
  const items = all.flatMap(({ json, file, pointer }) =>
    json['items'] === undefined ? [] : [{ file, pointer: `${pointer}/items`, json: asObject(json['items']) }],
  );
  const inner = type === 'array' ? spread(items, shapes, []) : type === 'object' ? all : [];
  const isObjects =
    type === 'object' ||
    inner.some((layer) => plainType(layer.json['type']) === 'object' || layer.json['properties']);
  const last = layers.at(-1) ?? { file: '', pointer: '' };
  return {
    key,
    path,
    keywords,
    origins,
    origin: { file: last.file, pointer: last.pointer },
    required,
    fields: isObjects ? fieldsOf(inner, path, shapes) : null,
    element:
      type === 'array' && !isObjects && items.length > 0 ? fieldOf('items', path, items, true, shapes) : null,
  };
}

/** `["string", "null"]` is a string: every value may be null while a record is a draft. */
function plainType(type: Json | undefined): string | null {
  if (typeof type === 'string') return type;
  return asText(asList(type).find((name) => name !== 'null'));
}

function tellUnknownRequired(
  layers: readonly Layer[],
  known: ReadonlyMap<string, unknown>,
  shapes: Shapes,
): void {
  for (const layer of layers)
    for (const [index, key] of asList(layer.json['required']).entries())
      if (typeof key === 'string' && !known.has(key) && key !== 'id')
        shapes.findings.push({
          code: 'unknown-field',
          file: layer.file,
          pointer: `${layer.pointer}/required/${index}`,
          params: { name: key, suggestion: '' },
        });
}
