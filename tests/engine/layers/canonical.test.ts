import { expect, test } from 'vitest';
import { canonicalPack, canonicalText, contentMaterial } from '#engine';

test('keys stand in one order: what a reader looks for first, then by authored order, then by key', () => {
  const fields = { b: { 'x-order': 2 }, z: {}, a: {}, c: { 'x-order': 1 } };
  expect(canonicalText({ zeal: 1, title: 'T', kind: 'document', alpha: [3, 1], properties: fields })).toBe(
    `{
  "kind": "document",
  "title": "T",
  "alpha": [
    3,
    1
  ],
  "properties": {
    "c": {
      "x-order": 1
    },
    "b": {
      "x-order": 2
    },
    "a": {},
    "z": {}
  },
  "zeal": 1
}
`,
  );
});

test('stages stand in the order of their meta, menus in their own', () => {
  const states = { sent: { meta: { order: 2 } }, draft: { meta: { order: 1 } } };
  expect(Object.keys((JSON.parse(canonicalText({ states })) as { states: object }).states)).toEqual([
    'draft',
    'sent',
  ]);
});

test('numbers and escapes have one spelling, record lines one line each, texts one kind of line end', () => {
  const pack = {
    files: {
      'a.json': '{ "b": 1.0e1, "a": "\\u0061" }',
      'data/base/unit.jsonl': '{ "b": 1, "a": 2 }\r\n\r\n{"c":3}',
      'README.md': 'one\r\ntwo\r\n\r\n',
    },
  };
  expect(canonicalPack(pack).files).toEqual({
    'README.md': 'one\ntwo\n',
    'a.json': '{\n  "a": "a",\n  "b": 10\n}\n',
    'data/base/unit.jsonl': '{"a":2,"b":1}\n{"c":3}\n',
  });
});

test('what is no strict JSON stays as it is, so that compiling can tell what is wrong', () => {
  const files = { 'a.json': '{ "a": 1, "a": 2 }', 'b.json': '{ "__proto__": 1 }', 'c.json': '{' };
  expect(canonicalPack({ files }).files).toEqual(files);
});

test('canvas coordinates do not count in the content key, and a text in another place is another thing', () => {
  const pack = { files: { 'types/a/type.json': '{}', 'types/a/machine.layout.json': '{ "x": 1 }' } };
  const moved = { files: { ...pack.files, 'types/a/machine.layout.json': '{ "x": 2 }' } };
  expect(contentMaterial(moved)).toBe(contentMaterial(pack));
  expect(contentMaterial({ files: { 'types/b/type.json': '{}' } })).not.toBe(contentMaterial(pack));
});
