// Expressions are total: whatever is null, a function answers, and what it answers is written down here.
import { expect, test } from 'vitest';
import { compileExpression, newScope, noReads, ruleNames } from '../../../engine/expressions/index.ts';
import { allRules } from '../../../engine/expressions/functions/index.ts';
import { dehydrateJson } from '../../../engine/values/hydrate.ts';

/** Functions that ask for facts; their nulls are tested with the facts. */
const asking = allRules()
  .filter((rule) => rule.kind === 'function' && rule.facts)
  .map(({ name }) => name);

/** Where null does not simply give null: a list that is not there has nothing in it. */
const otherwise: Readonly<Record<string, unknown>> = {
  sum: '0',
  size: '0',
  exists: false,
  all: true,
  map: [],
  filter: [],
  sortBy: [],
  groupBy: [],
};

test.each(
  allRules()
    .filter(({ name }) => !asking.includes(name) && name !== 'cel.bind')
    .map((rule) => [rule.name, rule] as const),
)('%s of null', (name, rule) => {
  const args =
    rule.kind === 'loop'
      ? ['null', 'x', rule.name === 'map' || rule.name.endsWith('By') ? 'x' : 'true']
      : rule.params
          .slice(0, rule.params.length - (rule.optional ?? 0))
          .map((param) =>
            param.words ? `'${param.words[0] ?? ''}'` : param.constant ? "'FREQ=DAILY'" : 'null',
          );
  const result = compileExpression(`${name}(${args.join(', ')})`, { scope: {}, types: () => null });
  if (!result.ok) throw new Error(JSON.stringify(result.errors));
  const value = dehydrateJson(result.expr.run(newScope(noReads, 'en')));
  expect(value).toEqual(name in otherwise ? otherwise[name] : null);
});

test('every function is known by its name', () => {
  expect(ruleNames()).toEqual(expect.arrayContaining(allRules().map(({ name }) => name)));
});
