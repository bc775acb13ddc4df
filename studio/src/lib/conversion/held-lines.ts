// When drafts hold everything, the server offers nothing of itself; what is still to be asked for explicitly is read
// from the source's own progress.
import type { RecordAnswer } from '#api';
import type { Json, JsonObject, OfferedLine } from '#engine';
import { compareDecimals } from './compare-decimals.ts';

/** What of the source drafts hold on the tracks that a conversion counts on: its lines once each, or the document as a whole. */
export function heldLines(source: RecordAnswer, counted: readonly string[]): readonly OfferedLine[] {
  const tracks = new Set(counted);
  const byLines = source.progress.some(
    ({ track, lines }) => tracks.has(track) && lines.some(({ line }) => line !== null),
  );
  const offered = new Map<string | null, OfferedLine>();
  for (const { track, lines } of source.progress) {
    if (!tracks.has(track)) continue;
    for (const { line, full, held, posted } of lines) {
      if ((line === null) === byLines || offered.has(line) || compareDecimals(held, posted) <= 0) continue;
      const label = line === null ? (source.number ?? source.title) : labelOf(source.data, line);
      const nothing = { open: '0', taken: '0', reason: null, heldBy: [] };
      offered.set(line, { source: source.id, line, label, unit: null, full, most: full, ...nothing });
    }
  }
  return [...offered.values()];
}

/** The first words that stand in the line. */
function labelOf(data: JsonObject, id: string): string {
  for (const table of Object.values(data)) {
    const line = Array.isArray(table)
      ? (table as readonly Json[]).find((row) => isObject(row) && row.id === id)
      : undefined;
    if (line === undefined || !isObject(line)) continue;
    const words = Object.entries(line).find(
      ([key, value]) =>
        key !== 'id' && typeof value === 'string' && /\p{L}/u.test(value) && !/^[0-9a-f-]{36}$/.test(value),
    );
    return typeof words?.[1] === 'string' ? words[1] : id;
  }
  return id;
}

function isObject(value: Json): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
