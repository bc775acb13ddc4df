import { compile, type CompileOptions, type Compiled } from '../../compile.ts';
import type { Problem } from '../../problems/problem.ts';
import { layerProblem } from '../words/layer-words.ts';
import { mergeLayers, type MergedPack, type Origin } from './merge-layers.ts';
import type { Layer } from './layer.ts';

/** A problem of a merged pack. Its file, pointer and range are those of the merged pack. */
export interface LayeredProblem extends Problem {
  /** The layer with which it came: without it and those above, the definitions were sound here. */
  readonly layer: string;
  /** Who wrote the place at which it shows, in that layer's own file. */
  readonly origin: Origin | null;
}

export interface CompiledLayers extends Compiled {
  readonly problems: readonly LayeredProblem[];
  readonly merged: MergedPack;
}

/**
 * Layers → model, as `compile`, with every problem traced to the layer that brought it. A stage that an overlay takes
 * away shows as an unknown target in a file of the base pack; to blame is the overlay.
 *
 * Costs one compilation more a layer, only when something is wrong.
 */
export function compileLayers(layers: readonly Layer[], options: CompileOptions): CompiledLayers {
  const merged = mergeLayers(layers);
  const { model, problems: found } = compile(merged.pack, options);
  const own = merged.findings.map((finding): LayeredProblem => {
    const { layer, file, pointer } = finding;
    const range =
      merged.layers
        .find(({ key }) => key === layer)
        ?.files.get(file)
        ?.locate(pointer) ?? null;
    return {
      ...layerProblem(finding, range, options.language ?? 'en'),
      layer,
      origin: { layer, file, pointer },
    };
  });
  const blame = found.length === 0 ? new Map<string, string>() : blameLayers(layers, found, options);
  const problems = [
    ...own,
    ...found.map((problem) => ({
      ...problem,
      layer: blame.get(identityOf(problem)) ?? '',
      origin: merged.originOf(problem.file, problem.pointer),
    })),
  ];
  const isSound = own.every(({ severity }) => severity !== 'error');
  return { model: isSound ? model : null, problems, merged };
}

/** By problem: the lowest layer from which on it is there, all the way up. */
function blameLayers(
  layers: readonly Layer[],
  problems: readonly Problem[],
  options: CompileOptions,
): ReadonlyMap<string, string> {
  const top = layers.at(-1)?.key ?? '';
  const blame = new Map(problems.map((problem) => [identityOf(problem), top]));
  for (let height = layers.length - 1; height > 0; height--) {
    const key = layers[height - 1]?.key ?? '';
    const below = new Set(
      compile(mergeLayers(layers.slice(0, height)).pack, options).problems.map(identityOf),
    );
    const above = layers[height]?.key ?? '';
    for (const [identity, layer] of blame)
      if (layer === above && below.has(identity)) blame.set(identity, key);
  }
  return blame;
}

/** The same problem in two packs: ranges move with the text around them. */
function identityOf({ code, file, pointer, params }: Problem): string {
  return JSON.stringify([code, file, pointer, params]);
}
