import type { JsonObject } from './json.ts';

/**
 * Member of `data` beside the fields, of a record that could not be carried to a newer release: the reason, in words.
 * No field can be called so, and no client may write it.
 */
export const parkedKey = '$parked';

/** Why the record is set aside; null: it is not. */
export function parkedReason(data: JsonObject): string | null {
  const reason = data[parkedKey];
  return typeof reason === 'string' ? reason : null;
}
