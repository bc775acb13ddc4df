import { expect, test } from 'vitest';
import { compileLayers, extractOverlay, mergeLayers, type Layer } from '#engine';
import { ajvValidator } from '../../../runtime/validation.ts';
import { base, jsonAt, overlayOf } from './packs.ts';

const layersOf = (...overlays: readonly Readonly<Record<string, unknown>>[]): readonly Layer[] => [
  { key: 'base', pack: base },
  ...overlays.map((files, index) => ({
    key: ['trade', 'own'][index] ?? String(index),
    pack: overlayOf(files),
  })),
];
const merged = (...overlays: readonly Readonly<Record<string, unknown>>[]) =>
  mergeLayers(layersOf(...overlays));

const machine = (on: unknown): object => ({ states: { draft: { on: { CONFIRM: on } } } });

test('maps merge by key, layer on layer; the later word wins', () => {
  const { pack } = merged(
    { 'types/wish/type.json': { title: 'Request', plural: 'Requests' } },
    { 'types/wish/type.json': { title: 'Enquiry' } },
  );
  expect(jsonAt(pack, 'types/wish/type.json', '/title')).toBe('Enquiry');
  expect(jsonAt(pack, 'types/wish/type.json', '/plural')).toBe('Requests');
  expect(jsonAt(pack, 'types/wish/type.json', '/key')).toBe('number');
});

test('lists of texts are sets: they gain and lose members', () => {
  const columns = (overlay: unknown): unknown =>
    jsonAt(merged({ 'types/wish/type.json': { columns: overlay } }).pack, 'types/wish/type.json', '/columns');
  expect(columns(['total', 'note'])).toEqual(['date', 'customer', 'total', 'note']);
  expect(columns({ $remove: ['customer'] })).toEqual(['date', 'total']);
  expect(columns({ $remove: ['date'], $add: ['note'] })).toEqual(['customer', 'total', 'note']);
  expect(columns({ $replace: ['total', 'date'] })).toEqual(['total', 'date']);
});

test('members are taken away by $remove, replaced whole by $replace, files by overlay.json', () => {
  const { pack, findings } = merged({
    'types/wish/type.json': { $remove: ['search'], pick: { $replace: { columns: ['total'] } } },
    'overlay.json': { remove: ['app.json'] },
  });
  expect(findings).toEqual([]);
  expect(jsonAt(pack, 'types/wish/type.json', '/search')).toBeUndefined();
  expect(jsonAt(pack, 'types/wish/type.json', '/pick')).toEqual({ columns: ['total'] });
  expect(pack.files['app.json']).toBeUndefined();
  expect(pack.files['overlay.json']).toBeUndefined();
});

test('candidates and actions merge by their key, and a new one finds its place', () => {
  const below = machine([
    { key: 'big', target: 'confirmed', guard: { type: 'expr', params: { expr: 'doc.total > 100' } } },
    { key: 'other', target: 'confirmed' },
  ]);
  const over = machine([
    { key: 'big', guard: { params: { expr: 'doc.total > 500' } } },
    { key: 'free', target: 'confirmed', $before: 'other' },
  ]);
  const { pack } = merged({ 'types/deal/machine.json': below }, { 'types/deal/machine.json': over });
  expect(jsonAt(pack, 'types/deal/machine.json', '/states/draft/on/CONFIRM')).toEqual([
    { key: 'big', target: 'confirmed', guard: { type: 'expr', params: { expr: 'doc.total > 500' } } },
    { key: 'free', target: 'confirmed' },
    { key: 'other', target: 'confirmed' },
  ]);
});

test('an extracted overlay says a changed candidate alone', () => {
  const edit = (text: string): string => text.replace('> 100', '> 500');
  const below = mergeLayers(
    layersOf({
      'types/deal/machine.json': machine([
        { key: 'big', target: 'confirmed', guard: { type: 'expr', params: { expr: 'doc.total > 100' } } },
        { key: 'other', target: 'confirmed' },
      ]),
    }),
  ).pack;
  const file = 'types/deal/machine.json';
  const overlay = extractOverlay(below, { files: { ...below.files, [file]: edit(below.files[file] ?? '') } });
  expect(jsonAt(overlay, file)).toEqual(
    machine([{ key: 'big', guard: { params: { expr: 'doc.total > 500' } } }]),
  );
});

