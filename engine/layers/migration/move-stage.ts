import type { Machine, State } from '../../model/machine.ts';
import type { StageValue } from '../../model/record.ts';
import { pathsOfStage } from '../../build/machine/stage-value.ts';

/** Where a record stands, as the dotted paths of its innermost states; empty when its type had no stages. */
export function leavesOf(stage: StageValue | null): readonly string[] {
  if (stage === null) return [];
  const paths = pathsOfStage(stage);
  return paths.filter((path) => !paths.some((other) => other.startsWith(`${path}.`)));
}

/** The same after a step: the longest old path that fits is replaced by the new one, `*` fits whatever is left. */
export function mapLeaves(
  leaves: readonly string[],
  stageMap: ReadonlyMap<string, string>,
): readonly string[] {
  if (stageMap.size === 0) return leaves;
  const any = stageMap.get('*');
  if (leaves.length === 0) return any === undefined ? [] : [any];
  const moved = leaves.map((leaf) => {
    for (let at = leaf; at !== ''; at = at.slice(0, Math.max(at.lastIndexOf('.'), 0))) {
      const next = stageMap.get(at);
      if (next !== undefined) return next + leaf.slice(at.length);
    }
    return any ?? leaf;
  });
  return [...new Set(moved)];
}

/**
 * A stage of today's machine in which all these states are active; regions and stages that nobody names begin at their
 * initial ones.
 *
 * @returns the path of a state that the machine does not have, when there is one
 */
export function stageOf(
  machine: Machine,
  leaves: readonly string[],
): { readonly stage: StageValue } | string {
  // A stage that has become one without parts stands for what was inside it.
  const known = leaves.map((leaf) => {
    const outer = nearest(machine, leaf);
    return outer !== null && machine.states.get(outer)?.children.length === 0 ? outer : leaf;
  });
  const unknown = known.find((leaf) => !machine.states.has(leaf));
  if (unknown !== undefined) return unknown;
  if (known.length === 0) return { stage: machine.initial };
  const top = [...machine.states.values()].filter(
    ({ parent, kind }) => (parent === null || parent === '') && kind !== 'history',
  );
  const isParallel = machine.json['type'] === 'parallel';
  return { stage: valueOf(top, isParallel, null, machine, known) };
}

function nearest(machine: Machine, path: string): string | null {
  for (let at = path; at !== ''; at = at.slice(0, Math.max(at.lastIndexOf('.'), 0)))
    if (machine.states.has(at)) return at;
  return null;
}

function valueOf(
  children: readonly State[],
  isParallel: boolean,
  initial: string | null,
  machine: Machine,
  leaves: readonly string[],
): StageValue {
  const inside = (state: State): StageValue | null =>
    state.children.length === 0
      ? null
      : valueOf(childrenOf(machine, state), state.kind === 'parallel', state.initial, machine, leaves);
  if (isParallel) return Object.fromEntries(children.map((state) => [state.key, inside(state) ?? {}]));
  const active =
    children.find(({ path }) => leaves.some((leaf) => leaf === path || leaf.startsWith(`${path}.`))) ??
    children.find(({ key }) => key === initial) ??
    children[0];
  if (active === undefined) return {};
  const inner = inside(active);
  return inner === null ? active.key : { [active.key]: inner };
}

function childrenOf(machine: Machine, state: State): readonly State[] {
  return [...machine.states.values()].filter(
    ({ parent, kind }) => parent === state.path && kind !== 'history',
  );
}
