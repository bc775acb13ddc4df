import { phaseOfNode } from '../../build/machine/build-state.ts';
import type { StateNode } from '../../build/machine/state-tree.ts';
import type { Json } from '../../model/json.ts';
import { asList, asObject, asText, type LinkedPack } from '../../model/linked-pack.ts';
import type { Finding } from '../../problems/finding.ts';
import type { CheckedPack, Rule } from '../rule.ts';
import { enteredLeaves, leavesOf, stageGraph } from '../stage-graph.ts';

/**
 * A gapless number is drawn on entry to a posted state only: a draft may be deleted, and its number would leave a gap.
 * @source conversions.md N1
 */
export const numberOnPosting: Rule = function* (pack) {
  for (const type of pack.linked.types.values()) {
    const graph = stageGraph(type);
    if (graph === null) continue;
    for (const node of graph.nodes) {
      const isPosted = leavesOf(node).every(mayBePosted);
      if (!isPosted) yield* drawn(node.json['entry'], `${node.pointer}/entry`, graph.file, pack);
      yield* drawn(node.json['exit'], `${node.pointer}/exit`, graph.file, pack);
    }
    for (const { to, actions, pointer } of graph.ways)
      if (!enteredLeaves(to).every(mayBePosted))
        yield* drawn(actions, `${pointer}/actions`, graph.file, pack);
  }
};

/** A state without a phase is told by its own rule. */
function mayBePosted(leaf: StateNode): boolean {
  return (phaseOfNode(leaf) ?? 'posted') === 'posted';
}

function* drawn(
  json: Json | readonly Json[] | undefined,
  pointer: string,
  file: string,
  pack: CheckedPack,
): Iterable<Finding> {
  if (json === undefined) return;
  const isList = Array.isArray(json);
  for (const [index, action] of (isList ? asList(json as Json) : [json as Json]).entries()) {
    const series = asText(asObject(asObject(action)['params'])['series']);
    if (asObject(action)['type'] !== 'assignNumber' || series === null || !isGapless(series, pack.linked))
      continue;
    yield {
      code: 'number-before-posting',
      file,
      pointer: isList ? `${pointer}/${index}` : pointer,
      params: { series },
    };
  }
}

function isGapless(series: string, linked: LinkedPack): boolean {
  const definition = linked.series.get(series);
  return definition !== undefined && (definition.json['mode'] ?? 'gapless') === 'gapless';
}
