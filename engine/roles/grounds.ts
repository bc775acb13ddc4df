// What conditions of rights and lists ask of the world: what `user`, `here` and settings refer to, what is looked up by
// them, and what lies below the branches that they name. It is read before they are judged, so that in memory and in the
// database they are judged on the same.
import type { Checked, Closure } from '../expressions/checked.ts';
import { emit } from '../expressions/emit.ts';
import { isGiven } from '../expressions/index.ts';
import type { Scope } from '../expressions/scope.ts';
import { childrenOf } from '../expressions/tree.ts';
import type { Expr } from '../model/expression.ts';
import type { Model } from '../model/model.ts';
import type { Id, Stored } from '../model/record.ts';
import { policyOf } from './policy.ts';

/** What has been read of the world so that rights can be judged. */
export interface Grounds {
  /** null: there is no such record. */
  readonly records: ReadonlyMap<Id, Stored | null>;
  /** Looked up, by `findKey`; null: there is none. */
  readonly finds: ReadonlyMap<string, Stored | null>;
  /** By branch: it and everything that lies below it. */
  readonly below: ReadonlyMap<Id, ReadonlySet<Id>>;
}

/** Parts of conditions that are known before a row is looked at, once what they lead to has been read. */
export interface Asking {
  /** The largest parts that go through references, look-ups or trees. */
  readonly values: readonly Closure[];
  /** Of trees that rows are looked for in. */
  readonly branches: readonly Closure[];
}

const kept = new WeakMap<Model, Map<string, Asking | null>>();
const asked = new WeakMap<Expr, Asking | null>();

/** What the rights of these roles ask of the world; null, as nearly always: nothing. */
export function askingOf(model: Model, roles: readonly string[]): Asking | null {
  let known = kept.get(model);
  if (!known) kept.set(model, (known = new Map()));
  const key = JSON.stringify(roles);
  let asking = known.get(key);
  if (asking === undefined) known.set(key, (asking = collect(conditionsOf(model, roles))));
  return asking;
}

/** The same of one condition. */
export function askingBy(condition: Expr): Asking | null {
  let asking = asked.get(condition);
  if (asking === undefined) asked.set(condition, (asking = collect([condition])));
  return asking;
}

function conditionsOf(model: Model, roles: readonly string[]): readonly Expr[] {
  return [...model.types.keys()].flatMap((type) =>
    (policyOf(model, roles, type)?.parts ?? [])
      .flatMap((part) => [part.read, part.edit, part.delete])
      .filter((rule) => typeof rule === 'object'),
  );
}

function collect(conditions: readonly Expr[]): Asking | null {
  const asking = { values: new Map<Checked, Closure>(), branches: new Map<Checked, Closure>() };
  const visit = (node: Checked): void => {
    if (isGiven(node)) {
      if (asksFacts(node)) asking.values.set(node, emit(node));
      return;
    }
    if (node.kind === 'call' && node.rule.name === 'under') {
      const [, branch] = node.args;
      if (branch && isGiven(branch)) asking.branches.set(branch, emit(branch));
    }
    childrenOf(node).forEach(visit);
  };
  for (const { tree } of conditions) if (tree) visit(tree);
  const [values, branches] = [[...asking.values.values()], [...asking.branches.values()]];
  return values.length + branches.length === 0 ? null : { values, branches };
}

function asksFacts(node: Checked): boolean {
  const own =
    node.kind === 'select' ? node.through === 'ref' : node.kind === 'call' && node.rule.facts === true;
  return own || childrenOf(node).some(asksFacts);
}

/** Works out all that hangs on no row, so that reads note what they lack; gives the branches, as far as they are known. */
export function branchesIn({ values, branches }: Asking, scope: Scope): readonly Id[] {
  for (const value of values) value(scope);
  return branches.flatMap((branch) => {
    const id = branch(scope);
    return typeof id === 'string' ? [id] : [];
  });
}
