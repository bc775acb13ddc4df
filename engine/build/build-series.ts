import { asText, type LinkedDefinition } from '../model/linked-pack.ts';
import type { Series } from '../model/series.ts';

export function buildSeries({ key, json }: LinkedDefinition): Series {
  return {
    key,
    title: asText(json['title']) ?? key,
    pattern: asText(json['pattern']) ?? '{number}',
    reset: (asText(json['reset']) as Series['reset'] | null) ?? 'never',
    mode: (asText(json['mode']) as Series['mode'] | null) ?? 'gapless',
    start: typeof json['start'] === 'number' ? json['start'] : 1,
  };
}
