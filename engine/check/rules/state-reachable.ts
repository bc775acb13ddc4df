import { lineOf, type StateNode } from '../../build/machine/state-tree.ts';
import type { Rule } from '../rule.ts';
import { enteredLeaves, stageGraph, type StageGraph } from '../stage-graph.ts';

/** No way leads into the state, so no record will ever be there. */
export const stateReachable: Rule = function* ({ linked }) {
  for (const type of linked.types.values()) {
    const graph = stageGraph(type);
    if (graph === null || graph.hasGaps) continue;
    const reached = reachedFrom(graph);
    for (const node of graph.nodes) {
      // The outermost unreached state says it for all within.
      if (reached.has(node) || (node.parent !== null && !reached.has(node.parent))) continue;
      yield {
        code: 'state-unreachable',
        file: graph.file,
        pointer: node.pointer,
        atKey: true,
        params: { state: node.path },
      };
    }
  }
};

function reachedFrom({ root, ways }: StageGraph): ReadonlySet<StateNode> {
  const reached = new Set<StateNode>();
  const enter = (node: StateNode): void => {
    for (const leaf of enteredLeaves(node)) for (const each of lineOf(leaf)) reached.add(each);
    // Entering one region of a parallel state enters all of them.
    for (const each of lineOf(node)) {
      if (each.kind !== 'parallel') continue;
      for (const leaf of enteredLeaves(each)) for (const inner of lineOf(leaf)) reached.add(inner);
    }
    for (const each of lineOf(node)) reached.add(each);
  };
  enter(root);
  for (let size = -1; size !== reached.size;) {
    size = reached.size;
    for (const { from, to, returns } of ways) if (reached.has(from) && !returns) enter(to);
  }
  return reached;
}
