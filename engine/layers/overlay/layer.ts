import type { Json, JsonObject } from '../../model/json.ts';
import type { PackText, TextRange } from '../../model/pack.ts';
import { readJson, type LocatedFile } from '../../read/read-json.ts';
import { canonicalFile } from '../canonical/canonical-pack.ts';
import { isObject } from '../canonical/json-shapes.ts';
import { bringForward } from '../language/bring-forward.ts';
import type { LayerFinding } from '../words/layer-words.ts';
import { textsOf } from './directives.ts';

/** One layer of a company's definitions, lowest first: base packs, an industry pack, the company's own overlay. */
export interface Layer {
  /** Names the layer in problems and plans; a pack's own key, `overlay` for the company's. */
  readonly key: string;
  readonly pack: PackText;
  /** Version of the definition language, for a layer whose pack.json does not say it; today's when absent. */
  readonly language?: number;
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
  /** The layer is of a language that this engine does not read; none of its files is taken then. */
  readonly refused: LayerFinding | null;
}

export interface ReadLayerFile {
  /** Canonical text; of a broken file as it stands. */
  readonly text: string;
  /** undefined: no JSON file, or a broken one. */
  readonly json: Json | undefined;
  /** Place of a pointer in the layer's own text. */
  readonly locate: (pointer: string) => TextRange | null;
}

/** Text → values, in today's language. */
export function readLayer({ key, pack, language }: Layer): ReadLayer {
  const forwarded = bringForward(pack, language);
  if (forwarded.finding !== null)
    return { key, files: new Map(), without: [], head: {}, refused: { ...forwarded.finding, layer: key } };
  const files = new Map<string, ReadLayerFile>();
  for (const [path, text] of Object.entries(forwarded.pack.files)) {
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
    refused: null,
  };
}
