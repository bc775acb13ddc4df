import type { Json } from '../../model/json.ts';
import { circlesOf } from '../circles.ts';
import type { Rule } from '../rule.ts';

const mention = /\b(decide|balances?)\(\s*(['"])([\w-]+)\2/g;

/** Decisions, and figures of ledgers, that ask each other in a circle have no answer. */
export const decisionsEnd: Rule = function* ({ linked }) {
  const asked = new Map<string, readonly string[]>();
  for (const [key, { json }] of linked.decisions) asked.set(`decide:${key}`, mentionsIn(json));
  for (const [key, { json }] of linked.ledgers)
    asked.set(`balance:${key}`, mentionsIn(json['derived'] ?? null));
  for (const circle of circlesOf([...asked.keys()].sort(), (step) => asked.get(step) ?? [])) {
    const [start] = circle;
    const [kind, key = ''] = start.split(':');
    const isDecision = kind === 'decide';
    yield {
      code: 'decision-cycle',
      file: (isDecision ? linked.decisions.get(key) : linked.ledgers.get(key))?.file ?? '',
      pointer: isDecision ? '' : '/derived',
      params: { path: circle.map((step) => step.slice(step.indexOf(':') + 1)).join(' → ') },
    };
  }
};

/** What the expressions in a definition ask, by name. */
function mentionsIn(json: Json): readonly string[] {
  if (typeof json === 'string')
    return [...json.matchAll(mention)].map(
      ([, name = '', , key = '']) => `${name === 'decide' ? 'decide' : 'balance'}:${key}`,
    );
  if (typeof json !== 'object' || json === null) return [];
  return Object.values(json).flatMap((inner) => mentionsIn(inner as Json));
}
