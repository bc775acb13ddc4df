import { automationGraph, type AutomationGraph } from '../../rules/automation-graph.ts';
import type { Json } from '../../model/json.ts';
import type { Model } from '../../model/model.ts';
import { pointerOf } from '../../read/json-pointer.ts';
import type { Rule } from '../rule.ts';

/**
 * Rules that set each other off for ever. With a condition somewhere on the way it may end, so that it is a warning;
 * without any it cannot. Events whose own actions lead back to them are told only when nothing can end it: what hangs on
 * the records at hand is refused when it happens.
 */
export const automationLoops: Rule = function* ({ model, linked }) {
  const graph = automationGraph(model, linked);
  const told = new Set<string>();
  for (const key of [...model.rules.keys()].sort())
    for (const onlyOpen of [true, false]) {
      const circle = wayBack(graph, `rule:${key}`, onlyOpen);
      if (circle === null) continue;
      const identity = [...new Set(circle)].sort().join();
      if (told.has(identity)) continue;
      told.add(identity);
      yield {
        code: 'automation-loop',
        severity: onlyOpen ? 'error' : 'warning',
        file: linked.rules.get(key)?.file ?? '',
        pointer: '/on',
        params: { path: circle.map((step) => words(step, model)).join(' → ') },
      };
    }
  for (const start of [...graph.keys()].filter((key) => key.startsWith('event:')).sort()) {
    const circle = wayBack(graph, start, true);
    const identity = [...new Set(circle)].sort().join();
    if (circle === null || told.has(identity)) continue;
    told.add(identity);
    const [type = '', event = ''] = start.slice('event:'.length).split('.');
    const machine = linked.types.get(type)?.machine;
    yield {
      code: 'automation-loop',
      severity: 'error',
      file: machine?.path ?? '',
      pointer: eventPointer(machine?.json ?? null, event),
      params: { path: circle.map((step) => words(step, model)).join(' → ') },
    };
  }
};

/** Where a machine first says what it does at an event; '' when it does not. */
function eventPointer(json: Json, event: string, path: readonly (string | number)[] = []): string {
  if (typeof json !== 'object' || json === null) return '';
  for (const [key, inner] of Object.entries(json)) {
    if (path.at(-1) === 'on' && key === event) return pointerOf([...path, key]);
    const found = eventPointer(inner as Json, event, [...path, key]);
    if (found !== '') return found;
  }
  return '';
}

/** The shortest way from a happening to itself; null: there is none. */
function wayBack(graph: AutomationGraph, start: string, onlyOpen: boolean): readonly string[] | null {
  const queue: (readonly string[])[] = [[start]];
  const seen = new Set<string>();
  for (let trail = queue.shift(); trail !== undefined; trail = queue.shift())
    for (const { to, isOpen } of graph.get(trail.at(-1) ?? '') ?? []) {
      if (onlyOpen && !isOpen) continue;
      if (to === start) return [...trail, to];
      if (seen.has(to)) continue;
      seen.add(to);
      queue.push([...trail, to]);
    }
  return null;
}

/** `rule:k` → the rule's title; `entered:order.confirmed` → `order.confirmed`. */
function words(step: string, model: Model): string {
  const [kind = '', name = ''] = [step.slice(0, step.indexOf(':')), step.slice(step.indexOf(':') + 1)];
  return kind === 'rule' ? `“${model.rules.get(name)?.title ?? name}”` : name;
}
