// What makes one track wait for another: delivery, here, for billing that bills what was delivered.
import { expect, test } from 'vitest';
import type { JsonObject } from '#engine';
import { compileSmall, jsonOf } from '../decide/pack.ts';

const delivery = 'conversions/deal-to-parcel.json';

/** The small pack in which only what was sent is billed, with another delivery. */
function told(changed: (conversion: JsonObject) => JsonObject): string {
  const roles = structuredClone(jsonOf('roles.json')) as { clerk: { conversions: string[] } };
  roles.clerk.conversions = [];
  try {
    compileSmall({
      'roles.json': roles as unknown as JsonObject,
      'conversions/deal-to-bill.json': null,
      'conversions/quote-to-bill.json': null,
      [delivery]: changed(jsonOf(delivery)),
    });
    return 'nothing';
  } catch (error) {
    return (error as Error).message;
  }
}

const guarded = (expr: string): string =>
  told((conversion) => ({ ...conversion, when: { guard: { expr, reason: 'Bill first' } } }));

test.each([
  "progress('billing') == 1",
  "progress('billing') > 0",
  "open(source, 'billing').quantity == 0",
  "done(source.lines[0], 'billing').quantity > 0",
  "source.states.exists(s, s == 'posted.billing.fully')",
  "source.lines.all(l, open(l, 'billing').quantity == 0)",
  "source.partner.code == 'X' && !(progress('billing') < 1)",
  "done(source, 'billing').amount >= source.total",
  "0 < progress('billing')",
  "'posted.billing.fully' in source.states",
])('Q4: delivery that asks for %s waits for billing, which waits for delivery', (expr) => {
  expect(guarded(expr)).toMatch(/deal.*delivery → billing → delivery|billing → delivery → billing/);
});

test('Q4: so does delivery from the stage in which all is billed', () => {
  const stages = (...names: string[]): string =>
    told((conversion) => ({ ...conversion, when: { stages: names } }));
  expect(stages('posted.billing.fully')).toMatch(/delivery/);
  expect(stages('posted.billing.none', 'posted.billing.fully')).toBe('nothing');
});

test.each([
  "progress('billing') < 1",
  "progress('billing') == 0",
  "open(source, 'billing').quantity > 0",
  "done(source.lines[0], 'billing').quantity == 0",
  "progress('billing') == 1 || source.partner.code == 'X'",
  "source.partner.code == 'posted.billing.fully'",
  "!(progress('billing') == 1)",
])('Q4: delivery that asks for %s waits for nothing', (expr) => {
  expect(guarded(expr)).toBe('nothing');
});

test.each([
  "linked(source, 'bill').exists(b, b.phase == 'posted')",
  "size(linked(source, 'bill')) >= 1",
  "size(linked(source, 'bill').filter(b, b.phase == 'posted')) > 0",
  "sum(linked(source, 'bill').map(b, b.total)) >= source.total",
  "linked(source, 'bill')[0].phase == 'posted'",
  "!linked(source, 'bill').all(b, b.phase == 'draft')",
])('Q4: delivery that asks for %s waits for a document that only billing makes', (expr) => {
  expect(guarded(expr)).toMatch(/delivery → billing → delivery|billing → delivery → billing/);
});

test.each([
  "linked(source, 'bill').all(b, b.phase == 'posted')",
  "size(linked(source, 'bill')) == 0",
  "!linked(source, 'bill').exists(b, b.phase == 'draft')",
  "linked(source, 'bill')[0].phase != 'draft'",
  "linked(source, 'quote').exists(q, q.phase == 'posted')",
  "linked(source, 'parcel').exists(p, p.phase == 'posted')",
])('Q4: delivery that asks for %s waits for no billing', (expr) => {
  expect(guarded(expr)).toBe('nothing');
});
