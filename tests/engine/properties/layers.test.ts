// Properties of layers, seeded, so that a failure can be played again.
import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import {
  canonicalPack,
  contentMaterial,
  extractOverlay,
  mergeLayers,
  upgradeOverlay,
  type PackText,
} from '#engine';
import { base, change } from '../layers/packs.ts';
import { edited, shuffled } from '../layers/random-edits.ts';
import { allowTime, properties } from '../runs.ts';

allowTime();
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
    properties,
  );
});

test('an extracted overlay laid on its base is the edited pack', () => {
  fc.assert(
    fc.property(edited, edited, (one, other) => {
      const [below, above] = [one(base), other(one(base))];
      expect(mergeOf(below, extractOverlay(below, above))).toEqual(canonicalPack(above));
      expect(extractOverlay(below, below).files).toEqual({});
    }),
    properties,
  );
});

test('any pack can be said as an overlay of any other', () => {
  fc.assert(
    fc.property(edited, edited, (one, other) => {
      const [below, above] = [one(base), other(base)];
      expect(mergeOf(below, extractOverlay(below, above))).toEqual(canonicalPack(above));
    }),
    properties,
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
    properties,
  );
});

test('upgrading over an unchanged base changes nothing', () => {
  fc.assert(
    fc.property(edited, (edit) => {
      const overlay = extractOverlay(base, edit(base));
      const upgrade = upgradeOverlay({ oldBase: base, overlay, newBase: base });
      expect(upgrade.conflicts).toEqual([]);
      expect(upgrade.overlay).toEqual(overlay);
      expect(upgrade.pack).toEqual(canonicalPack(edit(base)));
    }),
    properties,
  );
});

test('overlay, then upgrade, then upgrade again is stable; laid on the new base it gives the upgraded pack', () => {
  fc.assert(
    fc.property(edited, edited, fc.boolean(), (mine, theirs, giveWay) => {
      const newBase = theirs(base);
      const request = { oldBase: base, overlay: extractOverlay(base, mine(base)), newBase };
      const first = upgradeOverlay(request);
      const choices = Object.fromEntries(
        first.conflicts.map(({ id }) => [id, giveWay ? ('theirs' as const) : ('mine' as const)]),
      );
      const upgrade = upgradeOverlay({ ...request, choices });
      expect(upgrade.conflicts.map(({ id }) => id)).toEqual(first.conflicts.map(({ id }) => id));
      expect(mergeOf(newBase, upgrade.overlay)).toEqual(upgrade.pack);
      const again = upgradeOverlay({ oldBase: newBase, overlay: upgrade.overlay, newBase });
      expect(again.conflicts).toEqual([]);
      expect(again.overlay).toEqual(upgrade.overlay);
      if (!giveWay) expect(upgrade).toEqual({ ...first, conflicts: upgrade.conflicts });
    }),
    properties,
  );
});

test('whoever changed nothing has no conflict, and the other side has its way', () => {
  fc.assert(
    fc.property(edited, (theirs) => {
      const upgrade = upgradeOverlay({ oldBase: base, overlay: { files: {} }, newBase: theirs(base) });
      expect(upgrade.conflicts).toEqual([]);
      expect(upgrade.overlay.files).toEqual({});
    }),
    properties,
  );
});

test('changes that do not overlap never conflict, and both are there afterwards', () => {
  const places = leavesOf(base);
  const some = fc.uniqueArray(fc.nat(places.length - 1), { minLength: 2, maxLength: 12 });
  fc.assert(
    fc.property(some, fc.nat(), (picked, cut) => {
      const at = picked.map((index) => places[index] ?? '');
      const [mine, theirs] = [at.slice(0, cut % at.length), at.slice(cut % at.length)];
      const put = (paths: readonly string[], value: string): PackText =>
        change(base, Object.fromEntries(paths.map((path) => [path, value])));
      const overlay = extractOverlay(base, put(mine, 'mine'));
      const upgrade = upgradeOverlay({ oldBase: base, overlay, newBase: put(theirs, 'theirs') });
      expect(upgrade.conflicts).toEqual([]);
      const both = change(put(mine, 'mine'), Object.fromEntries(theirs.map((path) => [path, 'theirs'])));
      expect(upgrade.pack).toEqual(canonicalPack(both));
    }),
    properties,
  );
});

/** Places of single values, as `change` names them. */
function leavesOf(pack: PackText): readonly string[] {
  const walk = (json: unknown, at: string): string[] =>
    typeof json === 'object' && json !== null && !Array.isArray(json)
      ? Object.entries(json).flatMap(([key, inner]) => walk(inner, `${at}/${key}`))
      : Array.isArray(json)
        ? []
        : [at];
  return Object.entries(pack.files).flatMap(([path, text]) => walk(JSON.parse(text), `${path}#`));
}
