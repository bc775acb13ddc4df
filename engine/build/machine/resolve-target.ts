import { asText } from '../../model/linked-pack.ts';
import type { StateNode } from './state-tree.ts';

/** Finds the state that a target names from `source`: a sibling, `.child`, or `#id`, each with a path below. */
export function resolveTarget(
  target: string,
  source: StateNode,
  nodes: readonly StateNode[],
): StateNode | null {
  const [head = '', ...rest] = target.split('.');
  if (head === '') return descend(source, rest);
  if (head.startsWith('#')) {
    const id = head.slice(1);
    const start = nodes.find((node) => asText(node.json['id']) === id);
    return start === undefined ? null : descend(start, rest);
  }
  // The root has no siblings: what it names are its own children.
  return descend(source.parent ?? source, [head, ...rest]);
}

function descend(start: StateNode, path: readonly string[]): StateNode | null {
  let node: StateNode | undefined = start;
  for (const key of path) node = node?.children.get(key);
  return node ?? null;
}

/** Names by which `source` could mean a state, for "did you mean". */
export function targetNames(source: StateNode): readonly string[] {
  return [...(source.parent ?? source).children.keys()];
}
