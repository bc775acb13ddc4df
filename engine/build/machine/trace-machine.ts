// Which ways a step goes. Apart from `xstate.ts`, which moves records and must not stop to tell: this one follows what
// has been moved already, and finds out what could be.
import { createMachine, initialTransition, transition } from 'xstate';
import type { Machine, State, Way } from '../../model/machine.ts';
import type { StageValue } from '../../model/record.ts';

export interface Trace {
  readonly stage: StageValue;
  /** In the order in which they were gone. */
  readonly ways: readonly Way[];
  /** A way led back to where the record was before, which is not known here: `stage`, and ways after it, may be others. */
  readonly isBack: boolean;
}

/** Whether a guarded way is open; those without a guard are not asked about. */
export type Opens = (way: Way) => boolean;

export interface MachineTrace {
  readonly start: (opens: Opens) => Trace;
  /** null: nothing is open on `event`. `@progress` only lets the automatic ways be asked. */
  readonly step: (stage: StageValue, event: string, opens: Opens) => Trace | null;
}

interface Context {
  readonly opens: Opens;
}
interface Snapshot {
  readonly value: StageValue;
}
/** What we use of XState's types, which would else be inferred from a machine that nobody has written. */
interface Logic {
  resolveState(config: { value: StageValue; context: Context }): Snapshot;
}
type Stepped = readonly [Snapshot, readonly { type: string; params?: unknown }[]];

/** @throws what XState throws when automatic ways chase each other */
export function traceMachine(machine: Machine): MachineTrace {
  const logic = createMachine(
    configOf(machine) as never,
    {
      guards: {
        opens: ({ context }: { context: Context }, { index }: { index: number }) => {
          const way = machine.ways[index];
          return way === undefined || context.opens(way);
        },
      },
      actions: { go: () => undefined },
    } as never,
  ) as unknown as Logic;
  const told = ([snapshot, actions]: Stepped): Trace => {
    const gone = actions.flatMap(({ type, params }) =>
      type === 'go' ? (machine.ways[(params as { index: number }).index] ?? []) : [],
    );
    const back = gone.findIndex(({ targets }) =>
      targets.some((path) => machine.states.get(path)?.kind === 'history'),
    );
    const isBack = back >= 0;
    return { stage: snapshot.value, ways: isBack ? gone.slice(0, back + 1) : gone, isBack };
  };
  const start = initialTransition as unknown as (logic: Logic, input: Context) => Stepped;
  const next = transition as unknown as (logic: Logic, from: Snapshot, event: { type: string }) => Stepped;
  return {
    start: (opens) => told(start(logic, { opens })),
    step(stage, event, opens) {
      const from = logic.resolveState({ value: stage, context: { opens } });
      const trace = told(next(logic, from, { type: event }));
      return trace.ways.length === 0 && event !== '@progress' ? null : trace;
    },
  };
}

function configOf(machine: Machine): object {
  const ids = new Map([...machine.states.keys()].map((path, index) => [path, `s${index}`]));
  const config = (path: string, children: readonly State[], own: object): object => {
    const by = (trigger: Way['trigger']): object[] =>
      machine.ways.flatMap((way, index) =>
        way.from === path && way.trigger === trigger && trigger !== 'on' ? [written(way, index, ids)] : [],
      );
    const on: Record<string, object[]> = {};
    for (const [index, way] of machine.ways.entries())
      if (way.from === path && (way.trigger === 'on' || way.trigger === 'after'))
        (on[way.event] ??= []).push(written(way, index, ids));
    const [always, onDone] = [by('always'), by('onDone')];
    return {
      ...own,
      ...(children.length > 0
        ? { states: Object.fromEntries(children.map((state) => [state.key, inner(state)])) }
        : {}),
      on,
      ...(always.length > 0 ? { always } : {}),
      ...(onDone.length > 0 ? { onDone } : {}),
    };
  };
  const inner = (state: State): object =>
    config(
      state.path,
      state.children.flatMap((path) => machine.states.get(path) ?? []),
      {
        id: ids.get(state.path),
        ...(state.kind === 'atomic' || state.kind === 'compound' ? {} : { type: state.kind }),
        // What was active before is not known here: a way back leads where it leads the first time.
        ...(state.kind === 'history' ? { history: 'shallow' } : {}),
        ...(state.kind === 'compound' && state.initial !== null ? { initial: state.initial } : {}),
      },
    );
  const { type, initial } = machine.json;
  const top = [...machine.states.values()].filter(({ parent }) => parent === null);
  const context = ({ input }: { input: Context }): Context => input;
  return {
    ...config('', top, { id: 'machine', ...(type === 'parallel' ? { type } : { initial }) }),
    context,
  };
}

function written(way: Way, index: number, ids: ReadonlyMap<string, string>): object {
  return {
    ...(way.targets.length > 0 ? { target: way.targets.map((path) => `#${ids.get(path) ?? ''}`) } : {}),
    ...(way.guard === null ? {} : { guard: { type: 'opens', params: { index } } }),
    actions: [{ type: 'go', params: { index } }],
    reenter: way.reenter,
  };
}
