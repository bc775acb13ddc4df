// Stories that nobody has written: every way through every machine, and every conversion, on the least data that a schema
// takes.
import type { Validators } from '../decide/validators.ts';
import type { Conversion } from '../model/conversion.ts';
import type { Model } from '../model/model.ts';
import type { RecordType } from '../model/type.ts';
import { Attempt, type GeneratedScenario } from './generated-attempt.ts';
import type { Setup } from './generated-play.ts';
import { beginnings, type Route } from './generated-route.ts';
import { pathsByHand, type MachinePath } from './machine-paths.ts';
import type { BaseData } from './play-scenario.ts';
import type { StoryPerson } from './story-people.ts';

export interface Generated {
  readonly scenarios: readonly GeneratedScenario[];
  /** Types that no record could be made of, and why. */
  readonly unmade: readonly { readonly type: string; readonly reason: string }[];
}

/**
 * Generates a scenario for every way of every machine that can be gone by hand, and for every conversion out of a stage
 * that can be reached so, with what it makes brought into force; tries it in memory, and says what happened. A refusal is
 * an answer (its guard said no); a fault or a stage that the machine does not lead to is not.
 *
 * What a record refuses that was created is tried on one that was made from another document, and that from a third.
 */
export function generateScenarios(
  model: Model,
  validators: Validators,
  base: BaseData,
  today = '2026-03-02',
): Generated {
  const generator = new Generator({ model, validators, base, today, people: approvers(model) });
  const scenarios: GeneratedScenario[] = [];
  const unmade: { type: string; reason: string }[] = [];
  for (const type of model.types.values()) {
    const paths = generator.pathsOf(type);
    const conversions = [...model.conversions.values()].filter(({ from }) => from === type.key);
    if (paths.length + conversions.length === 0) continue;
    const { routes, reason } = generator.routesTo(type);
    if (routes.length === 0) {
      unmade.push({ type: type.key, reason });
      continue;
    }
    const attempts = routes.map((route) => generator.attempt(route));
    for (const { events } of paths) scenarios.push(...best(attempts, (attempt) => attempt.go(events)));
    for (const conversion of conversions) {
      const tries = routes.flatMap((route) =>
        beginnings(type, conversion, paths).map((events) => ({ route, events })),
      );
      scenarios.push(...best(tries, ({ route, events }) => generator.convert(route, events, conversion)));
    }
  }
  return { scenarios, unmade };
}

/** The first that goes to its end, or where none does the one that came farthest, which tells why; and whatever has faults. */
function* best<Try>(
  tries: readonly Try[],
  play: (one: Try) => GeneratedScenario | null,
): Iterable<GeneratedScenario> {
  const told: GeneratedScenario[] = [];
  for (const one of tries) {
    const scenario = play(one);
    if (scenario === null) continue;
    told.push(scenario);
    if (scenario.refused === null && scenario.faults.length === 0) break;
  }
  const chosen =
    told.find(({ refused }) => refused === null) ?? told.toSorted((a, b) => stepsOf(b) - stepsOf(a))[0];
  for (const one of told) if (one === chosen || one.faults.length > 0) yield one;
}

function stepsOf({ scenario }: GeneratedScenario): number {
  return scenario.when.length;
}

interface Routes {
  readonly routes: readonly Route[];
  /** Why none is to be created. */
  readonly reason: string;
}

class Generator {
  readonly #setup: Setup;
  readonly #paths = new Map<string, readonly MachinePath[]>();
  readonly #routes = new Map<string, Routes>();
  readonly #attempts = new Map<Route, Attempt>();

  constructor(setup: Setup) {
    this.#setup = setup;
  }

  pathsOf({ key, machine }: RecordType): readonly MachinePath[] {
    const known = this.#paths.get(key) ?? (machine === null ? [] : pathsByHand(machine));
    this.#paths.set(key, known);
    return known;
  }

  attempt(route: Route): Attempt {
    const attempt = this.#attempts.get(route) ?? new Attempt(this.#setup, route);
    this.#attempts.set(route, attempt);
    return attempt;
  }

  /** null: not even its source comes to be. */
  convert(route: Route, events: readonly string[], conversion: Conversion): GeneratedScenario | null {
    const attempt = new Attempt(this.#setup, route, conversion);
    return attempt.prepare() === null ? attempt.go(events) : null;
  }

  /** Ways in which a record of a type comes to be: created; and by each conversion into it, if any, the nearest that works. */
  routesTo(type: RecordType): Routes {
    const known = this.#routes.get(type.key);
    if (known) return known;
    const created: Route = { root: type, hops: [] };
    const reason = this.attempt(created).prepare();
    const routes = reason === null ? [created] : [];
    // What leads round in a circle finds only what is created.
    this.#routes.set(type.key, { routes, reason: reason ?? '' });
    for (const conversion of this.#setup.model.conversions.values())
      if (conversion.to === type.key && conversion.from !== type.key) {
        const route = this.#routeBy(conversion, type);
        if (route !== null) routes.push(route);
      }
    return { routes, reason: reason ?? '' };
  }

  #routeBy(conversion: Conversion, to: RecordType): Route | null {
    const from = this.#setup.model.types.get(conversion.from);
    if (from === undefined) return null;
    for (const route of this.routesTo(from).routes)
      for (const events of beginnings(from, conversion, this.pathsOf(from))) {
        const longer: Route = { root: route.root, hops: [...route.hops, { events, conversion, to }] };
        if (this.attempt(longer).prepare() === null) return longer;
      }
    return null;
  }
}

/** Three people of each role, where something is approved: some ask, others answer, and four eyes see. */
function approvers({ types, roles }: Model): Readonly<Record<string, StoryPerson>> {
  if ([...types.values()].every(({ machine }) => (machine?.approvals.length ?? 0) === 0)) return {};
  return Object.fromEntries(
    [...roles.keys()].flatMap((role) => [1, 2, 3].map((nth) => [`${role}-${nth}`, { roles: [role] }])),
  );
}
