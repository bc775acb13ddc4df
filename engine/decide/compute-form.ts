import type { JsonObject } from '../model/json.ts';
import type { Model } from '../model/model.ts';
import type { Stored } from '../model/record.ts';
import { Fault } from '../problems/problem.ts';
import { computeIn, type Beyond } from './compute-in.ts';
import type { ComputeMemo } from './compute-memo.ts';
import { formReads } from './form-reads.ts';
import { sessionWith } from './open-session.ts';
import type { Verbs } from './session.ts';
import type { Computed, Facts, Needs, Setting } from './types.ts';
import type { Validators } from './validators.ts';

const never = (): never => {
  throw new Fault('A form computes; it moves and converts nothing.');
};
const noVerbs: Verbs = { fire: never, convert: never };
const nothingBeyond: Beyond = { foresee: () => [], sources: () => ({}) };

/**
 * `compute` for a page that holds a model of `loadModel`: the same values, states and problems of fields. What hangs on
 * links, ledgers or decisions is answered as needs marked `elsewhere`: the server computes then. Where only what is shown
 * lacks something (`x-live`), the rest is computed all the same, with `lacks` beside it.
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
): Computed | Needs {
  const session = sessionWith(formReads, model, validators, facts, setting, noVerbs);
  return computeIn(session, typeKey, data, before, previous, nothingBeyond);
}
