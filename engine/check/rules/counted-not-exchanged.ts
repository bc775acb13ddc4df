import type { Field } from '../../model/type.ts';
import type { Rule } from '../rule.ts';

/**
 * What is taken is counted in the source's own measure. Where the target is in another currency it cannot land in an
 * amount of money: it would stand there unexchanged, and a change of it would be counted in the wrong currency.
 * @source conversions.md Q7, P4
 */
export const countedNotExchanged: Rule = function* ({ model, linked }) {
  for (const conversion of model.conversions.values()) {
    if (conversion.currency === null) continue;
    const target = model.types.get(conversion.to);
    const file = linked.conversions.get(conversion.key)?.file ?? '';
    const isMoney = (field: Field | undefined): field is Field => field !== undefined && field.money !== null;
    const whole = target?.fieldByPath.get(conversion.amount ?? '');
    if (isMoney(whole))
      yield { code: 'counts-exchanged', file, pointer: '/amount', params: { field: whole.path } };
    for (const { key, to, quantity } of conversion.lines) {
      const field = target?.fieldByPath.get(`${to}.${quantity ?? ''}`);
      if (isMoney(field))
        yield {
          code: 'counts-exchanged',
          file,
          pointer: `/lines/${key}/quantity`,
          params: { field: field.path },
        };
    }
  }
};