test('other lists and texts that are no JSON are taken whole', () => {
  const options = { properties: { note: { enum: [1, 2] } } };
  const { pack } = merged(
    { 'types/paper/schema.json': options, 'README.md': 'one' },
    { 'types/paper/schema.json': { properties: { note: { enum: [3] } } }, 'README.md': 'two' },
  );
  expect(jsonAt(pack, 'types/paper/schema.json', '/properties/note/enum')).toEqual([3]);
  expect(pack.files['README.md']).toBe('two\n');
});

test('every place knows its layer and where it stands there', () => {
  const { originOf } = merged(
    { 'types/wish/type.json': { columns: ['note'], pick: { columns: { $add: ['total'], $remove: [] } } } },
    { 'types/wish/type.json': { title: 'Enquiry' } },
  );
  const at = (pointer: string): unknown => originOf('types/wish/type.json', pointer);
  const file = 'types/wish/type.json';
  expect(at('/title')).toEqual({ layer: 'own', file, pointer: '/title' });
  expect(at('/columns/0')).toEqual({ layer: 'base', file, pointer: '/columns/0' });
  expect(at('/columns/3')).toEqual({ layer: 'trade', file, pointer: '/columns/0' });
  expect(at('/pick/columns/2')).toEqual({ layer: 'trade', file, pointer: '/pick/columns/$add/0' });
  expect(at('/key')).toEqual({ layer: 'base', file, pointer: '/key' });
  expect(originOf('nowhere.json', '')).toBeNull();
});

const compiled = (...overlays: readonly Readonly<Record<string, unknown>>[]) =>
  compileLayers(layersOf(...overlays), { validator: ajvValidator });
const told = (...overlays: readonly Readonly<Record<string, unknown>>[]): unknown =>
  compiled(...overlays).problems.map(({ code, layer, origin }) => [
    code,
    layer,
    origin?.layer,
    origin?.pointer,
  ]);

test('sound layers compile to one model', () => {
  const { model, problems } = compiled({ 'types/wish/type.json': { title: 'Enquiry' } });
  expect(problems).toEqual([]);
  expect(model?.types.get('wish')?.title).toBe('Enquiry');
});

test('a problem is blamed on the layer that brought it, and shown where its author wrote it', () => {
  expect(
    told(
      { 'types/wish/type.json': { title: 'Enquiry' } },
      { 'types/wish/type.json': { columns: ['nothing'] } },
    ),
  ).toEqual([['unknown-field', 'own', 'own', '/columns/0']]);
});

test('an overlay that takes a stage away is to blame for the target that shows in the base pack', () => {
  const takesAway = {
    'types/wish/machine.json': { states: { draft: { $remove: ['nothing'] }, $remove: ['sent'] } },
  };
  expect(told(takesAway, {})).toEqual([
    ['overlay-nothing', 'trade', 'trade', '/states/draft/$remove'],
    ['unknown-state', 'trade', 'base', '/when/stages/0'],
    ['unknown-state', 'trade', 'base', '/states/draft/on/SEND/target'],
  ]);
});

test('keys that could reach the prototype are refused in any layer', () => {
  const { model, problems } = compiled({ 'types/wish/type.json': '{ "__proto__": { "kind": "catalog" } }' });
  expect(model).toBeNull();
  expect(problems.map(({ code, layer }) => [code, layer])).toContainEqual(['json-forbidden-key', 'trade']);
  expect(({} as Record<string, unknown>)['kind']).toBeUndefined();
});

test('a broken overlay file is told of as it was written', () => {
  const { problems } = compiled({ 'types/wish/type.json': '{ "title": ' });
  expect(problems.map(({ code, layer }) => [code, layer])).toContainEqual(['json-syntax', 'trade']);
});

test('packs that are needed must lie below, in a version that fits', () => {
  const needs = (wanted: object): unknown =>
    compiled({ 'pack.json': { needs: wanted } }).problems.map(({ code, params, message }) => [
      code,
      params['name'],
      message,
    ]);
  expect(needs({ base: '1.0' })).toEqual([]);
  expect(needs({ base: '>=0.5' })).toEqual([]);
  expect(needs({ base: '0.5' })).toEqual([
    ['needs-version', 'base', 'The pack “base” is needed in version 0.5; 1.0.0 is there.'],
  ]);
  expect(needs({ bakery: '*' })).toEqual([
    ['needs-missing', 'bakery', 'The pack “bakery” is needed and is not among the layers below.'],
  ]);
});

test('a layer of a newer language is refused before anything of it is touched', () => {
  const { model, problems } = compiled({
    'pack.json': { language: 2 },
    'types/wish/type.json': { title: 'Enquiry' },
  });
  expect(model).toBeNull();
  expect(problems.map(({ code, layer }) => [code, layer])).toEqual([['language-newer', 'trade']]);
});
