import type { Problem } from '../../problems/problem.ts';
import { effectWords } from '../words/effect-words.ts';
import { layerProblem } from '../words/layer-words.ts';
import type { EffectRule, FoundEffect, PlanSides } from './effect.ts';
import { columns } from './rules/columns.ts';
import { conversions } from './rules/conversions.ts';
import { fields } from './rules/fields.ts';
import { migrations } from './rules/migrations.ts';
import { others } from './rules/others.ts';
import { stages } from './rules/stages.ts';
import { tracks } from './rules/tracks.ts';
import { types } from './rules/types.ts';

export interface Effect extends Omit<FoundEffect, 'problem' | 'isCovered'> {
  readonly words: string;
  /** What is stored would be lost, hidden or stranded, unless a migration looks after it. */
  readonly isDestructive: boolean;
  /** A migration of this plan looks after it. */
  readonly isCovered: boolean;
  /** Of a destructive change without a migration. Void when no record is touched: `standingProblems`. */
  readonly problem: Problem | null;
}

export interface EffectPlan {
  readonly effects: readonly Effect[];
  /** Those of the effects, as if every change touched some record. */
  readonly problems: readonly Problem[];
}

/** A new kind of effect is one file in `rules/` and one line here. */
const rules: readonly EffectRule[] = [
  types,
  fields,
  columns,
  tracks,
  stages,
  conversions,
  migrations,
  others,
];

/**
 * What publishing would do, by kind of effect, each with a description of the live records that it touches. Pure: the
 * runtime counts. Both sides must have compiled; what is wrong in the newer definitions is told by `compile`.
 */
export function planChanges(sides: PlanSides, language = 'en'): EffectPlan {
  const effects = rules.flatMap((rule) => rule(sides)).map((found) => tell(found, language));
  return { effects, problems: effects.flatMap(({ problem }) => problem ?? []) };
}

/** Problems of a plan that stand when this many records are touched by each of its effects, in their order. */
export function standingProblems(plan: EffectPlan, counts: readonly number[]): readonly Problem[] {
  return plan.effects.flatMap(({ problem }, index) =>
    problem !== null && counts[index] !== 0 ? [problem] : [],
  );
}

function tell({ problem, isCovered = false, ...effect }: FoundEffect, language: string): Effect {
  const { file, pointer, params } = effect;
  const finding =
    problem === undefined || isCovered ? null : { code: problem, layer: '', file, pointer, params };
  return {
    ...effect,
    words: effectWords(effect, language),
    isDestructive: problem !== undefined,
    isCovered,
    problem: finding === null ? null : layerProblem(finding, null, language),
  };
}
