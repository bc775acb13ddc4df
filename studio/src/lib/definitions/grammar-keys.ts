// What the grammar says of a place: keys and fixed values that may stand there, and what they are for.
import { allowedKeys, grammarOf, schemasAt } from '#engine';
import { listOf } from './shapes.ts';

/** @param value  the file as far as it reads */
interface Place {
  readonly file: string;
  readonly path: readonly string[];
  readonly value: unknown;
}

/** Keys that may stand in the object at a place. */
export function keysAt({ file, path, value }: Place): readonly string[] {
  const grammar = grammarOf(file);
  return grammar ? allowedKeys(grammar, path, value) : [];
}

/** Values that the grammar names one by one for the place, as JSON. */
export function valuesAt({ file, path, value }: Place): readonly string[] {
  const grammar = grammarOf(file);
  const values = (grammar ? schemasAt(grammar, path, value) : []).flatMap((schema) => [
    ...listOf(schema.enum),
    ...('const' in schema ? [schema.const] : []),
    ...(schema.type === 'boolean' ? [true, false] : []),
  ]);
  return [...new Set(values.map((one) => JSON.stringify(one)))];
}

/** What stands at a place is for, in the words of the grammar; null where it says nothing. */
export function aboutAt({ file, path, value }: Place): string | null {
  const grammar = grammarOf(file);
  for (const { description } of grammar ? schemasAt(grammar, path, value) : [])
    if (typeof description === 'string') return description;
  return null;
}
