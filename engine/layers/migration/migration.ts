import type { Expr, Template } from '../../model/expression.ts';
import type { Json } from '../../model/json.ts';
import type { LinkedField } from '../../model/linked-pack.ts';

/** Fields of a record at one point of its history. */
export type Shape = ReadonlyMap<string, LinkedField>;

/** One step in the history of a type's records, compiled. */
export interface Migration {
  /** `1-to-2`, `bakery-3-to-4`: with the type it names the step for ever. */
  readonly name: string;
  /** The type as it is called now. */
  readonly type: string;
  readonly file: string;
  /** Key that the type had before, or null. */
  readonly renamedFrom: string | null;
  /** Deepest first, so that a column is renamed before its table. */
  readonly renames: readonly Rename[];
  readonly transforms: readonly Transform[];
  readonly stageMap: ReadonlyMap<string, string>;
  readonly park: readonly { readonly when: Expr; readonly reason: Template }[];
  /** What expressions see: the record as it was before this step. */
  readonly before: Shape;
}

/** Both are whole paths with the names of before, but for the last of `to`. */
export interface Rename {
  readonly from: readonly string[];
  readonly to: readonly string[];
}

export interface Transform {
  /** Where the value is put, with the names of after. */
  readonly to: readonly string[];
  /** The same place with the names of before, down to the table that it stands in: whose lines are gone through. */
  readonly through: readonly string[];
  readonly value: Expr | { readonly constant: Json };
  /** The field as this step leaves it; null when nobody knows. */
  readonly field: LinkedField | null;
}

/** All steps of a pack, by type, in the order in which a record takes them. */
export type Migrations = ReadonlyMap<string, readonly Migration[]>;

/** Fields inside a table or an object. */
export function fieldAt(shape: Shape, path: readonly string[]): LinkedField | null {
  const [first = '', ...rest] = path;
  const field = shape.get(first) ?? null;
  if (rest.length === 0 || field === null) return field;
  return field.fields === null ? null : fieldAt(field.fields, rest);
}

export function pathIn(dotted: string): readonly string[] {
  return dotted.split('.');
}
