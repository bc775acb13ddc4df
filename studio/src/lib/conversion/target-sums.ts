// What a document to come is worth: its amounts of money, as its type declares them.
import type { Json, RecordType, Stored } from '#engine';

export interface TargetSum {
  readonly key: string;
  readonly title: string;
  readonly value: string;
  /** Digits after the point that the type wants. */
  readonly scale: number;
}

export function targetSums(
  target: Stored,
  type: RecordType,
  titleOf: (textKey: string, title: string) => string,
): readonly TargetSum[] {
  return [...type.fields.values()].flatMap((field) => {
    const value = target.data[field.key];
    if (field.money === null || field.decimal === null || typeof value !== 'string') return [];
    return [
      { key: field.key, title: titleOf(field.textKey, field.title), value, scale: field.decimal.scale },
    ];
  });
}

/** How many lines it will have, in all of its tables. */
export function lineCount(target: Stored, type: RecordType): number {
  return [...type.fields.values()]
    .filter((field) => field.kind === 'table')
    .reduce((count, field) => count + listOf(target.data[field.key]).length, 0);
}

function listOf(value: Json | undefined): readonly Json[] {
  return Array.isArray(value) ? (value as readonly Json[]) : [];
}
