// What a release is made of: base packs and the company's own, each by its content.
import { createHash } from 'node:crypto';
import { extractOverlay, layersOf, mergeLayers, releaseOf } from '#engine';
import type { Layer, PackText, Release, ReleaseManifest } from '#engine';
import { readReleaseFiles } from './releases.ts';
import type { Files } from './releases.ts';
import { run } from './statement.ts';
import type { Connection } from './statement.ts';

/** The manifest of a release: what differs from its base packs is the company's overlay. */
export function layered(packs: readonly Layer[], files: Files): Release {
  return releaseOf(packs, extractOverlay(mergedOf(packs), { files }), (material) =>
    createHash('sha256').update(material).digest('hex'),
  );
}

/** Base packs laid on each other. */
export function mergedOf(packs: readonly Layer[]): PackText {
  return mergeLayers(packs).pack;
}

const READ_MANIFEST = {
  name: 'read-manifest',
  text: 'select manifest from app.releases where company_id = $1 and number = $2',
};
const READ_TEXTS = {
  name: 'read-blobs',
  text: 'select hash, text from app.blobs where company_id = $1 and hash = any($2::text[])',
};

/**
 * The base packs of a release, lowest first. One that was published before layers were kept is its own base: nothing
 * tells any more what the company added.
 */
export async function readBasePacks(
  connection: Connection,
  companyId: string,
  release: number,
): Promise<readonly Layer[]> {
  const [row] = await run<{ manifest: ReleaseManifest | null }>(connection, READ_MANIFEST, [
    companyId,
    release,
  ]);
  const manifest = row?.manifest ?? null;
  if (manifest !== null) {
    const keys = manifest.packs.flatMap(({ files }) => Object.values(files));
    const rows = await run<{ hash: string; text: string }>(connection, READ_TEXTS, [companyId, keys]);
    const texts = new Map(rows.map(({ hash, text }) => [hash, text]));
    const packs = layersOf({ ...manifest, overlay: null }, (key) => texts.get(key));
    if (packs !== null) return packs;
  }
  return [packOf(await readReleaseFiles(connection, companyId, release))];
}

/** A whole pack as a layer, by its own key. */
export function packOf(files: Files): Layer {
  const { key } = JSON.parse(files['pack.json'] ?? '{}') as { readonly key?: string };
  return { key: key ?? 'pack', pack: { files } };
}
