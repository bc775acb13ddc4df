import type { Expr } from '../model/expression.ts';
import type { Machine, Way } from '../model/machine.ts';
import type { Model } from '../model/model.ts';
import { traceMachine, type MachineTrace } from '../build/machine/trace-machine.ts';
import { pathsOfStage } from '../build/machine/stage-value.ts';
import { pointerOf } from '../read/json-pointer.ts';
import { watchModel, type SeenStep, type Watch } from './watch-model.ts';

export interface Counted {
  readonly covered: number;
  readonly of: number;
}

/** A place in a machine that no story has been at. */
export interface Uncovered {
  readonly kind: 'stage' | 'transition' | 'guard-true' | 'guard-false';
  readonly type: string;
  /** `sent` · `draft → sent on SEND` */
  readonly name: string;
  readonly file: string;
  readonly pointer: string;
}

export interface TypeCoverage {
  readonly type: string;
  readonly stages: Counted;
  readonly transitions: Counted;
  /** Outcomes: each guard counts twice, once open and once closed. */
  readonly guards: Counted;
  readonly missing: readonly Uncovered[];
}

/** Counts what stories have been through, of every type that has stages. */
export class Coverage {
  /** Give it to the players. */
  readonly watch: Watch;
  readonly #tallies: ReadonlyMap<string, Tally>;

  constructor(model: Model) {
    this.#tallies = new Map(
      [...model.types.values()].flatMap(({ key, machine }) =>
        machine === null ? [] : [[key, new Tally(key, machine)] as const],
      ),
    );
    this.watch = watchModel(model, (step) => this.#tallies.get(step.type)?.add(step));
  }

  report(): readonly TypeCoverage[] {
    return [...this.#tallies.values()].map((tally) => tally.report());
  }
}

/** A way that somebody has written; those of a region that follows a track are the engine's. */
function isWritten({ pointer }: Way): boolean {
  return !pointer.endsWith('/meta/track');
}

class Tally {
  readonly #type: string;
  readonly #machine: Machine;
  readonly #trace: MachineTrace;
  readonly #stages = new Set<string>();
  readonly #ways = new Set<Way>();
  readonly #open = new Set<Expr>();
  readonly #closed = new Set<Expr>();

  constructor(type: string, machine: Machine) {
    this.#type = type;
    this.#machine = machine;
    this.#trace = traceMachine(machine);
  }

  add({ before, event, after, answers }: SeenStep): void {
    for (const [guard, isOpen] of answers) (isOpen ? this.#open : this.#closed).add(guard);
    if (after === null) return;
    const opens = ({ guard }: Way): boolean => guard !== null && answers.get(guard) === true;
    const trace = before === null ? this.#trace.start(opens) : this.#trace.step(before, event, opens);
    for (const way of trace?.ways ?? []) {
      this.#ways.add(way);
      for (const target of way.targets) this.#visit(linesTo(target));
    }
    this.#visit(pathsOfStage(after));
  }

  #visit(paths: readonly string[]): void {
    for (const path of paths) this.#stages.add(path);
  }

  report(): TypeCoverage {
    const file = `types/${this.#type}/machine.json`;
    const missing: Uncovered[] = [];
    const tell = (kind: Uncovered['kind'], name: string, pointer: string): void =>
      void missing.push({ kind, type: this.#type, name, file, pointer });
    const stages = [...this.#machine.states.values()].filter(({ kind }) => kind !== 'history');
    for (const { path } of stages)
      if (!this.#stages.has(path))
        tell('stage', path, pointerOf(path.split('.').flatMap((key) => ['states', key])));
    const ways = this.#machine.ways.filter(isWritten);
    for (const way of ways) if (!this.#ways.has(way)) tell('transition', nameOf(way), way.pointer);
    const guarded = ways.filter(({ guard }) => guard !== null);
    for (const way of guarded) {
      if (way.guard === null) continue;
      if (!this.#open.has(way.guard)) tell('guard-true', nameOf(way), `${way.pointer}/guard`);
      if (!this.#closed.has(way.guard)) tell('guard-false', nameOf(way), `${way.pointer}/guard`);
    }
    const without = (...kinds: readonly Uncovered['kind'][]): number =>
      missing.filter(({ kind }) => kinds.includes(kind)).length;
    return {
      type: this.#type,
      stages: { covered: stages.length - without('stage'), of: stages.length },
      transitions: { covered: ways.length - without('transition'), of: ways.length },
      guards: {
        covered: 2 * guarded.length - without('guard-true', 'guard-false'),
        of: 2 * guarded.length,
      },
      missing,
    };
  }
}

/** `a.b.c` → a, a.b, a.b.c. */
function linesTo(path: string): readonly string[] {
  const keys = path.split('.');
  return keys.map((_, index) => keys.slice(0, index + 1).join('.'));
}

/** `draft → sent on SEND` */
export function nameOf({ from, targets, trigger, event }: Way): string {
  const to = targets.length === 0 ? '' : ` → ${targets.join(', ')}`;
  const by = trigger === 'on' ? `on ${event}` : trigger;
  return `${from === '' ? '(any)' : from}${to} ${by}`;
}
