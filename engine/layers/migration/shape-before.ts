import type { LinkedField } from '../../model/linked-pack.ts';
import { fieldAt, type Rename, type Shape } from './migration.ts';

/**
 * Fields before a step, from those after it: renames undone, and what `was` says laid over. A field that the step
 * added stays, absent from every record; one that it took away is there only when `was` describes it.
 */
export function shapeBefore(after: Shape, renames: readonly Rename[], was: Shape): Shape {
  // Tables first: the paths of their columns begin with the name that the table had.
  const undone = renames
    .toSorted((a, b) => a.from.length - b.from.length)
    .reduce(
      (shape, { from, to }) => withName(shape, [...from.slice(0, -1), to.at(-1) ?? ''], from.at(-1) ?? ''),
      after,
    );
  return laidOver(undone, was);
}

/** The shape with the field at `path` under another name; unchanged when there is none. */
function withName(shape: Shape, path: readonly string[], name: string): Shape {
  const [first = '', ...rest] = path;
  if (fieldAt(shape, path) === null) return shape;
  return new Map(
    [...shape].map(([key, field]): [string, LinkedField] => {
      if (key !== first) return [key, field];
      if (rest.length === 0) return [name, { ...field, key: name }];
      return [key, { ...field, fields: field.fields === null ? null : withName(field.fields, rest, name) }];
    }),
  );
}

/** Tables and objects by their fields, anything else whole. */
function laidOver(shape: Shape, was: Shape): Shape {
  const result = new Map(shape);
  for (const [key, field] of was) {
    const there = shape.get(key);
    const isBoth = there?.fields !== undefined && there.fields !== null && field.fields !== null;
    result.set(
      key,
      isBoth ? { ...field, fields: laidOver(there.fields ?? new Map(), field.fields ?? new Map()) } : field,
    );
  }
  return result;
}
