import { phaseOfNode } from '../../build/machine/build-state.ts';
import { lineOf } from '../../build/machine/state-tree.ts';
import type { Rule } from '../rule.ts';
import { stageGraph } from '../stage-graph.ts';

/**
 * A record that comes here stays for ever, though nothing says that it is meant to end here: the state is not final,
 * not void and has no outcome.
 */
export const stateHasWayOut: Rule = function* ({ linked }) {
  for (const type of linked.types.values()) {
    const graph = stageGraph(type);
    if (graph === null) continue;
    const left = new Set(graph.ways.filter(({ from, to }) => from !== to).map(({ from }) => from));
    for (const node of graph.nodes) {
      if (
        node.children.size > 0 ||
        node.kind === 'final' ||
        node.kind === 'history' ||
        phaseOfNode(node) === 'void'
      )
        continue;
      const line = lineOf(node);
      if (line.some((each) => left.has(each) || each.meta['outcome'] !== undefined)) continue;
      yield {
        code: 'state-dead-end',
        severity: 'warning',
        file: graph.file,
        pointer: node.pointer,
        atKey: true,
        params: { state: node.path },
      };
    }
  }
};
