// A pack whose pieces know each other: the phase between reading and building.
import type { Json, JsonObject } from './json.ts';
import type { DataLine, PackFile } from './pack.ts';

/** Where a keyword was authored: fields of an abstract type keep the place of their own file. */
export interface Origin {
  readonly file: string;
  readonly pointer: string;
}

/** A field after `allOf` is flattened: its keywords merged, each knowing where it was written. */
export interface LinkedField {
  readonly key: string;
  /** Dotted path: `lines.quantity`. */
  readonly path: string;
  /** Merged keywords of this field alone; nested fields stand in `fields`. */
  readonly keywords: JsonObject;
  readonly origins: ReadonlyMap<string, Origin>;
  /** Where the field itself was written last. */
  readonly origin: Origin;
  readonly required: boolean;
  /** Columns of a table, columns of a list of objects, or properties of an object. */
  readonly fields: ReadonlyMap<string, LinkedField> | null;
  /** Element of a list of plain values. */
  readonly element: LinkedField | null;
}

export interface LinkedType {
  readonly key: string;
  readonly json: JsonObject;
  /** `types/<key>/` */
  readonly folder: string;
  readonly fields: ReadonlyMap<string, LinkedField>;
  readonly machine: PackFile | null;
  readonly form: PackFile | null;
  readonly postings: PackFile | null;
}

/** One definition by its key, with the file it stands in. */
export interface LinkedDefinition {
  readonly key: string;
  readonly file: string;
  readonly json: JsonObject;
}

/** A ledger with the fields that it is kept by. */
export interface LinkedLedger extends LinkedDefinition {
  readonly dimensions: ReadonlyMap<string, LinkedField>;
}

/** A decision with what it is asked and what it answers. */
export interface LinkedTable extends LinkedDefinition {
  readonly inputs: ReadonlyMap<string, LinkedField>;
  readonly outputs: ReadonlyMap<string, LinkedField>;
}

export interface LinkedPack {
  readonly files: ReadonlyMap<string, PackFile>;
  /** Files that are there but broken; what they hold is not known. */
  readonly broken: ReadonlySet<string>;
  readonly head: JsonObject;
  readonly types: ReadonlyMap<string, LinkedType>;
  readonly abstracts: ReadonlySet<string>;
  readonly conversions: ReadonlyMap<string, LinkedDefinition>;
  readonly ledgers: ReadonlyMap<string, LinkedLedger>;
  readonly decisions: ReadonlyMap<string, LinkedTable>;
  readonly rules: ReadonlyMap<string, LinkedDefinition>;
  readonly connectors: ReadonlyMap<string, LinkedDefinition>;
  readonly reports: ReadonlyMap<string, LinkedDefinition>;
  /** By `<type>/<view>`. */
  readonly views: ReadonlyMap<string, LinkedDefinition>;
  readonly plans: ReadonlyMap<string, LinkedDefinition>;
  /** Texts of mails and notifications, by key. */
  readonly messages: ReadonlyMap<string, PackFile>;
  /** Lines of `data/`, by file. */
  readonly data: ReadonlyMap<string, readonly DataLine[]>;
  /** Printed forms, by `<type>/<print>`. */
  readonly prints: ReadonlyMap<string, PackFile>;
  readonly series: ReadonlyMap<string, LinkedDefinition>;
  readonly roles: ReadonlyMap<string, LinkedDefinition>;
  readonly settings: ReadonlyMap<string, LinkedField>;
  readonly app: JsonObject;
  /** Language → key → text. */
  readonly locales: ReadonlyMap<string, Readonly<Record<string, string>>>;
  /**
   * The thing is not in the files that were given, or its file is broken (which is a problem already): nobody is told
   * that it is unknown.
   */
  readonly isAbsent: (
    kind:
      'type' | 'conversion' | 'series' | 'role' | 'ledger' | 'decision' | 'connector' | 'message' | 'plan',
    key: string,
  ) => boolean;
}

export function asObject(value: Json | undefined): JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as JsonObject) : {};
}

export function asList(value: Json | undefined): readonly Json[] {
  return Array.isArray(value) ? (value as readonly Json[]) : [];
}

export function asText(value: Json | undefined): string | null {
  return typeof value === 'string' ? value : null;
}
