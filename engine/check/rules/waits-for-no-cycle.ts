import { stateTree } from '../../build/machine/state-tree.ts';
import type { Json } from '../../model/json.ts';
import { asList, asObject, asText, type LinkedPack } from '../../model/linked-pack.ts';
import type { Conversion } from '../../model/conversion.ts';
import { circlesOf } from '../circles.ts';
import type { Rule } from '../rule.ts';

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
    const stages = trackStagesOf(linked.types.get(type)?.machine?.json ?? null);
    const waits = conversions.flatMap((conversion) => waitsOf(conversion, linked, stages));
    const waited = (track: string): readonly string[] =>
      waits.filter((wait) => wait.track === track).map((wait) => wait.for);
    for (const path of circlesOf(new Set(waits.map(({ track }) => track)), waited)) {
      const [track, other] = path;
      const wait = waits.find((each) => each.track === track && each.for === other);
      yield {
        code: 'tracks-wait',
        file: linked.conversions.get(wait?.conversion ?? '')?.file ?? '',
        pointer: `/tracks/${track}`,
        params: { path: path.join(' → '), type },
      };
    }
  }
};

/** A track waits for another by its basis, by the stages that the conversion starts from, or because a condition asks for what is done there. */
function waitsOf(conversion: Conversion, linked: LinkedPack, stages: TrackStages): Wait[] {
  const json = asObject(linked.conversions.get(conversion.key)?.json);
  const { when } = json;
  const begins = asList(asObject(when)['stages']).map((stage) => stages.get(String(stage)));
  const asked = [
    // Any of several stages will do; it waits if each of them waits.
    ...(begins.length > 0 && begins.every((track) => track !== undefined) ? begins : []),
    ...[when, json['lines'], json['tracks']].flatMap((part) => awaited(part ?? null, stages)),
  ];
  return conversion.tracks.flatMap(({ track, basis }) =>
    [...asked, ...(basis.kind === 'posted' ? [basis.track] : [])]
      .filter((other) => other !== track)
      .map((other) => ({ track, for: other, conversion: conversion.key })),
  );
}

/** Stages that a record reaches only when something is done on a track: path → track. */
type TrackStages = ReadonlyMap<string, string>;

function trackStagesOf(machine: Json): TrackStages {
  const found = new Map<string, string>();
  for (const node of stateTree(asObject(machine)).nodes) {
    const track = asText(node.meta['track']);
    if (track !== null) for (const stage of ['partly', 'fully']) found.set(`${node.path}.${stage}`, track);
  }
  return found;
}

const figure =
  /\b(progress|open|done)\((?:[^()]*,)?\s*(['"])(\w+)\2\s*\)(?:\.\w+)?\s*(?:(<=|>=|==|!=|<|>)\s*([\d.]+))?/g;
const text = /==\s*(['"])([\w.-]+)\1/g;

/** Tracks on which something must be done before the conditions in a definition can hold. */
function awaited(json: Json, stages: TrackStages): readonly string[] {
  if (typeof json === 'string')
    return [
      ...[...json.matchAll(figure)].flatMap(([, reads = '', , track = '', operator = '', value = '']) =>
        waits(reads, operator, Number(value)) ? [track] : [],
      ),
      ...[...json.matchAll(text)].flatMap(([, , stage = '']) => stages.get(stage) ?? []),
    ];
  if (typeof json !== 'object' || json === null) return [];
  return Object.entries(json).flatMap(([key, inner]) =>
    key === 'reason' || key === 'title' ? [] : awaited(inner as Json, stages),
  );
}

/** Whether a comparison asks for something done; what is open shrinks as that grows. */
function waits(reads: string, operator: string, value: number): boolean {
  const isLess = operator.startsWith('<');
  if (reads === 'open') return isLess || (operator === '==' && value === 0);
  if (operator === '==') return value !== 0;
  return operator === '!=' ? value === 0 : !isLess;
}
