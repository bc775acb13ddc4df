import { buildDecisions } from './build/build-decision.ts';
import { parseExpression } from './expressions/parse-expression.ts';
import { keepingTrees, type Trees } from './expressions/trees.ts';
import { buildSound } from './load-model.ts';
import type { Json } from './model/json.ts';
import type { PackText } from './model/pack.ts';

/**
 * Every expression that `loadModel` and `loadDecidingModel` will meet in these files, read here for them.
 *
 * @throws as `loadModel`
 */
export function treesOf(pack: PackText): Trees {
  const trees: Record<string, Json> = {};
  buildSound(pack, keepingTrees(parseExpression, trees), buildDecisions);
  return trees;
}
