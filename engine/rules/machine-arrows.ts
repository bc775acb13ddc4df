// What a machine does by itself: states that bring others along, `always`, and what counting does to it.
import type { Json } from '../model/json.ts';
import { asList, asObject, asText } from '../model/linked-pack.ts';
import { resolveTarget } from '../build/machine/resolve-target.ts';
import { stateTree, trackStates, type StateNode } from '../build/machine/state-tree.ts';
import type { Model } from '../model/model.ts';
import type { RecordType } from '../model/type.ts';

/** From one happening to another; `isOpen`: nothing on the way can hold it back. */
export type ArrowTo = (from: string, to: string, isOpen: boolean) => void;

const mention = /progress\(\s*['"](\w+)['"]\s*\)\s*(<=|>=|==|<|>)?\s*([\d.]+)?/g;

/** @param machine  machine.json of the type */
export function machineArrows({ key }: RecordType, machine: Json | null, arrow: ArrowTo): void {
  if (machine === null) return;
  const { nodes } = stateTree(asObject(machine));
  const entered = (node: StateNode): string => `entered:${key}.${node.path}`;
  for (const node of nodes) {
    // Who enters a state enters what it begins with.
    const first =
      node.kind === 'parallel' ? [...node.children.values()] : [node.children.get(node.initial ?? '')];
    for (const inner of first) if (inner && node.path !== '') arrow(entered(node), entered(inner), true);
    const track = asText(node.meta['track']);
    if (track !== null) followTrack(key, track, node, arrow);
    for (const { target, guard } of alwaysOf(node)) {
      const to = target === null ? null : resolveTarget(target, node, nodes);
      if (to === null) continue;
      const counts = [...(guard ?? '').matchAll(mention)];
      for (const [, name = '', operator = '', value = ''] of counts)
        for (const way of waysOf(operator, value)) arrow(`${way}:${key}.${name}`, entered(to), false);
      for (const [, field = ''] of (guard ?? '').matchAll(/\bdoc\.(\w+)/g))
        arrow(`changed:${key}.${field}`, entered(to), false);
      // What counting decides waits for counting.
      if (counts.length === 0) arrow(entered(node), entered(to), guard === null);
    }
  }
}

/** A region that follows a track: more brings it forward, less back. */
function followTrack(key: string, track: string, { path }: StateNode, arrow: ArrowTo): void {
  const [none, partly, fully] = trackStates;
  for (const state of [partly, fully])
    arrow(`rises:${key}.${track}`, `entered:${key}.${path}.${state}`, false);
  for (const state of [none, partly])
    arrow(`falls:${key}.${track}`, `entered:${key}.${path}.${state}`, false);
}

/** Which change of a figure can make a comparison true. */
function waysOf(operator: string, value: string): readonly string[] {
  if (operator === '>' || operator === '>=' || (operator === '==' && value === '1')) return ['rises'];
  if (operator === '<' || operator === '<=' || (operator === '==' && value === '0')) return ['falls'];
  return ['rises', 'falls'];
}

interface Always {
  readonly target: string | null;
  readonly guard: string | null;
}

function alwaysOf({ json }: StateNode): readonly Always[] {
  const written = json['always'];
  const candidates = Array.isArray(written) ? asList(written) : written === undefined ? [] : [written];
  return candidates.map((candidate) => {
    if (typeof candidate === 'string') return { target: candidate, guard: null };
    const { target, guard } = asObject(candidate) as { target?: Json; guard?: Json };
    const expr = asText(asObject(asObject(guard)['params'])['expr']);
    return {
      target: asText(target) ?? asText(asList(target)[0]),
      guard: guard === undefined ? null : (expr ?? ''),
    };
  });
}

/** Documents count on what they came from when they are posted, and no more when they are void. */
export function countingArrows(model: Model, arrow: ArrowTo): void {
  for (const { to, tracks, reopens, effect } of model.conversions.values()) {
    if (effect === 0) continue;
    const named = [...tracks.map(({ track }) => track), ...reopens];
    for (const [state, { phase }] of model.types.get(to)?.machine?.states ?? []) {
      if (phase === 'draft') continue;
      const way = (phase === 'posted') === (effect === 1) ? 'rises' : 'falls';
      for (const type of model.types.values())
        for (const track of named)
          if (type.tracks.has(track)) arrow(`entered:${to}.${state}`, `${way}:${type.key}.${track}`, false);
    }
  }
}

/** Balances that move while a document is in a stage. What an action books is told by the action. */
export function standingArrows({ key, postings }: RecordType, arrow: ArrowTo): void {
  for (const { ledger, whilst } of postings)
    for (const state of whilst ?? []) arrow(`entered:${key}.${state}`, `crossed:${ledger}`, false);
}
