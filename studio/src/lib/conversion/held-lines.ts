// When drafts hold everything, the server offers nothing of itself; what is still to be asked for explicitly is read
// from the source's own progress.
import type { RecordAnswer } from '#api';
import type { Json, JsonObject, OfferedLine } from '#engine';
import { compareDecimals } from './compare-decimals.ts';

/** Lines that are held by drafts but not yet posted in full, once each. */
export function heldLines(source: RecordAnswer): readonly OfferedLine[] {
  const offered = new Map<string | null, OfferedLine>();
  for (const track of source.progress) {
    for (const { line, full, held, posted } of track.lines) {
      if (line === null || offered.has(line) || compareDecimals(held, posted) <= 0) continue;
      const most = full;
      offered.set(line, { source: source.id, line, label: labelOf(source.data, line), unit: null, full, open: '0', most, taken: '0', reason: null, heldBy: [] });
    }
  }
  return [...offered.values()];
}

/** The first words that stand in the line. */
function labelOf(data: JsonObject, id: string): string {
  for (const table of Object.values(data)) {
    const line = Array.isArray(table) ? (table as readonly Json[]).find((row) => isObject(row) && row.id === id) : undefined;
    if (line === undefined || !isObject(line)) continue;
    const words = Object.entries(line).find(([key, value]) => key !== 'id' && typeof value === 'string' && /\p{L}/u.test(value) && !/^[0-9a-f-]{36}$/.test(value));
    return typeof words?.[1] === 'string' ? words[1] : id;
  }
  return id;
}

function isObject(value: Json): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
