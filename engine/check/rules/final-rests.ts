import { phaseOfNode } from '../../build/machine/build-state.ts';
import type { Rule } from '../rule.ts';
import { stageGraph } from '../stage-graph.ts';

/**
 * A machine that reached a final state at the top answers nothing any more. So no document may rest there that could be
 * opened again: one that conversions count on (what it led to may be cancelled), one whose final state has ways out, or
 * whose machine answers events in every stage.
 */
export const finalRests: Rule = function* ({ model, linked }) {
  for (const type of linked.types.values()) {
    const graph = stageGraph(type);
    if (graph === null) continue;
    const counted = [...(model.types.get(type.key)?.tracks.keys() ?? [])];
    const everywhere = graph.ways.some(({ from }) => from === graph.root);
    for (const node of graph.nodes) {
      if (node.kind !== 'final' || node.parent !== graph.root || graph.root.kind === 'parallel') continue;
      const isLeft = everywhere || graph.ways.some(({ from }) => from === node);
      const mayFallBack = phaseOfNode(node) === 'posted' && counted.length > 0;
      if (isLeft || mayFallBack)
        yield {
          code: 'final-reopened',
          file: graph.file,
          pointer: `${node.pointer}/type`,
          params: { state: node.path, tracks: counted.join(', ') },
        };
    }
  }
};
