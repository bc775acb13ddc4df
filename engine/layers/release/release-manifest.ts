import type { JsonObject } from '../../model/json.ts';
import type { PackText } from '../../model/pack.ts';
import { asText } from '../../model/linked-pack.ts';
import { canonicalText, compareText } from '../canonical/canonical-json.ts';
import { canonicalPack, contentMaterial, fileMaterial, isSidecar } from '../canonical/canonical-pack.ts';
import { languageOf } from '../language/bring-forward.ts';
import { readLayer, type Layer } from '../overlay/layer.ts';
import { languageVersion } from '../../read/newer-language.ts';

/** One layer of a release, by content. */
export interface ManifestLayer {
  readonly key: string;
  /** From its pack.json; null for an overlay, which has none of its own. */
  readonly version: string | null;
  /** Version of the definition language in which it is stored. */
  readonly language: number;
  /** Content key of the layer as a whole. */
  readonly content: string;
  /** Path → content key of the file. Canvas coordinates have none. */
  readonly files: Readonly<Record<string, string>>;
}

/** What a release is made of: enough to put it together again from files found by their content. */
export interface ReleaseManifest {
  readonly format: 1;
  /** Lowest first. */
  readonly packs: readonly ManifestLayer[];
  /** null: the company has nothing of its own. */
  readonly overlay: ManifestLayer | null;
}

export interface Release {
  readonly manifest: ReleaseManifest;
  /** Content key of the release: equal for two releases of the same meaning, whatever their spelling. */
  readonly content: string;
  /** Canonical text of every file by its content key: what is to be stored. */
  readonly texts: ReadonlyMap<string, string>;
  /** Canvas coordinates, by layer: no meaning, no content key, worth keeping. */
  readonly sidecars: ReadonlyMap<string, PackText>;
}

/**
 * A content-addressed release. Hashing is the caller's (`node:crypto` on the server): same text, same key; anything
 * that tells texts apart will do.
 *
 * @param packs    base packs and industry packs, lowest first
 * @param overlay  the company's own; empty when it has none
 */
export function releaseOf(
  packs: readonly Layer[],
  overlay: PackText,
  hash: (material: string) => string,
): Release {
  const texts = new Map<string, string>();
  const sidecars = new Map<string, PackText>();
  const layerOf = (layer: Layer): ManifestLayer => {
    const { head } = readLayer(layer);
    const canonical = canonicalPack(layer.pack);
    const files = new Map<string, string>();
    const beside = Object.entries(canonical.files).filter(([path]) => isSidecar(path));
    if (beside.length > 0) sidecars.set(layer.key, { files: Object.fromEntries(beside) });
    for (const [path, text] of Object.entries(canonical.files)) {
      if (isSidecar(path)) continue;
      const key = hash(fileMaterial(path, text));
      files.set(path, key);
      texts.set(key, text);
    }
    return {
      key: layer.key,
      version: asText(head['version']),
      language: languageOf(layer.pack) ?? layer.language ?? languageVersion,
      content: hash(contentMaterial(canonical)),
      files: Object.fromEntries([...files].sort(([a], [b]) => compareText(a, b))),
    };
  };
  const hasOverlay = Object.keys(overlay.files).length > 0;
  const manifest: ReleaseManifest = {
    format: 1,
    packs: packs.map(layerOf),
    overlay: hasOverlay ? layerOf({ key: 'overlay', pack: overlay }) : null,
  };
  return {
    manifest,
    content: hash(canonicalText(JSON.parse(JSON.stringify(manifest)) as JsonObject)),
    texts,
    sidecars,
  };
}

/** The layers of a manifest again; null when a text is not found. */
export function layersOf(
  manifest: ReleaseManifest,
  textOf: (key: string) => string | undefined,
): readonly Layer[] | null {
  const layers: Layer[] = [];
  for (const { key, language, files } of [
    ...manifest.packs,
    ...(manifest.overlay === null ? [] : [manifest.overlay]),
  ]) {
    const found = Object.entries(files).map(([path, content]): [string, string | undefined] => [
      path,
      textOf(content),
    ]);
    if (found.some(([, text]) => text === undefined)) return null;
    layers.push({
      key,
      language,
      pack: { files: Object.fromEntries(found.map(([path, text]) => [path, text ?? ''])) },
    });
  }
  return layers;
}
