// What a set of roles may do with the records of one type: compiled once, asked by decisions, screens, lists and search.
import type { Scope } from '../expressions/scope.ts';
import type { Model } from '../model/model.ts';
import type { FieldRule, Grant, Role, Stages } from '../model/role.ts';
import type { RecordType } from '../model/type.ts';
import { reaches, ruleOf } from './reach.ts';
import type { Rule } from './reach.ts';

/** One role's part in a policy. Its verbs reach the records that it reads. */
export interface Part {
  readonly role: Role;
  readonly grant: Grant;
  readonly read: Rule;
  readonly edit: Rule;
  readonly delete: Rule;
}

export interface Policy {
  readonly type: RecordType;
  /** Roles that say something of the type; none: everything is denied. */
  readonly parts: readonly Part[];
  /** Some role hides a field or closes it. */
  readonly fieldRules: boolean;
}

/** Asked with the record as `doc` in scope; the scope is made only when a rule looks at the record. */
export type Asked = () => Scope;

/** By type, then by roles. */
const kept = new WeakMap<Model, Map<string, Map<string, Policy | null>>>();

/**
 * The policy of several roles on a type: what any of them may do, its members may.
 *
 * @returns null when there is no such type
 */
export function policyOf(model: Model, roles: readonly string[], typeKey: string): Policy | null {
  let types = kept.get(model);
  if (!types) kept.set(model, (types = new Map()));
  let known = types.get(typeKey);
  if (!known) types.set(typeKey, (known = new Map()));
  const [only = ''] = roles;
  const key = roles.length === 1 ? only : JSON.stringify([...new Set(roles)].sort());
  let policy = known.get(key);
  if (policy === undefined) known.set(key, (policy = compilePolicy(model, roles, typeKey)));
  return policy;
}

function compilePolicy(model: Model, roles: readonly string[], typeKey: string): Policy | null {
  const type = model.types.get(typeKey);
  if (!type) return null;
  const parts = [...new Set(roles)].flatMap((key): Part[] => {
    const role = model.roles.get(key);
    const grant = role?.grants.get(typeKey) ?? role?.grants.get('*');
    if (!role || !grant) return [];
    return [
      {
        role,
        grant,
        read: ruleOf(grant.read, type),
        edit: ruleOf(grant.edit, type),
        delete: ruleOf(grant.delete, type),
      },
    ];
  });
  return { type, parts, fieldRules: parts.some(({ grant }) => grant.fields.size > 0) };
}

export function grantsReading(model: Model, roles: readonly string[], type: string): boolean {
  const policy = policyOf(model, roles, type);
  return policy !== null && readsSome(policy);
}

export function grantsCreate(model: Model, roles: readonly string[], type: string): boolean {
  const policy = policyOf(model, roles, type);
  return policy !== null && mayCreate(policy);
}

/** Whether any record at all may be seen: what the menu holds. */
export function readsSome({ parts }: Policy): boolean {
  return parts.some(({ read }) => read !== 'none');
}

export function readsAll({ parts }: Policy): boolean {
  return parts.some(({ read }) => read === 'all');
}

export function mayRead({ parts }: Policy, asked: Asked): boolean {
  const scope = once(asked);
  return parts.some(({ read }) => reaches(read, scope));
}

export function mayCreate({ parts }: Policy): boolean {
  return parts.some(({ grant }) => grant.create);
}

/** Whether any record might be changed: for what is not there yet. */
export function changesSome({ parts }: Policy, verb: 'edit' | 'delete'): boolean {
  return parts.some((part) => part.read !== 'none' && part[verb] !== 'none');
}

export function mayChange({ parts }: Policy, verb: 'edit' | 'delete', asked: Asked): boolean {
  const scope = once(asked);
  return parts.some((part) => changes(part, verb, scope));
}

function changes(part: Part, verb: 'edit' | 'delete', scope: Asked): boolean {
  return reaches(part.read, scope) && reaches(part[verb], scope);
}

const names = (keys: readonly string[], key: string): boolean => keys.includes('*') || keys.includes(key);

/** What a part allows by name. Conversions may be granted by the role as well. */
export function grantsNamed(
  { role, grant }: Part,
  kind: 'event' | 'conversion' | 'print',
  key: string,
): boolean {
  switch (kind) {
    case 'event':
      return names(grant.events, key);
    case 'print':
      return names(grant.prints, key);
    case 'conversion':
      return names(role.conversions, key) || names(grant.conversions, key);
  }
}

export function mayDo(
  { parts }: Policy,
  kind: 'event' | 'conversion' | 'print',
  key: string,
  asked: Asked,
): boolean {
  const scope = once(asked);
  return parts.some((part) => grantsNamed(part, kind, key) && reaches(part.read, scope));
}

export interface FieldRight {
  readonly hidden: boolean;
  readonly readonly: boolean;
}

const open: FieldRight = { hidden: false, readonly: false };

/**
 * What the roles leave of a field. A role speaks for the records that it reads (of a new one, for those that it may
 * create); what one role shows, another does not hide.
 *
 * @param path    dotted, `lines.cost`; what holds of a table holds of its columns
 * @param states  active states of the record
 * @param asked   null: the record is being made
 */
export function fieldRight(
  policy: Policy,
  path: string,
  states: readonly string[],
  asked: Asked | null,
): FieldRight {
  if (!policy.fieldRules) return open;
  const scope = asked && once(asked);
  const speaking = policy.parts.filter((part) => (scope ? reaches(part.read, scope) : part.grant.create));
  if (speaking.length === 0) return { hidden: policy.parts.length > 0, readonly: true };
  const hidden = speaking.every(({ grant }) => holdsAt(grant, 'hidden', path, states));
  const changing = scope ? speaking.filter((part) => reaches(part.edit, scope)) : speaking;
  const closed = changing.every(
    ({ grant }) => holdsAt(grant, 'readonly', path, states) || holdsAt(grant, 'hidden', path, states),
  );
  return { hidden, readonly: hidden || closed };
}

/** Whether every role that says something of the type hides a field, or closes it, whatever records it reaches. */
export function closesEverywhere({ parts }: Policy, path: string, states: readonly string[]): boolean {
  return (
    parts.length > 0 &&
    parts.every(
      ({ grant }) => holdsAt(grant, 'readonly', path, states) || holdsAt(grant, 'hidden', path, states),
    )
  );
}

function holdsAt(grant: Grant, what: keyof FieldRule, path: string, states: readonly string[]): boolean {
  return stagesOf(grant, what, path).some(
    (stages) => stages === 'always' || (stages !== 'never' && stages.some((state) => states.includes(state))),
  );
}

/** What a grant says of a field: by itself and by what it stands in. */
export function stagesOf({ fields }: Grant, what: keyof FieldRule, path: string): readonly Stages[] {
  if (fields.size === 0) return [];
  const steps = path.split('.');
  return steps.flatMap((_, i) => {
    const rule = fields.get(steps.slice(0, i + 1).join('.'));
    return rule ? [rule[what]] : [];
  });
}

function once(asked: Asked): Asked {
  let scope: Scope | null = null;
  return () => (scope ??= asked());
}
