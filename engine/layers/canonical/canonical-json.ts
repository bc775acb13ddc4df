import type { Json, JsonObject } from '../../model/json.ts';
import { isList, isObject } from './json-shapes.ts';

/**
 * Keys that a reader looks for first. They are part of the canonical form: changing this list changes the bytes, and
 * with them the content key, of every pack.
 */
const LEADING = [
  '$schema',
  '$remove',
  '$add',
  'key',
  'kind',
  'type',
  'title',
  'plural',
  'version',
  'language',
];

/**
 * The same value with the keys of every map in canonical order: the leading ones, then by the authored `order`
 * (`order`, `x-order` of a field, `meta.order` of a stage), then by key in code units. Lists keep their order.
 */
export function canonicalJson(value: Json): Json {
  if (isList(value)) return value.map(canonicalJson);
  if (!isObject(value)) return value;
  const keys = Object.keys(value).sort(
    (a, b) => leadOf(a) - leadOf(b) || orderOf(value[a]) - orderOf(value[b]) || compareText(a, b),
  );
  return Object.fromEntries(keys.map((key) => [key, canonicalJson(value[key] ?? null)]));
}

/** Canonical text of a JSON file: two spaces, one member a line, a line end at the end. */
export function canonicalText(value: Json): string {
  return `${JSON.stringify(canonicalJson(value), null, 2)}\n`;
}

function leadOf(key: string): number {
  const at = LEADING.indexOf(key);
  return at < 0 ? LEADING.length : at;
}

/** What has no order comes last; a large number instead of infinity, whose difference would be no number. */
function orderOf(value: Json | undefined): number {
  if (!isObject(value)) return Number.MAX_SAFE_INTEGER;
  const meta = value['meta'];
  const order = value['order'] ?? value['x-order'] ?? (isObject(meta) ? meta['order'] : undefined);
  return typeof order === 'number' ? order : Number.MAX_SAFE_INTEGER;
}

/** By code unit, not by locale: the same everywhere. */
export function compareText(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

/** One JSON line, canonical. */
export function canonicalLine(value: JsonObject): string {
  return JSON.stringify(canonicalJson(value));
}
