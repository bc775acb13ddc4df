// Records of a catalog are put away and brought back; what the company itself needs stays. Line ids are for good.
import { expect, test } from 'vitest';
import { fitting } from '#engine';
import type { JsonObject } from '#engine';
import { codeOf, compileSmall, jsonOf, model, Play, validators } from './pack.ts';

test('what was archived is taken into use again, by whoever may archive', () => {
  const play = new Play();
  const restore = () => play.run({ kind: 'restore', id: play.partner });
  expect(codeOf(restore())).toBe('not-archived');
  play.done(play.remove(play.partner));
  expect(play.action(play.partner, 'restore').allowed).toBe(true);
  expect(play.action(play.partner, 'delete').allowed).toBe(false);
  expect(codeOf(restore())).toBe('done');
  expect(play.record(play.partner).archived).toBe(false);
  expect(codeOf(play.run({ kind: 'create', type: 'bill', data: { partner: play.partner } }))).toBe('done');
});

const main = { type: 'string', 'x-ref': 'partner', title: 'Our own partner' };
const settings = structuredClone(jsonOf('settings.json')) as { properties: Record<string, unknown> };
settings.properties['main'] = main;

test('what the company itself names is not archived, and the reason says where', () => {
  const pack = compileSmall({ 'settings.json': settings });
  const play = new Play({ main: 'P1' }, pack);
  expect(play.remove(play.partner)).toMatchObject({
    code: 'in-settings',
    message: '“Partner Fabrica” is named by the setting “Our own partner” and cannot be archived.',
  });
  expect(play.action(play.partner, 'delete').allowed).toBe(false);

  const own = play.make('currency', { code: 'RON' });
  const other = play.make('currency', { code: 'EUR' });
  expect(codeOf(play.remove(own))).toBe('company-currency');
  expect(codeOf(play.remove(other))).toBe('done');
});

test('the id of a removed line is never given to another line, named by links or not', () => {
  const type = { ...jsonOf('types/deal/type.json'), amendable: true };
  const play = new Play({}, compileSmall({ 'types/deal/type.json': type }));
  const draft = play.document('deal', ['5', '5']);
  const line = { text: 'Other', quantity: '1', price: '1' };
  expect(codeOf(play.edit(draft, { lines: { L2: null } }))).toBe('done');
  const again = { problems: [{ code: 'line-gone', pointer: '/lines/1/id' }] };
  expect(play.edit(draft, { lines: { L2: line } })).toMatchObject(again);
  // Not after other changes, and not by the whole table either.
  expect(codeOf(play.edit(draft, { lines: { L1: { quantity: '4' } } }))).toBe('done');
  expect(play.edit(draft, { lines: [{ id: 'L1' }, { id: 'L2', ...line }] })).toMatchObject(again);
  expect(codeOf(play.edit(draft, { lines: { L4: line } }))).toBe('done');

  const deal = play.fired(draft, 'POST');
  play.done(play.remove(play.converted('deal-to-bill', deal)));
  const amend = (patch: JsonObject) => play.run({ kind: 'amend', id: deal, patch });
  expect(codeOf(amend({ lines: { L4: null } }))).toBe('done');
  expect(amend({ lines: { L4: line } })).toMatchObject(again);
  expect(codeOf(amend({ lines: { L3: line } }))).toBe('done');

  // A conversion gives its lines their sources' ids, but none that the draft once had.
  const bill = play.converted('deal-to-bill', deal);
  play.done(play.edit(bill, { lines: { L1: null } }));
  play.done(play.convert('deal-to-bill', deal, undefined, {}, bill));
  const lines = play.record(bill)?.data['lines'] as readonly JsonObject[];
  expect(lines.map(({ id }) => id)).not.toContain('L1');
  expect(lines).toHaveLength(2);
});

test('a picker is told what saving would take', () => {
  const play = new Play();
  const idle = play.make('partner', { code: 'P9', name: 'Idle', active: false });
  const gone = play.make('partner', { code: 'P8', name: 'Gone' });
  play.done(play.remove(gone));
  const ids = [idle, gone, play.item, play.partner];
  const records = new Map(ids.map((id) => [id, play.record(id)]));
  const facts = { records, lineages: new Map(), finds: new Map() };
  const place = { path: 'partner', line: null };
  const answer = fitting(model, validators, 'bill', {}, null, place, ids, facts, play.setting());
  expect(answer).toEqual({ kind: 'fitting', ids: [play.partner] });
});
