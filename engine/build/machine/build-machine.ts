import type { JsonObject } from '../../model/json.ts';
import { asList, asObject, asText, type LinkedType } from '../../model/linked-pack.ts';
import type { Action, Machine, MachineEvent, Transition, Way } from '../../model/machine.ts';
import type { PackFile } from '../../model/pack.ts';
import type { StageValue } from '../../model/record.ts';
import { nearestName } from '../../problems/nearest-name.ts';
import { machineScope } from '../scopes.ts';
import { textKeyOf } from '../text-key.ts';
import { wordsOfKey } from '../words-of-key.ts';
import type { Workshop } from '../workshop.ts';
import { buildApprovals } from './build-approvals.ts';
import { buildActions } from './build-actions.ts';
import { buildState } from './build-state.ts';
import { buildDelays } from './build-delays.ts';
import { buildEdges, type Edge } from './edges.ts';
import { phaseOfStage, pathsOfStage } from './stage-value.ts';
import { stateTree, type StateNode } from './state-tree.ts';
import { wrapXState } from './xstate.ts';

/** machine.json → an executable machine. What is wrong in it is told; the machine made then refuses to move. */
export function buildMachine(type: LinkedType, file: PackFile, workshop: Workshop): Machine {
  const json = asObject(file.json);
  const { root, nodes } = stateTree(json);
  const before = workshop.findings.length;
  for (const node of nodes) tellInitial(node, type.key, file.path, workshop);
  const edges = buildEdges(nodes, type, file.path, workshop);
  const onEntry = actionsAt('entry', nodes, type, file.path, workshop);
  const onExit = actionsAt('exit', nodes, type, file.path, workshop);
  const states = new Map(
    nodes.filter((node) => node !== root).map((node) => [node.path, buildState(node, file.path, workshop)]),
  );
  const approvals = buildApprovals(nodes, type, file.path, workshop);
  const delays = buildDelays(nodes, type, file.path, workshop);
  const waiting = new Set([...approvals.map(({ state }) => state), ...delays.keys()]);
  const marked = new Set(nodes.filter(({ path }) => waiting.has(path)));
  const transitions = edges
    .filter((edge) => edge.trigger === 'on')
    .map((edge) => buildTransition(edge, file.path));
  const byState = new Map<string, Transition[]>();
  for (const transition of transitions)
    byState.set(transition.from, [...(byState.get(transition.from) ?? []), transition]);
  const pathsOf = (stage: StageValue): readonly string[] => pathsOfStage(stage);
  const candidates = (stage: StageValue, event: string | null): readonly Transition[] =>
    // Innermost first, as XState asks them; the root (path '') is the ancestor of all.
    ['', ...pathsOf(stage)]
      .sort((a, b) => depthOf(b) - depthOf(a))
      .flatMap((path) => byState.get(path) ?? [])
      .filter((transition) => event === null || transition.event === event);
  const engine = wrapXState({
    root,
    edges,
    onEntry,
    onExit,
    marked,
    isSound: workshop.findings.length === before,
  });
  return {
    states,
    events: buildEvents(transitions, edges),
    transitions,
    actions: [...onEntry.values(), ...onExit.values(), ...edges.map((edge) => edge.actions)].flat(),
    ways: edges.flatMap(wayOf),
    initial: engine.initial,
    approvals,
    delays,
    json,
    pathsOf,
    phaseOf: (stage) => phaseOfStage(stage, states),
    start: engine.start,
    step: engine.step,
    candidates,
  };
}

function depthOf(path: string): number {
  return path === '' ? 0 : path.split('.').length;
}

function tellInitial(node: StateNode, type: string, file: string, { tell }: Workshop): void {
  if (node.kind !== 'compound') return;
  if (node.initial === null)
    tell({
      code: 'initial-missing',
      file,
      pointer: node.pointer,
      params: { state: node.path === '' ? type : node.path },
    });
  else if (!node.children.has(node.initial))
    tell({
      code: 'unknown-state',
      file,
      pointer: `${node.pointer}/initial`,
      params: { name: node.initial, suggestion: nearestName(node.initial, node.children.keys()) },
    });
}

