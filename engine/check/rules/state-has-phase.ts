import { phaseOfNode } from '../../build/machine/build-state.ts';
import type { Rule } from '../rule.ts';
import { stageGraph } from '../stage-graph.ts';

/** Every leaf state is draft, posted or void, by itself or its nearest ancestor. */
export const stateHasPhase: Rule = function* ({ linked }) {
  for (const type of linked.types.values()) {
    const graph = stageGraph(type);
    for (const node of graph?.nodes ?? [])
      if (graph !== null && node.children.size === 0 && node.kind !== 'history' && phaseOfNode(node) === null)
        yield {
          code: 'state-without-phase',
          file: graph.file,
          pointer: node.pointer,
          atKey: true,
          params: { state: node.path },
        };
  }
};
