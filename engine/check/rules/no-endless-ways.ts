import { asObject, asText } from '../../model/linked-pack.ts';
import { parseDuration } from '../../values/duration.ts';
import { lineOf, type StateNode } from '../../build/machine/state-tree.ts';
import type { Rule } from '../rule.ts';
import { enteredLeaves, stageGraph, type StageGraph, type Way } from '../stage-graph.ts';

/**
 * Ways that are taken by themselves, unguarded, and lead into each other without any time passing: `always`, and `after`
 * a moment that does not move on when the state is entered again. A record that comes there would never come to rest.
 */
export const noEndlessWays: Rule = function* ({ linked }) {
  for (const type of linked.types.values()) {
    const graph = stageGraph(type);
    if (graph === null) continue;
    const ways = graph.ways.filter((way) => isAtOnce(way, graph));
    const told = new Set<StateNode>();
    for (const way of ways) {
      if (told.has(way.to)) continue;
      const circle = circleFrom(way, ways, []);
      if (circle === null) continue;
      for (const { to } of circle) told.add(to);
      const path = circle.map(({ from }) => `“${from.path}”`).join(' → ');
      yield { code: 'after-loop', file: graph.file, pointer: way.pointer, params: { path } };
    }
  }
};

function isAtOnce(way: Way, { root }: StageGraph): boolean {
  if (way.byItself === undefined || way.returns || way.isGuarded) return false;
  if (way.byItself === 'always') return true;
  const key = way.byItself.slice('after/'.length);
  if (parseDuration(key) !== null) return false;
  const expr = asText(asObject(asObject(root.json['delays'])[key])['expr']) ?? '';
  // A moment reckoned from when the state was entered passes; one of the record alone is past the second time.
  return !/\b(today|now)\b/.test(expr);
}

/** The ways from one back to where it starts, or null. */
function circleFrom(way: Way, ways: readonly Way[], trail: readonly Way[]): readonly Way[] | null {
  const path = [...trail, way];
  const [first] = path;
  if (first && isWithin(first.from, way.to)) return path;
  for (const next of ways)
    if (isWithin(next.from, way.to) && !path.includes(next)) {
      const circle = circleFrom(next, ways, path);
      if (circle !== null) return circle;
    }
  return null;
}

/** Whoever enters `entered` is in `state` then. */
function isWithin(state: StateNode, entered: StateNode): boolean {
  return [entered, ...enteredLeaves(entered)].some((each) => lineOf(each).includes(state));
}
