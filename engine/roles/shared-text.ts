// Texts that are kept once for all readers: titles, and what search looks in. Who may not see what they are made of is
// not shown them.
import type { AddParam, SqlColumns } from '../expressions/index.ts';
import type { Scope } from '../expressions/scope.ts';
import type { Model } from '../model/model.ts';
import { metFields, titleFields, type MetField } from './met-fields.ts';
import { fieldRight, policyOf, readsAll, stagesOf, type Asked, type Policy } from './policy.ts';
import { fieldSql } from './policy-sql.ts';

/** What somebody has to be shown before he is shown a text. */
export interface Needed {
  /** Fields of the record itself that are hidden from somebody, sometimes. */
  readonly own: readonly string[];
  /** A field of another record is hidden from him, always or sometimes: there nobody asks record by record. */
  readonly isClosed: boolean;
}

const open: Needed = { own: [], isClosed: false };
const kept = new WeakMap<Policy, Map<string, Needed>>();

/** Fields of its own that a title needs, under these roles. */
export function titleNeeds(model: Model, roles: readonly string[], type: string): Needed {
  return needs(model, roles, type, 'title', () => titleFields(model, type));
}

/** Every record of the type may be seen, and its title. */
export function showsTitles(model: Model, roles: readonly string[], policy: Policy): boolean {
  const { own, isClosed } = titleNeeds(model, roles, policy.type.key);
  return readsAll(policy) && own.length === 0 && !isClosed;
}

/**
 * What the title of a record is made of is hidden from somebody.
 *
 * @param asked  null: the record is being made
 */
export function hidesTitle(
  model: Model,
  roles: readonly string[],
  policy: Policy,
  states: readonly string[],
  asked: Asked | null,
): boolean {
  const { own, isClosed } = titleNeeds(model, roles, policy.type.key);
  return isClosed || own.some((path) => fieldRight(policy, path, states, asked).hidden);
}

/** Fields that the text of a search path needs. */
export function searchNeeds(model: Model, roles: readonly string[], type: string, path: string): Needed {
  return needs(model, roles, type, `search ${path}`, () => metFields(model, type, path));
}

function needs(
  model: Model,
  roles: readonly string[],
  type: string,
  key: string,
  fields: () => readonly MetField[],
): Needed {
  const policy = policyOf(model, roles, type);
  if (policy === null) return open;
  const known = kept.get(policy) ?? new Map<string, Needed>();
  kept.set(policy, known);
  let needed = known.get(key);
  if (needed === undefined) {
    const hidden = fields().filter((field) => hidesField(model, roles, field));
    const own = hidden.filter((field) => field.type === type).map(({ path }) => path);
    needed = { own: [...new Set(own)], isClosed: hidden.some((field) => field.type !== type) };
    known.set(key, needed);
  }
  return needed;
}

/** A field of some record is hidden from somebody, at some stage at least. */
export function hidesField(model: Model, roles: readonly string[], { type, path }: MetField): boolean {
  const policy = policyOf(model, roles, type);
  return policy !== null && isHiddenSometimes(policy, path);
}

/** Every role that reads the type hides the field, at some stage at least. */
function isHiddenSometimes(policy: Policy, path: string): boolean {
  if (!policy.fieldRules) return false;
  const reading = policy.parts.filter(({ read }) => read !== 'none');
  return !reading.every(({ grant }) => stagesOf(grant, 'hidden', path).every((stages) => stages === 'never'));
}

/**
 * The records for which a text may be shown.
 *
 * @returns  a condition; true: all that may be read; false: none
 */
export function neededSql(
  { own, isClosed }: Needed,
  policy: Policy,
  columns: SqlColumns,
  scope: Scope,
  add: AddParam,
): string | boolean {
  if (isClosed) return false;
  const conditions = own.map((path) => fieldSql(policy, path, columns, scope, add));
  if (conditions.includes(false)) return false;
  const written = conditions.filter((condition) => typeof condition === 'string');
  return written.length === 0 ? true : `(${written.join(' and ')})`;
}
