// Every name of the language, in every place where an expression may stand: accepted where it is in scope, and told with
// the names that are where it is not.
import { expect, test } from 'vitest';
import { compile } from '#engine';
import { ajvValidator } from '../../../runtime/validation.ts';
import { base, change } from './packs.ts';
import { everywhere, names, places, type ScopePlace } from './scope-places.ts';

/** `here` is known where a type says that people work there. */
const withPlace = change(base, { 'types/thing/type.json#/here': true });

function told(put: ScopePlace['change'], named: readonly string[]) {
  const bound = (value: string) => named.reduce((rest, name) => `cel.bind(bound, ${name}, ${rest})`, value);
  const pack = change(withPlace, put(bound));
  const { problems } = compile(pack, { validator: ajvValidator });
  return problems
    .filter(({ severity, code }) => severity === 'error' && code !== 'expr-not-sql')
    .map(({ code, range, file, params, cure }) => ({
      code,
      at: pack.files[file]?.slice(range?.start, range?.end),
      known: String(params['known'])
        .split(', ')
        .filter((name) => name !== 'bound'),
      hint: cure.includes(String(params['suggestion'] === '' ? params['known'] : params['suggestion'])),
    }));
}

test.each(places)('$place', ({ sees, change: put }) => {
  const known = [...everywhere, ...sees];
  expect(told(put, known)).toEqual([]);
  const others = names.filter((name) => !known.includes(name));
  const refused = told(put, others);
  expect(refused.map(({ at }) => at)).toEqual(others.toReversed());
  for (const one of refused)
    expect(one).toMatchObject({ code: 'expr-unknown-name', hint: true, known: known.toSorted() });
});
