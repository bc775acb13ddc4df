import type { RecordType } from '../model/type.ts';
import { allOf, anyOf, demandsOf, type Demands } from './conditions/demands.ts';
import { stateTree, type StateNode } from '../build/machine/state-tree.ts';

/**
 * What must have been done before a record can stand in a stage, by the guards of all ways that lead there.
 *
 * @returns of a dotted path; of no stage, or one that a record may begin in, nothing
 */
export function stageDemands({ machine }: RecordType): (path: string) => Demands {
  if (machine === null) return () => new Set();
  const { nodes } = stateTree(machine.json);
  const byPath = new Map(nodes.map((node) => [node.path, node]));
  const known = new Map<string, Demands>();
  /** null: the way goes round in a circle, and adds nothing to the others. */
  const of = (path: string, trail: readonly string[]): Demands | null => {
    if (trail.includes(path)) return null;
    const done = known.get(path);
    const node = byPath.get(path);
    if (done || !node?.parent) return done ?? new Set();
    const around = [...trail, path];
    const entered = machine.ways
      .filter(({ targets }) => targets.some((target) => target === path || target.startsWith(`${path}.`)))
      .map(({ from, guard }) => {
        const before = of(from, around);
        return before && anyOf([before, guard?.tree ? demandsOf(guard.tree) : new Set()]);
      });
    const found = [...entered, ...(isInitial(node) ? [of(node.parent.path, around)] : [])];
    const demands = allOf(found.filter((one) => one !== null));
    if (trail.length === 0) known.set(path, demands);
    return demands;
  };
  return (path) => of(path, []) ?? new Set();
}

/** Whoever enters the state around it enters it too. */
function isInitial({ key, parent }: StateNode): boolean {
  return parent !== null && (parent.kind === 'parallel' || parent.initial === key);
}
