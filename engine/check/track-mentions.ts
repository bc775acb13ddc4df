import type { Json } from '../model/json.ts';
import { pointerOf } from '../read/json-pointer.ts';

/** A track named by `progress`, `open` or `done` in an expression, with its place. */
export interface TrackMention {
  readonly reads: 'progress' | 'open' | 'done';
  readonly track: string;
  readonly pointer: string;
  readonly span: { readonly start: number; readonly end: number };
}

const mention = /\b(?:(progress)\(\s*|(open|done)\([^()]*,\s*)(['"])([A-Za-z0-9]+)\3\s*\)/g;

/** Keywords whose text is an expression. */
const expressionKeys: ReadonlySet<string> = new Set(['expr', 'when', 'to']);

/** @param everywhere  every text may be an expression, whatever its key: postings name their measures freely */
export function trackMentions(
  json: Json,
  path: readonly (string | number)[] = [],
  everywhere = false,
): TrackMention[] {
  if (typeof json === 'string')
    return everywhere || expressionKeys.has(String(path.at(-1))) ? inText(json, pointerOf(path)) : [];
  if (typeof json !== 'object' || json === null) return [];
  return Object.entries(json).flatMap(([key, inner]) =>
    trackMentions(inner as Json, [...path, key], everywhere),
  );
}

function inText(text: string, pointer: string): TrackMention[] {
  return [...text.matchAll(mention)].map((match) => {
    const track = match[4] ?? '';
    const start = match.index + match[0].lastIndexOf(track);
    return {
      reads: (match[1] ?? match[2]) as TrackMention['reads'],
      track,
      pointer,
      span: { start, end: start + track.length },
    };
  });
}
