import type { Expr, Template } from '../../model/expression.ts';
import type { RecordType } from '../../model/type.ts';
import type { MetField } from '../../roles/index.ts';
import { actionsOf } from '../actions-of.ts';
import { eyesOf } from '../eyes.ts';
import { metByTemplate } from '../met-by.ts';
import type { Rule } from '../rule.ts';

/**
 * A message or a task for people of the house tells a role nothing that is hidden from it. Who is written to outside has
 * no roles.
 */
export const hiddenNotSent: Rule = function* ({ model, linked }) {
  const actions = actionsOf(model, linked);
  for (const eyes of eyesOf(model)) {
    for (const { type: key, file, action } of actions) {
      const type = model.types.get(key);
      if (type === undefined || !eyes.reads(key)) continue;
      const of = (name: string) => (name === 'doc' || name === 'before' ? [{ type: key, table: '' }] : []);
      const told = (text: Template | null): readonly MetField[] =>
        text === null
          ? []
          : metByTemplate(model, text, { of, each: action.each, readsLedger: eyes.isGranted });
      if (action.type === 'task')
        yield* eyes.tell('hidden-shown', 'warning', told(action.title), {
          file,
          pointer: `${action.pointer}/params/title`,
        });
      if (action.type === 'message' && action.to.some((to) => isOfHouse(to, type)))
        yield* eyes.tell('hidden-shown', 'warning', told(action.says), {
          file,
          pointer: `${action.pointer}/params/message`,
        });
    }
  }
};

/** Whoever is at work, or whose record it is. */
function isOfHouse({ reads }: Expr, { owner }: RecordType): boolean {
  const people = ['doc.owner', 'doc.createdBy', ...(owner === null ? [] : [`doc.${owner}`])];
  return reads.some(
    (read) => read.startsWith('user.') || people.some((one) => read === one || read.startsWith(`${one}.`)),
  );
}
