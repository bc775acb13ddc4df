import { asObject, type LinkedType } from '../../model/linked-pack.ts';
import type { Machine } from '../../model/machine.ts';
import type { PackFile } from '../../model/pack.ts';
import type { StageValue } from '../../model/record.ts';
import { Fault } from '../../problems/problem.ts';
import type { Workshop } from '../workshop.ts';
import { buildState } from './build-state.ts';
import { pathsOfStage, phaseOfStage } from './stage-value.ts';
import { stateTree, type StateNode } from './state-tree.ts';

/**
 * machine.json → its states, without the ways between them: enough to know a record's phase and what its stage lets be
 * edited. Whoever moves such a machine has the wrong model: that is a Fault. The initial stage is that of `initial`s;
 * unconditional `always` ways out of it are the server's to go.
 */
export function restingMachine(_type: LinkedType, file: PackFile, workshop: Workshop): Machine {
  const json = asObject(file.json);
  const { root, nodes } = stateTree(json);
  const states = new Map(
    nodes.filter((node) => node !== root).map((node) => [node.path, buildState(node, file.path, workshop)]),
  );
  const never = (): never => {
    throw new Fault(`The stages in ${file.path} were loaded to be read, not to be moved.`);
  };
  return {
    states,
    events: new Map(),
    transitions: [],
    actions: [],
    ways: [],
    initial: initialOf(root),
    approvals: [],
    delays: new Map(),
    json,
    pathsOf: (stage) => pathsOfStage(stage),
    phaseOf: (stage) => phaseOfStage(stage, states),
    start: never,
    step: never,
    candidates: never,
  };
}

function initialOf(node: StateNode): StageValue {
  if (node.kind === 'parallel')
    return Object.fromEntries(
      [...node.children].flatMap(([key, child]) =>
        child.kind === 'history' ? [] : [[key, insideOf(child)] as const],
      ),
    );
  const child = node.children.get(node.initial ?? '');
  if (child === undefined) return '';
  return child.children.size === 0 ? child.key : { [child.key]: initialOf(child) };
}

/** The value of a region: of one without children, an empty object, as XState writes it. */
function insideOf(node: StateNode): StageValue {
  return node.children.size === 0 ? {} : initialOf(node);
}
