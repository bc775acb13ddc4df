import { textKeyOf } from '../build/text-key.ts';
import type { Json } from '../model/json.ts';
import type { LinkedPack } from '../model/linked-pack.ts';
import type { PackFile } from '../model/pack.ts';
import { pointerOf } from '../read/json-pointer.ts';

/** A text for people, where it stands. */
export interface PlacedText {
  readonly text: string;
  readonly file: string;
  readonly pointer: string;
}

const texts: ReadonlySet<string> = new Set(['title', 'plural', 'reason', 'confirm']);
/** What stands below these is named by fields, and says how they are filled. */
const filled: ReadonlySet<string> = new Set([
  'data',
  'set',
  'map',
  'with',
  'input',
  'then',
  'when',
  'rows',
  'columns',
  'measures',
  'default',
  'key',
]);
/** Files with texts that people see while they work; scenarios and data speak to authors. */
const places =
  /^(app|roles|series|settings|types\/[^/]+\/(type|schema|machine|form)|types\/[^/]+\/views\/[^/]+|(ledgers|conversions|decisions|rules|connectors|reports)\/[^/]+|plans)\.json$/;

/** Every text to be translated, by its key in locales. */
export function textsOf(linked: LinkedPack): ReadonlyMap<string, PlacedText> {
  const found = new Map<string, PlacedText>();
  for (const file of linked.files.values()) if (places.test(file.path)) walk(file.json, [], file, found);
  return found;
}

function walk(json: Json, path: readonly string[], file: PackFile, found: Map<string, PlacedText>): void {
  if (typeof json === 'string') {
    if (!isText(path, file.path)) return;
    const origin = { file: file.path, pointer: pointerOf(path) };
    found.set(textKeyOf(origin), { text: json, ...origin });
  } else if (typeof json === 'object' && json !== null)
    for (const [key, inner] of Object.entries(json)) walk(inner as Json, [...path, key], file, found);
}

function isText(path: readonly string[], file: string): boolean {
  const key = path.at(-1) ?? '';
  const parent = path.at(-2) ?? '';
  if (parent === 'x-titles') return true;
  if (file.endsWith('/form.json')) return key === 'label' || key === 'text';
  // Help of a field is for people; the description of a file or a state is for authors.
  if (key === 'description') return path.at(-3) === 'properties' || path.at(-3) === 'form';
  // Fields and outputs that are filled by expressions may have any name.
  if (filled.has(parent)) return false;
  // A field may be called `reason`: then its value is an object, not a text.
  return texts.has(key);
}
