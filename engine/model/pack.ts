// A pack on its way to a model: text → parsed files. One type per phase, so that none can be skipped.
import type { Json, JsonObject } from './json.ts';

/** A pack as it lies in a folder: path relative to the pack (`types/order/schema.json`) → text. */
export interface PackText {
  readonly files: Readonly<Record<string, string>>;
}

/** One file of a pack after reading. `locate` turns a JSON pointer into a range of `text`. */
export interface PackFile {
  readonly path: string;
  readonly text: string;
  readonly json: Json;
  readonly locate: (pointer: string) => TextRange | null;
}

/** 0-based character offsets into the file's text; `end` is exclusive. */
export interface TextRange {
  readonly start: number;
  readonly end: number;
}

/** A line of a file of records, or of a story. */
export interface DataLine {
  readonly json: JsonObject;
  /** Counted from 1. */
  readonly line: number;
  readonly range: TextRange;
}

/** Files that are well-formed JSON and obey the grammar. */
export interface Pack {
  readonly files: ReadonlyMap<string, PackFile>;
}
