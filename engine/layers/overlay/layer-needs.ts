import type { LayerFinding } from '../words/layer-words.ts';
import { isObject } from '../canonical/json-shapes.ts';
import type { ReadLayer } from './layer.ts';

/**
 * Packs that a layer's pack.json `needs` and that no layer below it is, or is too old or too new. A version says the
 * least: `1.2` takes 1.2.0 and later, below 2.0.0; `>=1.2` takes any later one; `*` takes all.
 */
export function needsFindings(layers: readonly ReadLayer[]): LayerFinding[] {
  return layers.flatMap((layer, index) => {
    const needs = layer.head['needs'];
    if (!isObject(needs)) return [];
    return Object.entries(needs).flatMap(([key, wanted]): LayerFinding[] => {
      const place = { layer: layer.key, file: 'pack.json', pointer: `/needs/${key}` };
      const pack = layers.slice(0, index).find(({ head }) => head['key'] === key);
      if (pack === undefined) return [{ code: 'needs-missing', ...place, params: { name: key } }];
      const version = String(pack.head['version'] ?? '0.0.0');
      if (accepts(String(wanted), version)) return [];
      return [{ code: 'needs-version', ...place, params: { name: key, wanted: String(wanted), version } }];
    });
  });
}

export function accepts(wanted: string, version: string): boolean {
  if (wanted === '*') return true;
  const [, sign = '', text = ''] = /^(>=|\^)?(.*)$/.exec(wanted) ?? [];
  const [least, have] = [numbersOf(text), numbersOf(version)];
  if (sign !== '>=' && have[0] !== least[0]) return false;
  return compareVersions(version, text) >= 0;
}

/** `1.10` after `1.9`; what is not said counts as 0. */
export function compareVersions(a: string, b: string): number {
  const [x, y] = [numbersOf(a), numbersOf(b)];
  for (let at = 0; at < Math.max(x.length, y.length); at++) {
    const difference = (x[at] ?? 0) - (y[at] ?? 0);
    if (difference !== 0) return difference;
  }
  return 0;
}

function numbersOf(version: string): readonly number[] {
  return version.split('.').map((part) => Number.parseInt(part, 10) || 0);
}
