// Ways through a machine by hand, found by XState's own graph traversal. Not for pages: nothing of the forms needs it.
import { getAdjacencyMap, getShortestPaths } from 'xstate/graph';
import { traceMachine } from '../build/machine/trace-machine.ts';
import type { Machine, Way } from '../model/machine.ts';
import type { StageValue } from '../model/record.ts';

/** Events in order; each opens one way, guards of which are taken as open. */
export interface MachinePath {
  readonly events: readonly string[];
  /** Where it leads, should every guard say yes and nothing move by itself. */
  readonly stage: StageValue;
  /** The last way gone; null: the beginning. */
  readonly last: Way | null;
}

/** Stages a machine may have at most before paths through it are no longer looked for. */
const STAGES_MAX = 2_000;

interface Snapshot {
  readonly status: 'active';
  readonly value: StageValue;
}
interface Event {
  readonly type: string;
  readonly way: number;
}

type Adjacency = Readonly<
  Record<
    string,
    {
      readonly state: Snapshot;
      readonly transitions: Readonly<Record<string, { readonly event: Event; readonly state: Snapshot }>>;
    }
  >
>;

/**
 * For every stage that can be reached by hand and every way out of it the shortest path that goes this way last, and
 * the empty path. Ways that open by themselves are not gone: what opens them is the data's to say.
 */
export function pathsByHand(machine: Machine): readonly MachinePath[] {
  const trace = traceMachine(machine);
  const closed = (): boolean => false;
  const first: Snapshot = { status: 'active', value: trace.start(closed).stage };
  const logic = {
    getInitialSnapshot: () => first,
    transition(snapshot: Snapshot, { type, way }: Event): Snapshot {
      const step = trace.step(snapshot.value, type, (asked) => asked === machine.ways[way]);
      return step === null ? snapshot : { status: 'active', value: step.stage };
    },
    getPersistedSnapshot: (snapshot: Snapshot) => snapshot,
  };
  const options = {
    events: ({ value }: Snapshot): Event[] => {
      const active = new Set(['', ...machine.pathsOf(value)]);
      return machine.ways.flatMap((way, index) =>
        way.trigger === 'on' && active.has(way.from) ? [{ type: way.event, way: index }] : [],
      );
    },
    serializeState: ({ value }: Snapshot) => JSON.stringify(value),
    serializeEvent: ({ type, way }: Event) => `${type} ${way}`,
    limit: STAGES_MAX,
  };
  const shortest = new Map(
    getShortestPaths(logic as never, options as never).map((path) => {
      const { state, steps } = path as unknown as {
        readonly state: Snapshot;
        readonly steps: readonly { readonly event: Event }[];
      };
      // The traversal begins with an event of its own.
      const events = steps.map(({ event }) => event.type).filter((type) => machine.events.has(type));
      return [JSON.stringify(state.value), events] as const;
    }),
  );
  const found: MachinePath[] = [{ events: [], stage: first.value, last: null }];
  const map = getAdjacencyMap(logic as never, options as never) as unknown as Adjacency;
  for (const { state: from, transitions } of Object.values(map)) {
    const events = shortest.get(JSON.stringify(from.value));
    if (events === undefined) continue;
    for (const { event, state } of Object.values(transitions))
      found.push({
        events: [...events, event.type],
        stage: state.value,
        last: machine.ways[event.way] ?? null,
      });
  }
  return found;
}
