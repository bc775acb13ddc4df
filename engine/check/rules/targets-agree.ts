import { lineOf, subtree, type StateNode } from '../../build/machine/state-tree.ts';
import type { Checked } from '../../expressions/checked.ts';
import type { RecordType } from '../../model/type.ts';
import type { Finding } from '../../problems/finding.ts';
import { always, both, conditionOf } from '../conditions/condition.ts';
import { isPossible } from '../conditions/possible.ts';
import { stageGraph, type StageGraph, type Way } from '../stage-graph.ts';
import type { Rule } from '../rule.ts';

/**
 * A record is in one stage of each region. So one way leads to several stages only where these lie in different regions
 * of a parallel state; and where an event moves several regions, no way of it leads out of the one that it starts in.
 * @source definitions.md, Stages
 */
export const targetsAgree: Rule = function* ({ model, linked }) {
  for (const type of linked.types.values()) {
    const graph = stageGraph(type);
    const built = model.types.get(type.key);
    if (graph === null || graph.hasGaps || !built) continue;
    yield* ofOneWay(graph);
    yield* ofOneEvent(graph, built);
  }
};

const eventOf = ({ pointer, byItself }: Way): string =>
  byItself ?? /\/on\/([^/]+)(\/\d+)?$/.exec(pointer)?.[1] ?? 'onDone';

function* ofOneWay({ ways, file }: StageGraph): Iterable<Finding> {
  const written = ways.filter((way) => !way.returns && !way.pointer.endsWith('/meta/track'));
  for (const same of Map.groupBy(written, ({ pointer }) => pointer).values())
    for (const [index, way] of same.entries()) {
      const other = same.slice(0, index).find(({ to }) => !areTogether(to, way.to));
      if (!other) continue;
      const params = { event: eventOf(way), first: other.to.path, second: way.to.path };
      yield { code: 'targets-clash', file, pointer: `${way.pointer}/target/${index}`, params };
    }
}

/** Whether a record may be in both at the same time: they lie in different regions. */
function areTogether(a: StateNode, b: StateNode): boolean {
  const above = lineOf(a);
  const common = lineOf(b).find((node) => above.includes(node));
  return common?.kind === 'parallel' && common !== a && common !== b;
}

function* ofOneEvent({ nodes, ways, file }: StageGraph, { machine }: RecordType): Iterable<Finding> {
  const trees = new Map(
    (machine?.transitions ?? []).map(({ pointer, guard }) => [pointer, guard?.expr.tree]),
  );
  const onEvents = ways.filter(({ pointer, returns }) => !returns && /\/on\/[^/]+(\/\d+)?$/.test(pointer));
  for (const around of nodes.filter(({ kind }) => kind === 'parallel')) {
    const regions = [...around.children.values()].map((region) => ({ region, within: subtree(region) }));
    const moving = onEvents.flatMap((way) => {
      const own = regions.find(({ within }) => within.includes(way.from));
      return own ? [{ way, ...own, leaves: !own.within.includes(way.to) }] : [];
    });
    for (const { way, region } of moving.filter(({ leaves }) => leaves)) {
      const other = moving.find(
        (one) =>
          one.region !== region &&
          one.way.to !== way.to &&
          eventOf(one.way) === eventOf(way) &&
          mayMeet(trees.get(one.way.pointer), trees.get(way.pointer)),
      );
      if (!other) continue;
      const params = { event: eventOf(way), region: other.region.path };
      yield { code: 'ways-clash', severity: 'warning', file, pointer: way.pointer, params };
    }
  }
}

/** Two guards hold of one record; no guard always holds. */
function mayMeet(a: Checked | undefined, b: Checked | undefined): boolean {
  return isPossible(both(a ? conditionOf(a) : always, b ? conditionOf(b) : always));
}
