import { expect, test } from 'vitest';
import { codeOf, compileSmall, jsonOf, Play } from './pack.ts';

const schema = jsonOf('types/bill/schema.json') as { properties: Record<string, object> };
const bill = {
  ...schema,
  properties: {
    ...schema.properties,
    partner: { ...schema.properties['partner'], 'x-keep': ['name'] },
    to: { type: 'string', title: 'To', 'x-formula': "doc.partner.name + ' (' + doc.partner.code + ')'" },
  },
};
const pack = compileSmall({ 'types/bill/schema.json': bill });

test('x-keep: from posting on the document reads what it kept, whatever becomes of what it refers to', () => {
  const play = new Play({}, pack);
  const draft = play.document('bill', ['2']);
  const id = play.document('bill', ['2']);
  play.done(play.edit(play.partner, { name: 'Early' }));
  play.done(play.edit(id, { note: 'x' }));
  expect(play.record(id).data).toMatchObject({ to: 'Early (P1)' });
  const posted = play.done(play.fire(id, 'POST'));
  expect(JSON.stringify(posted.history)).not.toContain('kept');
  play.done(play.edit(play.partner, { name: 'Late', code: 'P9' }));
  play.done(play.edit(id, { note: 'y' }));
  play.done(play.edit(draft, { note: 'y' }));
  expect(play.record(id).data).toMatchObject({ to: 'Early (P9)', note: 'y' });
  expect(play.record(draft).data).toMatchObject({ to: 'Late (P9)' });
  expect(play.record(id).title).toContain('Early');
  const refund = play.converted('bill-to-refund', id);
  expect(play.record(refund).data['partner']).toBe(play.partner);
});

test('x-keep: nobody writes what is kept', () => {
  const play = new Play({}, pack);
  const id = play.posted('bill', ['2']);
  const forged = { $kept: { [play.partner]: { name: 'Forged' } } };
  expect(play.edit(id, forged)).toMatchObject({ kind: 'refusal', code: 'invalid' });
  expect(codeOf(play.run({ kind: 'create', type: 'bill', data: { partner: play.partner, ...forged } }))).toBe(
    'invalid',
  );
  expect(play.record(id).data['$kept']).toEqual({ [play.partner]: { name: 'Fabrica' } });
});
