import type { JsonObject } from '../../model/json.ts';
import { asObject, asText } from '../../model/linked-pack.ts';
import type { State } from '../../model/machine.ts';
import { pointerOf } from '../../read/json-pointer.ts';

/** One state while a machine is being built. The root has path '' and no parent. */
export interface StateNode {
  readonly path: string;
  readonly key: string;
  readonly pointer: string;
  readonly json: JsonObject;
  readonly meta: JsonObject;
  readonly parent: StateNode | null;
  readonly children: Map<string, StateNode>;
  readonly kind: State['kind'];
  readonly initial: string | null;
  /** Name inside XState: unlike paths it holds no dots, which XState would split. */
  readonly id: string;
}

/** States that a region with `meta.track` has by itself. @source definitions.md, Progress moves stages */
export const trackStates = ['none', 'partly', 'fully'] as const;
const trackColors = { none: 'gray', partly: 'amber', fully: 'green' } as const;

/** machine.json → its tree, track regions filled in. */
export function stateTree(json: JsonObject): {
  readonly root: StateNode;
  readonly nodes: readonly StateNode[];
} {
  const nodes: StateNode[] = [];
  const root = grow(json, '', '', '', null, nodes);
  return { root, nodes };
}

function grow(
  json: JsonObject,
  key: string,
  path: string,
  pointer: string,
  parent: StateNode | null,
  nodes: StateNode[],
): StateNode {
  const meta = asObject(json['meta']);
  const track = asText(meta['track']);
  const states = track === null ? asObject(json['states']) : withTrackStates(asObject(json['states']));
  const hasChildren = Object.keys(states).length > 0;
  const node: StateNode = {
    path,
    key,
    pointer,
    json,
    meta,
    parent,
    children: new Map(),
    kind: kindOf(asText(json['type']), hasChildren),
    initial: asText(json['initial']) ?? (track === null ? null : 'none'),
    id: `s${nodes.length}`,
  };
  nodes.push(node);
  for (const [name, inner] of Object.entries(states)) {
    const at = pointer + pointerOf(['states', name]);
    node.children.set(
      name,
      grow(asObject(inner), name, path === '' ? name : `${path}.${name}`, at, node, nodes),
    );
  }
  return node;
}

function kindOf(type: string | null, hasChildren: boolean): State['kind'] {
  if (type === 'parallel' || type === 'final' || type === 'history') return type;
  return hasChildren ? 'compound' : 'atomic';
}

function withTrackStates(states: JsonObject): JsonObject {
  const generated = trackStates.map((name, index): [string, JsonObject] => {
    const own = asObject(states[name]);
    return [name, { ...own, meta: { color: trackColors[name], order: index + 1, ...asObject(own['meta']) } }];
  });
  return { ...Object.fromEntries(generated), ...without(states, trackStates) };
}

function without(states: JsonObject, names: readonly string[]): JsonObject {
  return Object.fromEntries(Object.entries(states).filter(([name]) => !names.includes(name)));
}

/** The node and all below it. */
export function subtree(node: StateNode): StateNode[] {
  return [node, ...[...node.children.values()].flatMap(subtree)];
}

/** The node, then its parents up to the root. */
export function lineOf(node: StateNode): StateNode[] {
  return node.parent === null ? [node] : [node, ...lineOf(node.parent)];
}
