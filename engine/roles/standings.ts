import type { Model } from '../model/model.ts';

/**
 * What a path stands for wherever an expression stands: what `user.record` says of the user, `here` of the place where he
 * works. What every account has is no field of a record.
 *
 * @returns types of records, and the path in them; null: its name means something at its place only
 */
export function commonStanding(
  model: Model,
  path: string,
): { readonly of: readonly string[]; readonly rest: string } | null {
  const [, name, rest = ''] = /^(user\.record|user|here)\.(.+)$/.exec(path) ?? [];
  if (name === undefined) return null;
  const saying = name === 'here' ? 'here' : 'user';
  const types =
    name === 'user' ? [] : [...model.types.values()].filter(({ json }) => json[saying] !== undefined);
  return { of: types.map(({ key }) => key), rest };
}
