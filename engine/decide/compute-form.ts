import type { JsonObject } from '../model/json.ts';
import type { Reads } from '../expressions/scope.ts';
import type { Model } from '../model/model.ts';
import type { Stored } from '../model/record.ts';
import { Fault } from '../problems/problem.ts';
import { computeIn, memoOf, type Beyond } from './compute-in.ts';
import type { ComputeMemo } from './compute-memo.ts';
import { formReads } from './form-reads.ts';
import { sessionWith } from './open-session.ts';
import type { Session, Verbs } from './session.ts';
import type { Computed, Facts, Needs, Setting } from './types.ts';
import type { Validators } from './validators.ts';

const never = (): never => {
  throw new Fault('A form computes; it moves and converts nothing.');
};
const noVerbs: Verbs = { fire: never, convert: never };
/** The values alone: of ledgers, and of where values came from, a form asks apart. */
export const nothingBeyond: Beyond = { foresee: () => [], sources: () => ({}) };

/** The call of a form: nothing is done in it. */
export function formSession(
  readsOf: (session: () => Session) => Reads,
  model: Model,
  validators: Validators,
  facts: Facts,
  setting: Setting,
): Session {
  return sessionWith(readsOf, model, validators, facts, setting, noVerbs);
}

/**
 * `compute` for a page that holds a model of `loadModel`: the same values, states and problems of fields. What hangs on
 * links, ledgers or decisions is answered as needs marked `elsewhere`: the server computes then. Where only what is shown
 * lacks something (`x-live`), the rest is computed all the same, with `lacks` beside it.
 *
 * @param previous  `memo` of the last answer
 * @param was       what the server answered last, where it did since: its memo is not at hand
 */
export function computeForm(
  model: Model,
  validators: Validators,
  typeKey: string,
  data: JsonObject,
  before: Stored | null,
  facts: Facts,
  setting: Setting,
  previous: ComputeMemo | null = null,
  was: JsonObject | null = null,
): Computed | Needs {
  const session = formSession(formReads, model, validators, facts, setting);
  const memo = was ? memoOf(session, typeKey, was, before) : previous;
  return computeIn(session, typeKey, data, before, memo, nothingBeyond);
}
