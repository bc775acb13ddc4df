// What fell short stays written off only as long as it is little. @source conversions.md T3
import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { compileSmall, jsonOf, Play } from '../decide/pack.ts';
import { allowTime, properties } from '../runs.ts';

allowTime();

const file = 'conversions/deal-to-bill.json';
const pack = compileSmall({ [file]: { ...jsonOf(file), tolerance: { under: { value: '0.1' } } } });

const act = fc.record({
  kind: fc.constantFrom('bill', 'bill', 'refund', 'drop', 'post'),
  which: fc.nat(9),
  tenths: fc.integer({ min: 1, max: 100 }),
});

test('T3 after whatever was billed, credited and voided: what is written off is at most what may be, or nothing is', () => {
  fc.assert(
    fc.property(fc.array(act, { maxLength: 14 }), (acts) => {
      const play = new Play({}, pack);
      const deal = play.posted('deal', ['10']);
      const made: string[] = [];
      for (const { kind, which, tenths } of acts) {
        const bills = made.filter((id) => play.record(id).type === 'bill');
        const list = kind === 'bill' ? [deal] : kind === 'refund' ? bills : made;
        const id = list[which % Math.max(list.length, 1)];
        if (id === undefined) continue;
        if (kind === 'post' || kind === 'drop') play.fire(id, kind === 'post' ? 'POST' : 'DROP');
        else {
          const path = kind === 'bill' ? 'deal-to-bill' : 'bill-to-refund';
          const answer = play.convert(path, id, { L1: String(tenths / 10) });
          if (answer.kind === 'refusal') continue;
          made.push(answer.record);
          if (which % 3 > 0) play.fire(answer.record, 'POST');
        }
        const { posted = '0', settled = '0' } = play.store.counters.get(`${deal} L1 billing`) ?? {};
        const tenthsOf = (text: string): number => Math.round(Number(text) * 10);
        const rest = 100 - tenthsOf(posted);
        expect(tenthsOf(settled) === 0 || rest <= 10).toBe(true);
        expect(tenthsOf(settled)).toBeLessThanOrEqual(Math.max(rest, 0));
      }
    }),
    properties,
  );
});
