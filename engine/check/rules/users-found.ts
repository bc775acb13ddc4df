import type { Rule } from '../rule.ts';

/** Whoever signs in is told from all others by his e-mail, in one catalog. */
export const usersFound: Rule = function* ({ model }) {
  const saying = [...model.types.values()].filter(({ user }) => user !== null);
  for (const type of saying) {
    const place = { file: `types/${type.key}/type.json`, pointer: '/user' };
    const field = type.fields.get(type.user ?? '');
    if (field && (field.kind !== 'text' || field.unique?.length !== 0))
      yield { code: 'user-unfound', ...place, params: { field: field.key, type: type.key } };
    const [first] = saying;
    if (first && first !== type)
      yield { code: 'user-twice', ...place, params: { type: type.key, other: first.key } };
  }
};
