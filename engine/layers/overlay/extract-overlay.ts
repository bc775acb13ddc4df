import type { PackText } from '../../model/pack.ts';
import { canonicalText, compareText } from '../canonical/canonical-json.ts';
import { canonicalFile, jsonOf, textAt } from '../canonical/canonical-pack.ts';
import { extractJson } from './extract-json.ts';
import { OVERLAY_FILE } from './layer.ts';

/**
 * The overlay that makes `edited` of `base`: differences only, in canonical spelling, nothing when there are none.
 * Laid on `base` it gives `edited` in canonical spelling again.
 */
export function extractOverlay(base: PackText, edited: PackText): PackText {
  const files = new Map<string, string>();
  for (const path of Object.keys(edited.files).sort(compareText)) {
    if (path === OVERLAY_FILE) continue;
    const text = changedFile(path, textAt(base, path), edited.files[path] ?? '');
    if (text !== null) files.set(path, text);
  }
  const remove = Object.keys(base.files)
    .filter((path) => path !== OVERLAY_FILE && !Object.hasOwn(edited.files, path))
    .sort(compareText);
  if (remove.length > 0) files.set(OVERLAY_FILE, canonicalText({ remove }));
  return { files: Object.fromEntries(files) };
}

function changedFile(path: string, base: string | undefined, edited: string): string | null {
  const text = canonicalFile(path, edited);
  const json = path.endsWith('.json') ? jsonOf(path, edited) : undefined;
  if (json === undefined) return base !== undefined && canonicalFile(path, base) === text ? null : text;
  const below = base === undefined ? undefined : jsonOf(path, base);
  const change = extractJson(below, json);
  return change === undefined ? null : canonicalText(change);
}
