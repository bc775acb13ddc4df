import type { Rule } from '../rule.ts';

/**
 * A conversion into the company's currency knows from which field of the source it goes, and the target keeps the new
 * currency and the rate: what nobody keeps is neither exchanged nor kept apart. @source conversions.md P4
 */
export const exchangeKept: Rule = function* ({ model, linked }) {
  for (const { key, currency, from, to } of model.conversions.values()) {
    if (currency === null) continue;
    const file = linked.conversions.get(key)?.file ?? '';
    for (const [type, role] of [
      [from, 'currency'],
      [to, 'currency'],
      [to, 'rate'],
    ] as const)
      if (model.types.get(type)?.money[role] === null)
        yield {
          code: 'exchange-unkept',
          file,
          pointer: '/currency/to',
          params: { type, role: `money.${role}` },
        };
  }
};
