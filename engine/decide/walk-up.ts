import { MISSING, type Missing } from '../expressions/scope.ts';
import type { Id } from '../model/record.ts';

/**
 * A record and all that lie above it, up to the root, each once: where they go in a circle, it ends.
 *
 * @param above  the record above one, null for a root; MISSING ends the walk with MISSING
 */
export function walkUp<Unknown extends Missing = never>(
  from: Id,
  above: (id: Id) => Id | null | Unknown,
): readonly Id[] | Unknown {
  const chain = new Set<Id>();
  let at: Id | null = from;
  while (at !== null && !chain.has(at)) {
    chain.add(at);
    const next: Id | null | Unknown = above(at);
    if (next === MISSING) return next as Unknown;
    at = next as Id | null;
  }
  return [...chain];
}
