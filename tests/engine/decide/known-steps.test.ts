import { expect, it } from 'vitest';
import { KnownSteps } from '../../../engine/build/machine/known-steps.ts';
import type { Expr } from '../../../engine/model/expression.ts';

const [a, b] = ['a', 'b'].map((text) => ({ text }) as unknown as Expr) as [Expr, Expr];

it('takes a step once for each way its guards answer, and asks each guard once', () => {
  const steps = new KnownSteps<string>();
  let taken = 0;
  const go = (
    answers: ReadonlyMap<Expr, boolean>,
  ): { readonly outcome: string; readonly asked: string[] } => {
    const asked: string[] = [];
    const outcome = steps.take(
      'draft SEND',
      (guard) => {
        asked.push(guard.text);
        return answers.get(guard) ?? false;
      },
      (judge) => {
        taken++;
        return judge(a) ? 'sent' : judge(b) || judge(a) ? 'held' : 'draft';
      },
    );
    return { outcome, asked };
  };
  const ways = [
    { answers: new Map([[a, true]]), outcome: 'sent', asked: ['a'] },
    { answers: new Map([[b, true]]), outcome: 'held', asked: ['a', 'b'] },
    { answers: new Map<Expr, boolean>(), outcome: 'draft', asked: ['a', 'b'] },
  ];
  for (const { answers, ...expected } of [...ways, ...ways]) expect(go(answers)).toEqual(expected);
  expect(taken).toBe(ways.length);
});
