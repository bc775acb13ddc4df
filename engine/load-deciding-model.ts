import { buildDecisions } from './build/build-decision.ts';
import { parseFrom, type Trees } from './expressions/trees.ts';
import { buildSound } from './load-model.ts';
import type { Model } from './model/model.ts';
import type { PackText } from './model/pack.ts';

/**
 * `loadModel` with the decision tables that are among the files: the model that `computeDecidingForm` runs on.
 *
 * @throws as `loadModel`
 */
export function loadDecidingModel(pack: PackText, trees: Trees): Model {
  return buildSound(pack, parseFrom(trees), buildDecisions);
}
