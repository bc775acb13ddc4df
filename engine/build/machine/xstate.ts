// The only file that knows XState. What happens in a step is its algorithm (SCXML); guards are judged by whoever asks.
import { createMachine } from 'xstate';
import type { Expr } from '../../model/expression.ts';
import type { Action, Judge, Machine, Step } from '../../model/machine.ts';
import type { StageValue } from '../../model/record.ts';
import type { StageHistory } from '../../model/stage-memory.ts';
import { Fault } from '../../problems/problem.ts';
import { pathsOfStage } from './stage-value.ts';
import type { Edge } from './edges.ts';
import { KnownSteps } from './known-steps.ts';
import { subtree, type StateNode } from './state-tree.ts';

export interface MachineParts {
  readonly root: StateNode;
  readonly edges: readonly Edge[];
  readonly onEntry: ReadonlyMap<StateNode, readonly Action[]>;
  readonly onExit: ReadonlyMap<StateNode, readonly Action[]>;
  /** States of which a step tells that they were entered. */
  readonly marked: ReadonlySet<StateNode>;
  /** false: problems were told, and nothing will be run. */
  readonly isSound: boolean;
}

export interface StageEngine {
  readonly initial: StageValue;
  readonly start: (judge: Judge) => Step;
  /** null: no transition on `event` is open. `@progress` is always answered: it only lets `always` be asked again. */
  readonly step: Machine['step'];
}

/** More microsteps than this in one step mean transitions that chase each other. */
const MICROSTEPS_MAX = 100;

/** What we use of XState's actor logic; semi-internal, hence pinned and kept in this file. */
interface Logic {
  resolveState(config: { value: StageValue; context: Context; historyValue?: HistoryValue }): Snapshot;
  getStateNodeById(id: string): { readonly id: string };
  getTransitionData(snapshot: Snapshot, event: { type: string }): readonly unknown[];
  transition(snapshot: Snapshot, event: { type: string }, scope: object): Snapshot;
  getInitialSnapshot(scope: object, input: Context): Snapshot;
}
interface Snapshot {
  readonly value: StageValue;
  readonly historyValue: HistoryValue;
}
/** By id of a history state: the state nodes to lead back to. */
type HistoryValue = Readonly<Record<string, readonly { readonly id: string }[]>>;
/** An action as XState hands it over. */
interface Collected {
  readonly type: string;
  readonly params?: { readonly index?: number; readonly path?: string };
}
/** Made for one step and never stored. */
interface Context {
  readonly judge: Judge;
}

export function wrapXState(parts: MachineParts): StageEngine {
  if (!parts.isSound) return { initial: '', start: () => ({ stage: '', actions: [] }), step: () => null };
  const { config, actions, guards, paths } = configOf(parts);
  const events = new Set(
    parts.edges.filter(({ trigger }) => trigger === 'on' || trigger === 'after').map(({ event }) => event),
  );
  const remembering = historyOf(parts.root);
  const logic = createMachine(
    config as never,
    {
      guards: {
        expr: ({ context }: { context: Context }, params: { index: number }) =>
          judged(context, guards, params.index),
      },
      actions: { perform: () => undefined, mark: () => undefined },
    } as never,
  ) as unknown as Logic;

  const run = (move: (scope: object) => Snapshot): Step => {
    const done: Action[] = [];
    const entered: string[] = [];
    const collect = ({ type, params }: Collected): void => {
      if (type === 'mark' && params?.path !== undefined) entered.push(params.path);
      const action = type === 'perform' ? actions[params?.index ?? -1] : undefined;
      if (action !== undefined) done.push(action);
    };
    try {
      const snapshot = move(scopeFor(collect));
      return {
        stage: snapshot.value,
        actions: done,
        ...(entered.length === 0 ? {} : { entered }),
        ...remembering?.told(snapshot.historyValue),
      };
    } catch (error) {
      if (error instanceof Error && error.message.startsWith('Infinite loop')) throw new Fault(LOOP_MESSAGE);
      throw error;
    }
  };

  const start = (judge: Judge): Step => run((scope) => logic.getInitialSnapshot(scope, { judge }));
  const step = (stage: StageValue, event: string, judge: Judge, history?: StageHistory): Step | null => {
    for (const path of pathsOfStage(stage))
      if (!paths.has(path))
        throw new Fault(`The stored stage names "${path}", which is no state of this machine.`);
    const snapshot = logic.resolveState({
      value: stage,
      context: { judge },
      ...(history && remembering ? { historyValue: remembering.asked(history, logic) } : {}),
    });
    if (event !== '@progress' && logic.getTransitionData(snapshot, { type: event }).length === 0) return null;
    return run((scope) => logic.transition(snapshot, { type: event }, scope));
  };

  const starts = new KnownSteps<Step>();
  const steps = new KnownSteps<Step | null>();
  return {
    initial: start(() => false).stage,
    start: (judge) => starts.take('', judge, start),
    step(stage, event, judge, history) {
      // Only what stands under `on` is accepted: XState's own events would open `onDone`.
      if (event !== '@progress' && !events.has(event)) return null;
      const where = `${event} ${typeof stage === 'string' ? stage : JSON.stringify(stage)}`;
      const key = history && remembering ? `${where} ${JSON.stringify(history)}` : where;
      return steps.take(key, judge, (asked) => step(stage, event, asked, history));
    },
  };
}

