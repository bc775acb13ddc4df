// Properties of layers, seeded, so that a failure can be played again.
import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { canonicalPack, contentMaterial, extractOverlay, mergeLayers, type PackText } from '#engine';
import { base } from '../layers/packs.ts';
import { edited, shuffled } from '../layers/random-edits.ts';

const settings = { seed: 20261122, numRuns: 200 };
const mergeOf = (...packs: readonly PackText[]): PackText =>
  mergeLayers(packs.map((pack, index) => ({ key: `layer-${index}`, pack }))).pack;

function isJson(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}

test('canonical spelling is blind to key order, changes no value, and is spelt the same again', () => {
  fc.assert(
    fc.property(fc.integer(), edited, (seed, edit) => {
      const pack = edit(base);
      const canonical = canonicalPack(pack);
      expect(canonicalPack(shuffled(pack, seed))).toEqual(canonical);
      expect(canonicalPack(canonical)).toEqual(canonical);
      expect(contentMaterial(shuffled(pack, seed))).toBe(contentMaterial(pack));
      for (const [path, text] of Object.entries(pack.files))
        if (isJson(text)) expect(JSON.parse(canonical.files[path] ?? '')).toEqual(JSON.parse(text));
    }),
    settings,
  );
});

test('an extracted overlay laid on its base is the edited pack', () => {
  fc.assert(
    fc.property(edited, edited, (one, other) => {
      const [below, above] = [one(base), other(one(base))];
      expect(mergeOf(below, extractOverlay(below, above))).toEqual(canonicalPack(above));
      expect(extractOverlay(below, below).files).toEqual({});
    }),
    settings,
  );
});

test('any pack can be said as an overlay of any other', () => {
  fc.assert(
    fc.property(edited, edited, (one, other) => {
      const [below, above] = [one(base), other(base)];
      expect(mergeOf(below, extractOverlay(below, above))).toEqual(canonicalPack(above));
    }),
    settings,
  );
});

test('layers of overlays add up: extracting twice is extracting once', () => {
  fc.assert(
    fc.property(edited, edited, (one, other) => {
      const [middle, top] = [one(base), other(one(base))];
      const stack = mergeOf(base, extractOverlay(base, middle), extractOverlay(middle, top));
      expect(stack).toEqual(canonicalPack(top));
      expect(extractOverlay(base, stack)).toEqual(extractOverlay(base, top));
    }),
    settings,
  );
});
