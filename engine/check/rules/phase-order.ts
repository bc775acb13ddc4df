import { phaseOfNode } from '../../build/machine/build-state.ts';
import type { Rule } from '../rule.ts';
import { enteredLeaves, leavesOf, stageGraph } from '../stage-graph.ts';

const order = { draft: 0, posted: 1, void: 2 } as const;

/** Phases go draft → posted → void or draft → void only: what has counted cannot become a draft again by an event. */
export const phaseOrder: Rule = function* ({ linked }) {
  for (const type of linked.types.values()) {
    const graph = stageGraph(type);
    if (graph === null) continue;
    for (const { from, to, pointer } of graph.ways) {
      const before = leavesOf(from).map((leaf) => phaseOfNode(leaf) ?? 'draft');
      const after = enteredLeaves(to).map((leaf) => phaseOfNode(leaf) ?? 'draft');
      const wrong = before.flatMap((phase) =>
        after.filter((next) => order[next] < order[phase]).map((next) => [phase, next]),
      )[0];
      if (wrong === undefined) continue;
      const params = { from: wrong[0] ?? '', to: wrong[1] ?? '', state: to.path };
      yield { code: 'phase-order', file: graph.file, pointer, params };
    }
  }
};
