import type { PackText } from '../../model/pack.ts';
import { canonicalText, compareText } from '../canonical/canonical-json.ts';
import type { LayerFinding } from '../words/layer-words.ts';
import { needsFindings } from './layer-needs.ts';
import { OVERLAY_FILE, readLayer, type Layer, type ReadLayer } from './layer.ts';
import { mergePiece } from './merge-json.ts';
import { ownerAt, ownerOfPointer, type Piece } from './piece.ts';

/** Who wrote a place of a merged pack, and where that stands in the layer's own file. */
export interface Origin {
  readonly layer: string;
  readonly file: string;
  readonly pointer: string;
}

export interface MergedPack {
  /** Canonical; what is compiled and published. */
  readonly pack: PackText;
  readonly layers: readonly ReadLayer[];
  readonly findings: readonly LayerFinding[];
  /** null: no such file. A place that is not there belongs to whoever wrote what it would stand in. */
  readonly originOf: (file: string, pointer: string) => Origin | null;
}

/**
 * Lays layers on one another, lowest first: JSON by file and by key (`mergePiece`), every other text whole. A broken
 * JSON file takes the place of what is below as it stands, so that compiling tells what is wrong with it. The lowest
 * layer lies on nothing: words of overlays mean nothing there, and the grammar refuses them.
 *
 * @returns the merged pack; `findings` name words of overlays that meet nothing and packs that are needed and absent
 */
export function mergeLayers(given: readonly Layer[]): MergedPack {
  const layers = given.map(readLayer);
  const refused = layers.flatMap((layer) => layer.refused ?? []);
  // What a refused layer would have been is not known, so nobody is told that it is missing.
  const findings: LayerFinding[] = refused.length > 0 ? refused : needsFindings(layers);
  const merged = new Map<string, MergedFile>();
  for (const [index, layer] of layers.entries()) {
    layOn(merged, layer, index, (code, file, pointer, name) =>
      findings.push({ code, layer: layer.key, file, pointer, params: { name } }),
    );
  }
  const paths = [...merged.keys()].sort(compareText);
  return {
    pack: { files: Object.fromEntries(paths.map((path) => [path, textOf(merged.get(path))])) },
    layers,
    findings,
    originOf(file, pointer) {
      const found = merged.get(file);
      if (found === undefined) return null;
      if (found.piece === null) return { layer: layers[found.layer]?.key ?? '', file, pointer };
      const owner = ownerOfPointer(found.piece.owner, pointer);
      return { layer: layers[owner.layer]?.key ?? '', file, pointer: owner.pointer };
    },
  };
}

/** `piece` null: a text, or a broken file. */
interface MergedFile {
  readonly text: string;
  readonly piece: Piece | null;
  readonly layer: number;
}

function textOf(file: MergedFile | undefined): string {
  if (file === undefined) return '';
  return file.piece === null ? file.text : canonicalText(file.piece.value);
}

type Tell = (code: LayerFinding['code'], file: string, pointer: string, name: string) => void;

function layOn(merged: Map<string, MergedFile>, layer: ReadLayer, index: number, tell: Tell): void {
  for (const [at, path] of layer.without.entries())
    if (!merged.delete(path)) tell('overlay-nothing', OVERLAY_FILE, `/remove/${at}`, path);
  for (const [path, file] of layer.files) {
    if (path === OVERLAY_FILE) continue;
    const below = merged.get(path)?.piece ?? null;
    const piece =
      file.json === undefined
        ? null
        : index === 0
          ? { value: file.json, owner: ownerAt(0, '') }
          : mergePiece(below, file.json, '', {
              layer: index,
              onNothing: (pointer, name) => tell('overlay-nothing', path, pointer, name),
              onCrowd: (pointer) => tell('overlay-crowd', path, pointer, ''),
            });
    merged.set(path, { text: file.text, piece, layer: index });
  }
}
