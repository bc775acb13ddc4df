import { asObject, type LinkedPack } from '../../model/linked-pack.ts';
import type { Conversion } from '../../model/conversion.ts';
import type { Rule } from '../rule.ts';
import { trackMentions } from '../track-mentions.ts';

interface Wait {
  readonly track: string;
  readonly for: string;
  readonly conversion: string;
}

/**
 * Billing that waits for delivery while delivery waits for billing never starts: the waits-for graph over the tracks of
 * a type has no cycle.
 * @source conversions.md Q4
 */
export const waitsForNoCycle: Rule = function* ({ model, linked }) {
  for (const [type, conversions] of model.conversionsFrom) {
    const waits = conversions.flatMap((conversion) => waitsOf(conversion, linked));
    const told = new Set<string>();
    for (const wait of waits) {
      const path = wayBack(wait.for, wait.track, waits, [wait.track]);
      const circle = [...new Set(path)].sort().join();
      if (path === null || told.has(circle)) continue;
      told.add(circle);
      const file = linked.conversions.get(wait.conversion)?.file ?? '';
      yield {
        code: 'tracks-wait',
        file,
        pointer: `/tracks/${wait.track}`,
        params: { path: path.join(' → '), type },
      };
    }
  }
};

/** A track waits for another by its basis, or because a guard of the conversion asks for what is done there. */
function waitsOf(conversion: Conversion, linked: LinkedPack): Wait[] {
  const json = asObject(linked.conversions.get(conversion.key)?.json);
  const asked = trackMentions({
    when: json['when'] ?? null,
    lines: json['lines'] ?? null,
    tracks: json['tracks'] ?? null,
  })
    .filter((mention) => mention.reads !== 'open')
    .map((mention) => mention.track);
  return conversion.tracks.flatMap(({ track, basis }) =>
    [...asked, ...(basis.kind === 'posted' ? [basis.track] : [])]
      .filter((other) => other !== track)
      .map((other) => ({ track, for: other, conversion: conversion.key })),
  );
}

function wayBack(
  from: string,
  to: string,
  waits: readonly Wait[],
  trail: readonly string[],
): readonly string[] | null {
  if (from === to) return [...trail, to];
  if (trail.includes(from)) return null;
  for (const wait of waits) {
    if (wait.track !== from) continue;
    const path = wayBack(wait.for, to, waits, [...trail, from]);
    if (path !== null) return path;
  }
  return null;
}
