import { buildFormModel, type BuildDecisions } from './build/build-form-model.ts';
import type { Parse } from './expressions/parse.ts';
import { parseFrom, type Trees } from './expressions/trees.ts';
import { linkPack } from './link/link-pack.ts';
import type { Model } from './model/model.ts';
import type { PackText } from './model/pack.ts';
import { Fault } from './problems/problem.ts';
import { readSound } from './read/read-sound.ts';

/**
 * Text of (a slice of) a release → the model that `computeForm` runs on. A release was judged by `compile` when it was
 * published, so nothing is judged again here: no grammar, no rules, no words for problems, no parser; that is what a
 * page need not carry. The model's stages do not move, it converts nothing, and decisions are answered by others.
 *
 * @param trees  what `treesOf` gives for the same files
 * @throws Fault when the files do not fit together, SyntaxError when one is not JSON: neither is a release
 */
export function loadModel(pack: PackText, trees: Trees): Model {
  return buildSound(pack, parseFrom(trees), () => new Map());
}

/** As `loadModel`, with whatever reads expressions and makes decision tables. */
export function buildSound(pack: PackText, parse: Parse, decisionsOf: BuildDecisions): Model {
  const { linked, findings: linking } = linkPack(readSound(pack), true);
  const { model, findings: building } = buildFormModel(linked, parse, decisionsOf);
  const wrong = [...linking, ...building].find(({ severity = 'error' }) => severity === 'error');
  if (wrong)
    throw new Fault(`${wrong.file}${wrong.pointer}: ${wrong.code} ${JSON.stringify(wrong.params ?? {})}`);
  return model;
}
