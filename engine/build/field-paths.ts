import type { Field } from '../model/type.ts';

/** Every field by dotted path, header and tables, outer before inner. */
export function fieldsByPath(fields: ReadonlyMap<string, Field>): ReadonlyMap<string, Field> {
  const result = new Map<string, Field>();
  const walk = (level: ReadonlyMap<string, Field>): void => {
    for (const field of level.values()) {
      result.set(field.path, field);
      if (field.fields !== null) walk(field.fields);
    }
  };
  walk(fields);
  return result;
}

/** Dotted path of the innermost table around a field; null for a field of the header. */
export function tableOf(path: string, byPath: ReadonlyMap<string, Field>): string | null {
  for (let at = path.lastIndexOf('.'); at > 0; at = path.lastIndexOf('.', at - 1)) {
    const outer = path.slice(0, at);
    if (byPath.get(outer)?.kind === 'table') return outer;
  }
  return null;
}
