import type { Rule } from '../rule.ts';
import { stageGraph } from '../stage-graph.ts';

/** A history state stands in a state that can be left; `history` and `target` mean nothing on any other. */
export const historyLeadsBack: Rule = function* ({ linked }) {
  for (const type of linked.types.values()) {
    const graph = stageGraph(type);
    if (graph === null) continue;
    for (const { kind, parent, json, path, pointer } of graph.nodes) {
      const isMisplaced =
        kind === 'history'
          ? parent === graph.root
          : parent !== null && (json['history'] !== undefined || json['target'] !== undefined);
      if (isMisplaced)
        yield { code: 'history-misplaced', file: graph.file, pointer, atKey: true, params: { state: path } };
    }
  }
};
