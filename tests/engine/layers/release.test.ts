import { expect, test } from 'vitest';
import { layersOf, mergeLayers, releaseOf, type PackText } from '#engine';
import { shuffled } from './random-edits.ts';
import { base, overlayOf } from './packs.ts';

/** Tells texts apart and shows what was hashed; the runtime takes SHA-256. */
const hash = (material: string): string =>
  `${material.length}:${[...material].reduce((sum, char) => (Math.imul(sum, 31) + (char.codePointAt(0) ?? 0)) >>> 0, 7)}`;
const overlay = overlayOf({ 'types/wish/type.json': { title: 'Enquiry' } });
const release = (pack: PackText, own: PackText = overlay) => releaseOf([{ key: 'base', pack }], own, hash);

test('a manifest names each pack with version and content, file by file, and the overlay', () => {
  const { manifest } = release(base);
  expect(manifest.packs).toMatchObject([{ key: 'base', version: '1.0.0', language: 1 }]);
  expect(Object.keys(manifest.packs[0]?.files ?? {})).toEqual(Object.keys(base.files).sort());
  expect(manifest.overlay).toMatchObject({
    key: 'overlay',
    version: null,
    files: { 'types/wish/type.json': expect.any(String) as string },
  });
  expect(release(base, { files: {} }).manifest.overlay).toBeNull();
});

test('the same meaning has the same content key, another meaning another', () => {
  expect(release(shuffled(base, 7)).content).toBe(release(base).content);
  expect(release(base, overlayOf({ 'types/wish/type.json': { title: 'Request' } })).content).not.toBe(
    release(base).content,
  );
});

test('a release is put together again from texts found by content', () => {
  const { manifest, texts } = release(base);
  const layers = layersOf(manifest, (key) => texts.get(key));
  expect(mergeLayers(layers ?? []).pack).toEqual(
    mergeLayers([
      { key: 'base', pack: base },
      { key: 'overlay', pack: overlay },
    ]).pack,
  );
  expect(layersOf(manifest, () => undefined)).toBeNull();
});

test('canvas coordinates are kept beside, and count nowhere', () => {
  const withLayout: PackText = {
    files: { ...base.files, 'types/wish/machine.layout.json': '{ "draft": [0, 1] }' },
  };
  expect(release(withLayout).content).toBe(release(base).content);
  expect(release(withLayout).sidecars.get('base')?.files).toHaveProperty(['types/wish/machine.layout.json']);
});
