// Characters that JSON can spell and the database cannot keep: U+0000, and halves of a surrogate pair.

/** Nested deeper than any record or definition; the walks of the libraries behind us would run out of stack. */
const DEPTH_MAX = 100;

/** What stands in the way of keeping a value, and where (JSON pointer). */
export interface Obstacle {
  readonly kind: 'characters' | 'depth';
  readonly pointer: string;
}

export function isStorableText(text: string): boolean {
  return !text.includes('\0') && text.isWellFormed();
}

/** The first place of a parsed body, in its own order, that cannot be kept; null: all of it can. */
export function obstacleIn(body: unknown): Obstacle | null {
  return look(body, '', 0);
}

function look(value: unknown, pointer: string, depth: number): Obstacle | null {
  if (typeof value === 'string') return isStorableText(value) ? null : { kind: 'characters', pointer };
  if (typeof value !== 'object' || value === null) return null;
  if (depth >= DEPTH_MAX) return { kind: 'depth', pointer };
  for (const [key, member] of Object.entries(value)) {
    // The name itself cannot be shown, so its owner is pointed at.
    if (!isStorableText(key)) return { kind: 'characters', pointer };
    const found = look(member, `${pointer}/${escapePointer(key)}`, depth + 1);
    if (found) return found;
  }
  return null;
}

/** A member's name as a part of a JSON pointer. */
export function escapePointer(key: string): string {
  return key.replaceAll('~', '~0').replaceAll('/', '~1');
}
