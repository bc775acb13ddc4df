import type { Expr } from '../../model/expression.ts';
import type { MetField } from '../../roles/index.ts';
import { pointerOf } from '../../read/json-pointer.ts';
import { actionsOf } from '../actions-of.ts';
import { eyesOf } from '../eyes.ts';
import { metBy } from '../met-by.ts';
import type { Rule } from '../rule.ts';

/**
 * What an event proposes to whoever fires it, and what stands in a number that everybody reads, is made of nothing that
 * is hidden from him.
 */
export const hiddenNotProposed: Rule = function* ({ model, linked }) {
  const actions = actionsOf(model, linked);
  for (const eyes of eyesOf(model)) {
    const made = (expr: Expr | null, type: string): readonly MetField[] => {
      if (expr === null) return [];
      const of = (name: string) => (name === 'doc' || name === 'before' ? [{ type, table: '' }] : []);
      return metBy(model, expr, { of, readsLedger: eyes.isGranted });
    };
    for (const type of model.types.values()) {
      const file = linked.types.get(type.key)?.machine?.path ?? '';
      for (const { asked, event, pointer } of type.machine?.transitions ?? []) {
        if (!eyes.fires(type.key, event)) continue;
        for (const { key, defaultTo } of asked.values()) {
          const place = { file, pointer: pointer + pointerOf(['meta', 'form', key, 'x-default']) };
          yield* eyes.tell('hidden-shown', 'warning', made(defaultTo, type.key), place);
        }
      }
    }
    for (const { type, file, action } of actions)
      if (action.type === 'assignNumber' && eyes.reads(type))
        yield* eyes.tell('hidden-shown', 'warning', made(action.by, type), {
          file,
          pointer: `${action.pointer}/params/by`,
        });
  }
};
