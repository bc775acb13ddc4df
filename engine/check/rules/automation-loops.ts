import { automationGraph, type AutomationGraph } from '../../rules/automation-graph.ts';
import type { Json } from '../../model/json.ts';
import type { Model } from '../../model/model.ts';
import { pointerOf } from '../../read/json-pointer.ts';
import { circlesOf } from '../circles.ts';
import type { Rule } from '../rule.ts';

/**
 * Rules that set each other off for ever. With a condition somewhere on the way it may end, so that it is a warning;
 * without any it cannot. Events whose own actions lead back to them are told only when nothing can end it: what hangs on
 * the records at hand is refused when it happens.
 */
export const automationLoops: Rule = function* ({ model, linked }) {
  const graph = automationGraph(model, linked);
  const told = new Set<string>();
  const rules = [...model.rules.keys()].sort().map((key) => `rule:${key}`);
  for (const onlyOpen of [true, false])
    for (const circle of circlesOf(rules, (step) => leadsTo(graph, step, onlyOpen), told))
      yield {
        code: 'automation-loop',
        severity: onlyOpen ? 'error' : 'warning',
        file: linked.rules.get(circle[0].slice('rule:'.length))?.file ?? '',
        pointer: '/on',
        params: { path: circle.map((step) => words(step, model)).join(' → ') },
      };
  const events = [...graph.keys()].filter((key) => key.startsWith('event:')).sort();
  for (const circle of circlesOf(events, (step) => leadsTo(graph, step, true), told)) {
    const [type = '', event = ''] = circle[0].slice('event:'.length).split('.');
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

function leadsTo(graph: AutomationGraph, step: string, onlyOpen: boolean): readonly string[] {
  return (graph.get(step) ?? []).filter(({ isOpen }) => isOpen || !onlyOpen).map(({ to }) => to);
}

/** `rule:k` → the rule's title; `entered:order.confirmed` → `order.confirmed`. */
function words(step: string, model: Model): string {
  const [kind = '', name = ''] = [step.slice(0, step.indexOf(':')), step.slice(step.indexOf(':') + 1)];
  return kind === 'rule' ? `“${model.rules.get(name)?.title ?? name}”` : name;
}
