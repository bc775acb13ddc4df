import type { Rule } from '../rule.ts';

/** What voiding a source shall make good is made good by something. @source conversions.md X1 */
export const compensationNamed: Rule = function* ({ model, linked }) {
  for (const { key, voidSource, compensate, to } of model.conversions.values()) {
    const file = linked.conversions.get(key)?.file ?? '';
    if (compensate === null) {
      if (voidSource !== 'compensate') continue;
      yield { code: 'compensation-missing', file, pointer: '/void/source', params: { type: to } };
      continue;
    }
    const by = model.conversions.get(compensate.conversion);
    if (by && (by.from !== to || by.effect !== -1)) {
      const params = { type: to };
      yield { code: 'compensation-missing', file, pointer: '/void/compensate/conversion', params };
      continue;
    }
    const machine = by && model.types.get(by.to)?.machine;
    if (machine && !machine.events.has(compensate.then)) {
      const params = { name: compensate.then, suggestion: '' };
      yield { code: 'unknown-event', file, pointer: '/void/compensate/then', params };
    }
  }
};
