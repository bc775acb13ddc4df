import { nearestName } from '../../problems/nearest-name.ts';
import type { Model } from '../../model/model.ts';
import type { Finding } from '../../problems/finding.ts';
import type { Rule } from '../rule.ts';

/** Plans limit types that are there, leave out parts that are there, and every trial ends in a plan that does not try. */
export const plansHold: Rule = function* ({ model, linked, partial }) {
  if (partial) return;
  for (const plan of model.plans.values()) {
    const at = (pointer: string): Pick<Finding, 'file' | 'pointer'> => ({
      file: 'plans.json',
      pointer: `/${plan.key}/${pointer}`,
    });
    for (const type of plan.limits.keys())
      if (!model.types.has(type) && !linked.isAbsent('type', type)) {
        const suggestion = nearestName(type, model.types.keys());
        yield {
          code: 'unknown-type',
          ...at(`limits/${type}`),
          atKey: true,
          params: { name: type, suggestion },
        };
      }
    for (const [index, part] of [...plan.without].entries()) {
      const parts = partsOf(model);
      if (!parts.includes(part))
        yield {
          code: 'plan-unknown-part',
          ...at(`without/${index}`),
          params: { name: part, suggestion: nearestName(part, parts) },
        };
    }
    if (plan.trial === null) continue;
    if (!model.plans.has(plan.trial.then))
      yield {
        code: 'unknown-plan',
        ...at('trial/then'),
        params: { name: plan.trial.then, suggestion: nearestName(plan.trial.then, model.plans.keys()) },
      };
    else if (goesRound(plan.key, model))
      yield { code: 'plan-trial-endless', ...at('trial/then'), params: { name: plan.key } };
  }
};

function partsOf(model: Model): readonly string[] {
  const kinds = ['types', 'conversions', 'connectors', 'reports', 'rules'] as const;
  return kinds.flatMap((kind) => [...model[kind].keys()].map((key) => `${kind}/${key}`));
}

function goesRound(start: string, model: Model): boolean {
  const seen = new Set<string>();
  for (let key: string | undefined = start; key !== undefined; key = model.plans.get(key)?.trial?.then) {
    if (seen.has(key)) return true;
    seen.add(key);
  }
  return false;
}
