// What conditions of rights ask of the world: what `user` and `here` refer to, and what lies below the branches that
// they name. It is read before rights are judged, so that in memory and in the database they are judged on the same.
import type { Checked, Closure } from '../expressions/checked.ts';
import { emit } from '../expressions/emit.ts';
import type { Scope } from '../expressions/scope.ts';
import { givenNames, walkedNames } from '../expressions/sql/columns.ts';
import { childrenOf, rootOf } from '../expressions/tree.ts';
import type { Model } from '../model/model.ts';
import type { Id, Stored } from '../model/record.ts';
import { policyOf } from './policy.ts';

/** What has been read of the world so that rights can be judged. */
export interface Grounds {
  /** null: there is no such record. */
  readonly records: ReadonlyMap<Id, Stored | null>;
  /** By branch: it and everything that lies below it. */
  readonly below: ReadonlyMap<Id, ReadonlySet<Id>>;
}

/** What is yet to be read. */
export interface GroundsNeeded {
  readonly records: readonly Id[];
  readonly branches: readonly Id[];
}

/** Parts of conditions that are known before a row is looked at, once what they walk through has been read. */
export interface Asking {
  readonly branches: readonly Closure[];
  readonly walks: readonly Closure[];
}

const kept = new WeakMap<Model, Map<string, Asking | null>>();

/** What the rights of these roles ask of the world; null, as nearly always: nothing. */
export function askingOf(model: Model, roles: readonly string[]): Asking | null {
  let known = kept.get(model);
  if (!known) kept.set(model, (known = new Map()));
  const key = JSON.stringify(roles);
  let asking = known.get(key);
  if (asking === undefined) known.set(key, (asking = collect(model, roles)));
  return asking;
}

function collect(model: Model, roles: readonly string[]): Asking | null {
  const asking = { branches: new Map<Checked, Closure>(), walks: new Map<Checked, Closure>() };
  const visit = (node: Checked): void => {
    if (node.kind === 'call' && node.rule.name === 'under') {
      const [, branch] = node.args;
      if (branch && isGiven(branch)) asking.branches.set(branch, emit(branch));
    }
    if (node.kind === 'select' && node.through === 'ref' && walkedNames.has(rootOf(node)))
      asking.walks.set(node, emit(node));
    childrenOf(node).forEach(visit);
  };
  for (const type of model.types.keys())
    for (const part of policyOf(model, roles, type)?.parts ?? [])
      for (const rule of [part.read, part.edit, part.delete])
        if (typeof rule === 'object' && rule.tree) visit(rule.tree);
  const [branches, walks] = [[...asking.branches.values()], [...asking.walks.values()]];
  return branches.length + walks.length === 0 ? null : { branches, walks };
}

/** Whether a value hangs on no record. */
function isGiven(node: Checked): boolean {
  if (node.kind === 'local') return false;
  return node.kind === 'name' ? givenNames.has(node.name) : childrenOf(node).every(isGiven);
}

/** Ids of the branches that are asked about, as far as they are known by now. */
export function branchesIn({ branches, walks }: Asking, scope: Scope): readonly Id[] {
  for (const walk of walks) walk(scope);
  return branches.flatMap((branch) => {
    const id = branch(scope);
    return typeof id === 'string' ? [id] : [];
  });
}