function actionsAt(
  moment: 'entry' | 'exit',
  nodes: readonly StateNode[],
  type: LinkedType,
  file: string,
  workshop: Workshop,
): ReadonlyMap<StateNode, readonly Action[]> {
  // Any event may lead here, so nothing is known of its input.
  const scope = machineScope(workshop.common, workshop.docType(type.key), { kind: 'any' });
  return new Map(
    nodes.map((node) => {
      const origin = { file, pointer: `${node.pointer}/${moment}` };
      return [node, buildActions(node.json[moment], origin, scope, type, workshop)];
    }),
  );
}

function buildTransition(
  { from, event, targets, meta, asked, guard, actions, pointer }: Edge,
  file: string,
): Transition {
  return {
    from: from.path,
    event,
    targets: targets.map((target) => target.path),
    title: asText(meta['title']) ?? wordsOfKey(event),
    textKey: textKeyOf({ file, pointer: `${pointer}/meta/title` }),
    form: meta['form'] === undefined ? null : asObject(meta['form']),
    asked,
    confirm: asText(meta['confirm']),
    confirmKey: textKeyOf({ file, pointer: `${pointer}/meta/confirm` }),
    primary: meta['primary'] === true,
    guard,
    roles: asList(meta['roles']).map(String),
    actions,
    pointer,
  };
}

function wayOf({ from, trigger, event, targets, guard, reenter, pointer }: Edge): Way[] {
  if (trigger === 'history') return [];
  const paths = targets.map(({ path }) => path);
  return [{ from: from.path, trigger, event, targets: paths, guard: guard?.expr ?? null, reenter, pointer }];
}

/** An event takes its words from its first transition that has any. */
function buildEvents(
  written: readonly Transition[],
  edges: readonly Edge[],
): ReadonlyMap<string, MachineEvent> {
  // Words are those of the first stage by its order, not by where its key happens to stand in the file.
  const orders = new Map(
    edges.map(({ from }) => [from.path, Number(from.meta['order'] ?? Number.MAX_SAFE_INTEGER)]),
  );
  const inOrder = (a: string, aPointer: string, b: string, bPointer: string): number =>
    (orders.get(a) ?? 0) - (orders.get(b) ?? 0) || (aPointer < bPointer ? -1 : 1);
  const transitions = written.toSorted((a, b) => inOrder(a.from, a.pointer, b.from, b.pointer));
  const metas = new Map<string, JsonObject[]>();
  for (const { trigger, event, meta } of edges.toSorted((a, b) =>
    inOrder(a.from.path, a.pointer, b.from.path, b.pointer),
  ))
    if (trigger === 'on') metas.set(event, [...(metas.get(event) ?? []), meta]);
  const events = new Map<string, MachineEvent>();
  for (const [key, all] of metas) {
    const own = transitions.filter((transition) => transition.event === key);
    const titled = own[all.findIndex((meta) => meta['title'] !== undefined)] ?? own[0];
    const asking = own.find((transition) => transition.form !== null);
    const confirming = own.find((transition) => transition.confirm !== null);
    events.set(key, {
      key,
      title: titled?.title ?? wordsOfKey(key),
      textKey: titled?.textKey ?? '',
      form: asking?.form ?? null,
      asked: asking?.asked ?? new Map(),
      confirm: confirming?.confirm ?? null,
      confirmKey: confirming?.confirmKey ?? '',
      roles: own.every((transition) => transition.roles.length > 0)
        ? [...new Set(own.flatMap((transition) => transition.roles))]
        : [],
      primary: own.some((transition) => transition.primary),
      bulk: all.some((meta) => meta['bulk'] === true),
    });
  }
  return events;
}
