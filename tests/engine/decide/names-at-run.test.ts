// What names mean while something is decided: the record as it was, the line's surroundings, the day and the moment.
import { expect, test } from 'vitest';
import type { JsonObject } from '#engine';
import { codeOf, compileSmall, jsonOf, Play } from './pack.ts';

type Schema = {
  properties: Record<string, object> & { lines: { items: { properties: Record<string, object> } } };
};
type Machine = { states: { draft: { on: Record<string, unknown> } } };

function playWith(
  fields: Record<string, object>,
  events: object = {},
  columns: Record<string, object> = {},
): Play {
  const schema = structuredClone(jsonOf('types/deal/schema.json')) as unknown as Schema;
  Object.assign(schema.properties, fields);
  Object.assign(schema.properties.lines.items.properties, columns);
  const machine = structuredClone(jsonOf('types/deal/machine.json')) as unknown as Machine;
  Object.assign(machine.states.draft.on, events);
  return new Play(
    {},
    compileSmall({
      'types/deal/schema.json': schema as unknown as JsonObject,
      'types/deal/machine.json': machine as unknown as JsonObject,
    }),
  );
}

const text = { type: 'string', title: 'Memo', maxLength: 100, 'x-copy': false };
const data = (play: Play, id: string): JsonObject => play.record(id).data;

// A check was judged without it: it read nothing, and never held.
test('before, in a check, is the record as it is stored; of a new one there is none', () => {
  const check = { expr: 'before == null || doc.total >= before.total', reason: 'It came to {before.total}' };
  const play = playWith({ memo: { ...text, 'x-check': check } });
  const deal = play.document('deal', ['2'], '10');
  expect(play.edit(deal, { lines: { L1: { quantity: '1' } } })).toMatchObject({
    code: 'invalid',
    problems: [{ code: 'check-failed', params: { reason: 'It came to 20' } }],
  });
  play.done(play.edit(deal, { lines: { L1: { quantity: '3' } } }));
  expect(codeOf(play.edit(deal, { lines: { L1: { quantity: '2' } } }))).toBe('invalid');
});

test('before, in an action, is the record as it was before the first of them', () => {
  const set = (field: string, expr: string) => ({ type: 'set', params: { field, expr } });
  const play = playWith(
    { memo: text },
    {
      MARK: {
        target: 'draft',
        actions: [set('note', "'new'"), set('memo', "before.note + ' → ' + doc.note")],
      },
    },
  );
  const deal = play.document('deal', ['1']);
  play.done(play.edit(deal, { note: 'old' }));
  play.fired(deal, 'MARK');
  expect(data(play, deal)).toMatchObject({ note: 'new', memo: 'old → new' });
});

test('before, in a fill, is the value that the record had', () => {
  const play = playWith({ memo: { ...text, 'x-formula': "'was ' + format(coalesce(before.total, 0), 0)" } });
  const deal = play.document('deal', ['2'], '10');
  expect(data(play, deal)['memo']).toBe('was 0');
  play.done(play.edit(deal, { lines: { L1: { quantity: '3' } } }));
  expect(data(play, deal)['memo']).toBe('was 20');
});

// Of a line of the header's own table it was null, although the check of the pack knew its type.
test('parent of a line is the record; it follows when that changes', () => {
  const play = playWith({}, {}, { memo: { ...text, 'x-formula': "parent.note + ' ' + line.text" } });
  const deal = play.document('deal', ['1', '1']);
  play.done(play.edit(deal, { note: 'A' }));
  expect(play.line(deal, 'L2')['memo']).toBe('A Part 2');
  play.done(play.edit(deal, { note: 'B' }));
  expect(play.line(deal, 'L1')['memo']).toBe('B Part 1');
});

test('parent of a line, in a check of a column', () => {
  const check = { expr: "parent.note != 'closed'", reason: '{line.text}: {parent.note}' };
  const play = playWith({}, {}, { memo: { ...text, 'x-check': check } });
  const deal = play.document('deal', ['1']);
  expect(play.edit(deal, { note: 'closed' })).toMatchObject({
    problems: [{ pointer: '/lines/0/memo', params: { reason: 'Part 1: closed' } }],
  });
});

test('today is the day of the moment where the company is; now is the moment', () => {
  const stamp = { type: 'string', format: 'date-time', title: 'At', 'x-default': 'now' };
  const play = playWith({
    at: stamp,
    memo: { ...text, 'x-formula': "format(addDays(today, 1), 'yyyy-MM-dd')" },
  });
  const deal = play.document('deal', ['1']);
  expect(data(play, deal)).toMatchObject({ date: '2026-03-02', memo: '2026-03-03' });
  expect(String(data(play, deal)['at'])).toMatch(/^2026-03-0[12]T\d\d:\d\d:\d\d\.\d{3}Z$/);
});

test('who, where and with which settings is known to a formula', () => {
  const play = playWith({ memo: { ...text, 'x-default': "user.id + ' ' + company.currency" } });
  const deal = play.document('deal', ['1']);
  expect(String(data(play, deal)['memo'])).toMatch(/^\S+ [A-Z]{3}$/);
});
