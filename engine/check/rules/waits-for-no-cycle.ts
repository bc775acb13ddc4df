import type { Conversion } from '../../model/conversion.ts';
import type { Expr } from '../../model/expression.ts';
import type { Model } from '../../model/model.ts';
import { circlesOf } from '../circles.ts';
import { allOf, anyOf, demandsOf, demandsOfMore, type Demand, type Demands } from '../conditions/demands.ts';
import type { Rule } from '../rule.ts';
import { stageDemands } from '../stage-demands.ts';

interface Wait {
  readonly track: string;
  readonly for: string;
  readonly conversion: string;
}

/**
 * Billing that waits for delivery while delivery waits for billing never starts: the waits-for graph over the tracks of
 * a type has no cycle. A track waits for another by its basis, by the stages that the conversion starts from, or because
 * a condition asks for what is done there or for a document that only the other makes.
 * @source conversions.md Q4
 */
export const waitsForNoCycle: Rule = function* ({ model, linked }) {
  for (const [key, conversions] of model.conversionsFrom) {
    const type = model.types.get(key);
    if (!type) continue;
    const atStage = stageDemands(type);
    const waits = conversions.flatMap((conversion) => waitsOf(conversion, atStage, model));
    const waited = (track: string): readonly string[] =>
      waits.filter((wait) => wait.track === track).map((wait) => wait.for);
    for (const path of circlesOf(new Set(waits.map(({ track }) => track)), waited)) {
      const [track, other] = path;
      const wait = waits.find((each) => each.track === track && each.for === other);
      yield {
        code: 'tracks-wait',
        file: linked.conversions.get(wait?.conversion ?? '')?.file ?? '',
        pointer: `/tracks/${track}`,
        params: { path: path.join(' → '), type: key },
      };
    }
  }
};

type AtStage = (path: string) => Demands;

function waitsOf(conversion: Conversion, atStage: AtStage, model: Model): readonly Wait[] {
  const { stages, guards, lines, tracks } = conversion;
  const asked = anyOf([
    // Any of several stages will do; it waits for what each of them waits for.
    allOf(stages.map(atStage)),
    ...guards.filter(({ answer }) => answer === 'block').map(({ expr }) => demandsIn(expr)),
    ...lines.map(({ where }) => (where?.answer === 'block' ? demandsIn(where.expr) : new Set<Demand>())),
  ]);
  return tracks.flatMap(({ track, basis, when }) => {
    const demands = anyOf([
      asked,
      when === null ? new Set() : demandsIn(when),
      basis.kind === 'expr' && basis.expr.tree ? demandsOfMore(basis.expr.tree) : new Set(),
      basis.kind === 'posted' ? new Set([`track:${basis.track}` as const]) : new Set(),
    ]);
    const others = new Set(
      [...demands].flatMap((demand) => tracksOf(demand, track, conversion, atStage, model)),
    );
    others.delete(track);
    return [...others].map((other) => ({ track, for: other, conversion: conversion.key }));
  });
}

function demandsIn({ tree }: Expr): Demands {
  return tree ? demandsOf(tree) : new Set();
}

/** The tracks of the type on which something is done wherever a demand is met. */
function tracksOf(
  demand: Demand,
  waiting: string,
  { from }: Conversion,
  atStage: AtStage,
  model: Model,
): readonly string[] {
  const [kind, name] = [demand.slice(0, demand.indexOf(':')), demand.slice(demand.indexOf(':') + 1)];
  if (kind === 'track') return [name];
  if (kind === 'stage')
    return [...atStage(name)].flatMap((inner) =>
      inner.startsWith('track:') ? inner.slice('track:'.length) : [],
    );
  // What it came from is linked from the beginning.
  if (model.conversionsFrom.get(name)?.some(({ to }) => to === from)) return [];
  const makers = (model.conversionsFrom.get(from) ?? [])
    .filter(({ to }) => to === name)
    .map(({ tracks }) => new Set(tracks.map(({ track }) => track)))
    .filter((tracks) => !tracks.has(waiting));
  return [...allOf(makers)];
}
