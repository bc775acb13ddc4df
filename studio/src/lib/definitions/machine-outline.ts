// The stages of a type as the canvas draws them, read from machine.json even while it does not compile.
import { pointerOf, readLoosely } from './places.ts';
import { isTold, listOf, textOf, told, type Told } from './shapes.ts';

export interface OutlineState {
  /** Dotted, as everywhere: `confirmed.billing.none`. */
  readonly path: string;
  readonly key: string;
  readonly parent: string | null;
  readonly title: string;
  readonly color: string | null;
  readonly phase: string | null;
  readonly order: number;
  readonly kind: 'leaf' | 'compound' | 'parallel' | 'final';
  readonly isInitial: boolean;
  readonly track: string | null;
  readonly pointer: string;
}

export interface OutlineMove {
  readonly id: string;
  readonly from: string;
  /** null: stays where it is. */
  readonly to: string | null;
  /** Event key; '' for what happens by itself. */
  readonly event: string;
  readonly title: string;
  readonly guard: string | null;
  readonly reason: string | null;
  readonly roles: readonly string[];
  readonly actions: readonly string[];
  readonly pointer: string;
}

export interface MachineOutline {
  readonly states: readonly OutlineState[];
  readonly moves: readonly OutlineMove[];
}

/** @returns null when the text holds no machine at all */
export function outlineOf(text: string | undefined): MachineOutline | null {
  const machine = readLoosely(text);
  if (!isTold(machine) || !isTold(machine.states)) return null;
  const states: OutlineState[] = [];
  const moves: OutlineMove[] = [];
  walk(machine, null, [], states, moves);
  const known = new Set(states.map((state) => state.path));
  return { states, moves: moves.map((move) => ({ ...move, to: targetOf(move, known, textOf(machine.id)) })) };
}

function walk(
  node: Told,
  parent: string | null,
  place: readonly string[],
  states: OutlineState[],
  moves: OutlineMove[],
): void {
  const initial = textOf(node.initial);
  const isParallel = node.type === 'parallel';
  for (const [key, value] of Object.entries(told(node.states))) {
    const state = told(value);
    const meta = told(state.meta);
    const path = parent === null ? key : `${parent}.${key}`;
    const here = [...place, 'states', key];
    states.push({
      path,
      key,
      parent,
      title: textOf(meta.title) ?? key,
      color: textOf(meta.color),
      phase: textOf(meta.phase),
      order: typeof meta.order === 'number' ? meta.order : states.length,
      kind:
        state.type === 'parallel'
          ? 'parallel'
          : isTold(state.states)
            ? 'compound'
            : state.type === 'final'
              ? 'final'
              : 'leaf',
      isInitial: !isParallel && key === initial,
      track: textOf(meta.track),
      pointer: pointerOf(here),
    });
    moves.push(...movesOf(state, path, here));
    walk(state, path, here, states, moves);
  }
}

function movesOf(state: Told, from: string, place: readonly string[]): OutlineMove[] {
  const on = Object.entries(told(state.on)).flatMap(([event, value]) =>
    candidates(value, from, event, [...place, 'on', event]),
  );
  const after = Object.entries(told(state.after)).flatMap(([delay, value]) =>
    candidates(value, from, `after ${delay}`, [...place, 'after', delay]),
  );
  return [...on, ...after, ...candidates(state.always, from, '', [...place, 'always'])];
}

function candidates(value: unknown, from: string, event: string, place: readonly string[]): OutlineMove[] {
  return listOf(value).flatMap((one, index): OutlineMove[] => {
    const move = typeof one === 'string' ? { target: one } : told(one);
    const meta = told(move.meta);
    const guard = told(told(move.guard).params);
    const pointer = pointerOf(Array.isArray(value) ? [...place, String(index)] : place);
    return [
      {
        id: pointer,
        from,
        to: textOf(listOf(move.target)[0]),
        event,
        title: textOf(meta.title) ?? event,
        guard: textOf(guard.expr),
        reason: textOf(guard.reason),
        roles: listOf(meta.roles).flatMap((role) => textOf(role) ?? []),
        actions: listOf(move.actions).flatMap((action) => textOf(told(action).type) ?? []),
        pointer,
      },
    ];
  });
}

/** `sibling`, `.child`, `sibling.child` or `#machine.path`, as XState reads them. */
function targetOf(move: OutlineMove, known: ReadonlySet<string>, id: string | null): string | null {
  const { to, from } = move;
  if (to === null) return null;
  if (to.startsWith('.')) return from + to;
  if (to.startsWith('#')) return to.slice(1).replace(new RegExp(`^${id ?? '[^.]*'}\\.`), '');
  const parent = from.split('.').slice(0, -1).join('.');
  const sibling = parent === '' ? to : `${parent}.${to}`;
  return known.has(sibling) || !known.has(to) ? sibling : to;
}
