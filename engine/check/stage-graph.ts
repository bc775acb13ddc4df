import type { Json } from '../model/json.ts';
import { asList, asObject, type LinkedType } from '../model/linked-pack.ts';
import { resolveTarget } from '../build/machine/resolve-target.ts';
import { stateTree, subtree, trackStates, type StateNode } from '../build/machine/state-tree.ts';

/** A way from state to state, as far as the shape of the machine tells. */
export interface Way {
  readonly from: StateNode;
  readonly to: StateNode;
  readonly pointer: string;
  /** Actions of the transition, as written. */
  readonly actions: readonly Json[];
  /** Taken by itself, as soon as it is open: `always`, or `after` (the key). */
  readonly byItself?: string;
  /** It has a condition. */
  readonly isGuarded?: boolean;
  /** Back to where a record was before, by a history state: opens no state that no other way leads to. */
  readonly returns?: true;
}

/** The stages of a type as a graph, for the rules about them. */
export interface StageGraph {
  readonly file: string;
  readonly root: StateNode;
  readonly nodes: readonly StateNode[];
  readonly ways: readonly Way[];
  /** A target or an initial state is unknown (told already), so the graph says nothing about what can be reached. */
  readonly hasGaps: boolean;
}

const graphs = new WeakMap<LinkedType, StageGraph | null>();

/** null when the type has no machine. */
export function stageGraph(type: LinkedType): StageGraph | null {
  let graph = graphs.get(type);
  if (graph === undefined) graphs.set(type, (graph = makeGraph(type)));
  return graph;
}

function makeGraph({ machine }: LinkedType): StageGraph | null {
  if (machine === null) return null;
  const { root, nodes } = stateTree(asObject(machine.json));
  let hasGaps = nodes.some(
    ({ kind, initial, children }) => kind === 'compound' && !children.has(initial ?? ''),
  );
  const lack = (): void => void (hasGaps = true);
  const ways = nodes.flatMap((node) => [...waysOut(node, nodes, lack), ...trackWays(node)]);
  return { file: machine.path, root, nodes, ways, hasGaps };
}

function waysOut(from: StateNode, nodes: readonly StateNode[], lack: () => void): Way[] {
  const groups: [string, Json | undefined][] = Object.entries(asObject(from.json['on'])).map(
    ([event, json]) => [`on/${event}`, json],
  );
  groups.push(['always', from.json['always']], ['onDone', from.json['onDone']]);
  for (const [key, json] of Object.entries(asObject(from.json['after']))) groups.push([`after/${key}`, json]);
  if (from.kind === 'history' && from.json['target'] !== undefined)
    groups.push(['target', from.json['target']]);
  return groups.flatMap(([place, json]) => {
    const byItself = place === 'always' || place.startsWith('after/') ? { byItself: place } : {};
    const isList = Array.isArray(json);
    return listOf(json).flatMap((candidate, index) => {
      const target = typeof candidate === 'string' ? candidate : asObject(candidate)['target'];
      const actions = asObject(candidate)['actions'];
      const isGuarded = asObject(candidate)['guard'] !== undefined;
      const pointer = `${from.pointer}/${place}${isList ? `/${index}` : ''}`;
      return (typeof target === 'string' ? [target] : asList(target).map(String)).flatMap((name) => {
        const to = resolveTarget(name, from, nodes);
        if (to === null) lack();
        if (to === null) return [];
        const way: Way = { from, to, pointer, actions: listOf(actions), ...byItself, isGuarded };
        return to.kind === 'history' ? [way, ...waysBack(way)] : [way];
      });
    });
  });
}

/** A history state may lead to whatever stands beside it. */
function waysBack(way: Way): Way[] {
  const siblings = [...(way.to.parent?.children.values() ?? [])].filter(({ kind }) => kind !== 'history');
  return siblings.map((to) => ({ ...way, to, returns: true }));
}

function listOf(json: Json | undefined): readonly Json[] {
  if (json === undefined) return [];
  return Array.isArray(json) ? asList(json) : [json];
}

/** The moves that a region with a track makes by itself. */
function trackWays(node: StateNode): Way[] {
  if (node.meta['track'] === undefined) return [];
  const states = trackStates.flatMap((key) => node.children.get(key) ?? []);
  return states.flatMap((from) =>
    states.flatMap((to) =>
      to === from ? [] : [{ from, to, pointer: `${node.pointer}/meta/track`, actions: [] }],
    ),
  );
}

/** Leaves that are active when `node` is entered: its initial states, all regions of a parallel one. */
export function enteredLeaves(node: StateNode): readonly StateNode[] {
  // Where a history state leads to the first time is a way of its own; without one its parent is entered as usual.
  if (node.kind === 'history')
    return node.json['target'] === undefined && node.parent !== null ? enteredLeaves(node.parent) : [];
  if (node.children.size === 0) return [node];
  // What leads back into a parallel state is no region of it.
  if (node.kind === 'parallel')
    return [...node.children.values()].filter(({ kind }) => kind !== 'history').flatMap(enteredLeaves);
  const initial = node.initial === null ? undefined : node.children.get(node.initial);
  return initial === undefined ? [] : enteredLeaves(initial);
}

export function leavesOf(node: StateNode): readonly StateNode[] {
  return subtree(node).filter((each) => each.children.size === 0 && each.kind !== 'history');
}