const LOOP_MESSAGE = `More than ${MICROSTEPS_MAX} automatic transitions in one step: their guards send each other round.`;

function judged(context: Context, guards: readonly Expr[], index: number): boolean {
  const guard = guards[index];
  return guard === undefined || context.judge(guard);
}

/**
 * The surroundings that XState expects of a running actor. There is none: nothing is invoked or spawned, and actions
 * are collected, not run. Making a real actor for every step would cost three times the step.
 */
function scopeFor(actionExecutor: (action: Collected) => void): object {
  const nothing = (): void => undefined;
  const system = {
    _sendInspectionEvent: nothing,
    _bookId: () => '',
    _register: () => '',
    _unregister: nothing,
  };
  const self = { id: '', sessionId: '', system, send: nothing, _parent: undefined };
  return {
    self,
    system,
    id: '',
    sessionId: '',
    defer: nothing,
    logger: nothing,
    stopChild: nothing,
    emit: nothing,
    actionExecutor,
  };
}

/** Our tree as XState's JSON: targets by id, guards and actions by their index in a table. */
function configOf({ root, edges, onEntry, onExit, marked }: MachineParts): {
  config: object;
  actions: readonly Action[];
  guards: readonly Expr[];
  paths: ReadonlySet<string>;
} {
  const actions: Action[] = [];
  const guards: Expr[] = [];
  const paths = new Set<string>();
  const perform = (list: readonly Action[] | undefined): object[] =>
    (list ?? []).map((action) => ({ type: 'perform', params: { index: actions.push(action) - 1 } }));
  const way = (edge: Edge): object => ({
    ...(edge.targets.length > 0 ? { target: edge.targets.map((target) => `#${target.id}`) } : {}),
    ...(edge.guard === null
      ? {}
      : { guard: { type: 'expr', params: { index: guards.push(edge.guard.expr) - 1 } } }),
    actions: perform(edge.actions),
    reenter: edge.reenter,
  });
  const convert = (node: StateNode): object => {
    const own = edges.filter((edge) => edge.from === node);
    if (node.kind === 'history') return historyState(node, own);
    paths.add(node.path);
    const on: Record<string, object[]> = {};
    for (const edge of own)
      if (edge.trigger === 'on' || edge.trigger === 'after') (on[edge.event] ??= []).push(way(edge));
    const always = own.filter((edge) => edge.trigger === 'always').map(way);
    const onDone = own.filter((edge) => edge.trigger === 'onDone').map(way);
    return {
      id: node.id,
      ...(node.kind === 'parallel' || node.kind === 'final' ? { type: node.kind } : {}),
      ...(node.kind === 'compound' ? { initial: node.initial } : {}),
      ...(node.children.size > 0
        ? { states: Object.fromEntries([...node.children].map(([key, child]) => [key, convert(child)])) }
        : {}),
      on,
      entry: [
        ...(marked.has(node) ? [{ type: 'mark', params: { path: node.path } }] : []),
        ...perform(onEntry.get(node)),
      ],
      exit: perform(onExit.get(node)),
      ...(always.length > 0 ? { always } : {}),
      ...(onDone.length > 0 ? { onDone } : {}),
    };
  };
  const options = { maxIterations: MICROSTEPS_MAX };
  const context = ({ input }: { input: Context }): Context => input;
  return { config: { ...convert(root), context, options }, actions, guards, paths };
}

/** Where it leads the first time is told by its one edge. */
function historyState(node: StateNode, [first]: readonly Edge[]): object {
  const [target] = first?.targets ?? [];
  return {
    id: node.id,
    type: 'history',
    history: node.json['history'] === 'deep' ? 'deep' : 'shallow',
    ...(target ? { target: `#${target.id}` } : {}),
  };
}

interface Remembering {
  readonly told: (history: HistoryValue) => { readonly history?: StageHistory };
  readonly asked: (history: StageHistory, logic: Logic) => HistoryValue;
}

/** History is stored by path: ids are ours alone and change with the file. null: the machine has no history states. */
function historyOf(root: StateNode): Remembering | null {
  const all = subtree(root);
  if (!all.some(({ kind }) => kind === 'history')) return null;
  const byPath = new Map(all.map((node) => [node.path, node]));
  const pathOf = new Map(all.map((node) => [node.id, node.path]));
  return {
    told(history) {
      const entries = Object.entries(history).map(
        ([id, nodes]) => [pathOf.get(id) ?? '', nodes.map((node) => pathOf.get(node.id) ?? '')] as const,
      );
      return entries.length === 0 ? {} : { history: Object.fromEntries(entries) };
    },
    // States that a newer release no longer has are forgotten: their history leads where it leads the first time.
    asked: (history, logic) =>
      Object.fromEntries(
        Object.entries(history).flatMap(([path, states]) => {
          const node = byPath.get(path);
          const known = states.flatMap((state) => byPath.get(state) ?? []);
          return node && known.length === states.length
            ? [[node.id, known.map(({ id }) => logic.getStateNodeById(id))]]
            : [];
        }),
      ),
  };
}
