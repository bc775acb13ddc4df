import type { Json, JsonObject } from '../../model/json.ts';
import type { PackText, TextRange } from '../../model/pack.ts';
import { readJson, type LocatedFile } from '../../read/read-json.ts';
import { canonicalFile } from '../canonical/canonical-pack.ts';
import { isObject } from '../canonical/json-shapes.ts';
import { textsOf } from './directives.ts';

/** One layer of a company's definitions, lowest first: base packs, an industry pack, the company's own overlay. */
export interface Layer {
  /** Names the layer in problems and plans; a pack's own key, `overlay` for the company's. */
  readonly key: string;
  readonly pack: PackText;
}

/** The file in which an overlay says which files below it does without. */
export const OVERLAY_FILE = 'overlay.json';

/** A layer whose files have been parsed. */
export interface ReadLayer {
  readonly key: string;
  readonly files: ReadonlyMap<string, ReadLayerFile>;
  /** Files below that it takes away. */
  readonly without: readonly string[];
  /** pack.json, empty when it has none. */
  readonly head: JsonObject;
}

export interface ReadLayerFile {
  /** Canonical text; of a broken file as it stands. */
  readonly text: string;
  /** undefined: no JSON file, or a broken one. */
  readonly json: Json | undefined;
  /** Place of a pointer in the layer's text as it was given. */
  readonly locate: (pointer: string) => TextRange | null;
}

export function readLayer({ key, pack }: Layer): ReadLayer {
  const files = new Map<string, ReadLayerFile>();
  for (const [path, text] of Object.entries(pack.files)) {
    const located: LocatedFile | null = path.endsWith('.json') ? readJson(path, text).file : null;
    files.set(path, {
      text: canonicalFile(path, text),
      json: located?.json,
      locate: (pointer) => located?.locate(pointer) ?? null,
    });
  }
  const overlay = files.get(OVERLAY_FILE)?.json;
  const head = files.get('pack.json')?.json;
  return {
    key,
    files,
    without: isObject(overlay) ? textsOf(overlay['remove']) : [],
    head: isObject(head) ? head : {},
  };
}
