// Vectors are the examples of RFC 5545 3.8.5.3, on their dates.
import fc from 'fast-check';
import { describe, expect, it, test } from 'vitest';
import { isDate } from '../../../engine/values/date.ts';
import { occurrencesOf, parseRecurrence } from '../../../engine/values/recurrence.ts';
import { tried } from '../runs.ts';

function dates(text: string, start: string, most = 8): string[] {
  const rule = parseRecurrence(text);
  if (!rule) throw new Error(`${text} is no rule`);
  const found: string[] = [];
  for (const date of occurrencesOf(rule, start, () => undefined)) {
    found.push(date);
    if (found.length >= most) break;
  }
  return found;
}

const days = (...texts: string[]): string[] =>
  texts.flatMap((text) => {
    const [month = '', list = ''] = text.split(':');
    return list.split(',').map((day) => `${month}-${day.padStart(2, '0')}`);
  });

describe('the examples of the standard', () => {
  test.each<[string, string, string[]]>([
    ['FREQ=DAILY;COUNT=3', '1997-09-02', days('1997-09:2,3,4')],
    ['FREQ=DAILY;INTERVAL=10;COUNT=5', '1997-09-02', days('1997-09:2,12,22', '1997-10:2,12')],
    ['FREQ=WEEKLY;COUNT=4', '1997-09-02', days('1997-09:2,9,16,23')],
    [
      'FREQ=WEEKLY;INTERVAL=2;WKST=MO',
      '1997-09-02',
      days('1997-09:2,16,30', '1997-10:14,28', '1997-11:11,25', '1997-12:9'),
    ],
    ['FREQ=WEEKLY;UNTIL=19971007T000000Z;BYDAY=TU,TH', '1997-09-02', days('1997-09:2,4,9,11,16,18,23,25')],
    [
      'FREQ=WEEKLY;INTERVAL=2;COUNT=8;BYDAY=TU,TH',
      '1997-09-02',
      days('1997-09:2,4,16,18,30', '1997-10:2,14,16'),
    ],
    ['FREQ=WEEKLY;INTERVAL=2;COUNT=4;BYDAY=TU,SU;WKST=MO', '1997-08-05', days('1997-08:5,10,19,24')],
    [
      'FREQ=MONTHLY;COUNT=10;BYDAY=1FR',
      '1997-09-05',
      days(
        '1997-09:5',
        '1997-10:3',
        '1997-11:7',
        '1997-12:5',
        '1998-01:2',
        '1998-02:6',
        '1998-03:6',
        '1998-04:3',
      ),
    ],
    [
      'FREQ=MONTHLY;INTERVAL=2;COUNT=10;BYDAY=1SU,-1SU',
      '1997-09-07',
      days('1997-09:7,28', '1997-11:2,30', '1998-01:4,25', '1998-03:1,29'),
    ],
    [
      'FREQ=MONTHLY;COUNT=6;BYDAY=-2MO',
      '1997-09-22',
      days('1997-09:22', '1997-10:20', '1997-11:17', '1997-12:22', '1998-01:19', '1998-02:16'),
    ],
    [
      'FREQ=MONTHLY;BYMONTHDAY=-3',
      '1997-09-28',
      days(
        '1997-09:28',
        '1997-10:29',
        '1997-11:28',
        '1997-12:29',
        '1998-01:29',
        '1998-02:26',
        '1998-03:29',
        '1998-04:28',
      ),
    ],
    [
      'FREQ=MONTHLY;COUNT=6;BYMONTHDAY=1,-1',
      '1997-09-30',
      days('1997-09:30', '1997-10:1,31', '1997-11:1,30', '1997-12:1'),
    ],
    ['FREQ=MONTHLY;INTERVAL=18;COUNT=4;BYMONTHDAY=10,11,12,13', '1997-09-10', days('1997-09:10,11,12,13')],
    [
      'FREQ=MONTHLY;BYDAY=FR;BYMONTHDAY=13',
      '1997-09-02',
      days(
        '1998-02:13',
        '1998-03:13',
        '1998-11:13',
        '1999-08:13',
        '2000-10:13',
        '2001-04:13',
        '2001-07:13',
        '2002-09:13',
      ),
    ],
    [
      'FREQ=YEARLY;COUNT=4;BYMONTH=6,7',
      '1997-06-10',
      days('1997-06:10', '1997-07:10', '1998-06:10', '1998-07:10'),
    ],
    [
      'FREQ=YEARLY;INTERVAL=2;COUNT=4;BYMONTH=1,2,3',
      '1997-03-10',
      days('1997-03:10', '1999-01:10', '1999-02:10', '1999-03:10'),
    ],
    [
      'FREQ=YEARLY;BYMONTH=3;BYDAY=TH',
      '1997-03-13',
      days('1997-03:13,20,27', '1998-03:5,12,19,26', '1999-03:4'),
    ],
    ['FREQ=DAILY;BYMONTH=1;UNTIL=19980103', '1998-01-01', days('1998-01:1,2,3')],
    // The standard: invalid dates are passed over.
    [
      'FREQ=MONTHLY;BYMONTHDAY=15,30;COUNT=5',
      '2007-01-15',
      days('2007-01:15,30', '2007-02:15', '2007-03:15,30'),
    ],
    ['FREQ=MONTHLY;COUNT=4', '2026-01-31', days('2026-01:31', '2026-03:31', '2026-05:31', '2026-07:31')],
    ['FREQ=YEARLY;COUNT=3', '2024-02-29', days('2024-02:29', '2028-02:29', '2032-02:29')],
    // Business: the last working day of the month.
    ['FREQ=MONTHLY;BYMONTHDAY=-1;COUNT=3', '2026-01-31', days('2026-01:31', '2026-02:28', '2026-03:31')],
  ])('%s from %s', (text, start, expected) => {
    expect(dates(text, start)).toEqual(expected);
  });
});

test.each([
  'FREQ=HOURLY',
  'FREQ=MONTHLY;BYDAY=XX',
  'FREQ=MONTHLY;BYDAY=0FR',
  'FREQ=WEEKLY;BYDAY=1FR',
  'FREQ=WEEKLY;BYMONTHDAY=1',
  'FREQ=MONTHLY;BYMONTHDAY=32',
  'FREQ=MONTHLY;INTERVAL=0',
  'FREQ=MONTHLY;COUNT=2;UNTIL=20260101',
  'FREQ=MONTHLY;UNTIL=20260231',
  'FREQ=MONTHLY;BYSETPOS=-1',
  'FREQ=WEEKLY;WKST=SU',
  'FREQ=DAILY;FREQ=DAILY',
  'BYDAY=MO',
  'every month',
  '',
])('“%s” is refused', (text) => {
  expect(parseRecurrence(text)).toBeNull();
});

it('a rule that never holds ends', () => {
  expect(dates('FREQ=MONTHLY;BYMONTH=2;BYMONTHDAY=30', '2026-01-01')).toEqual([]);
  expect(dates('FREQ=DAILY;INTERVAL=7;BYDAY=MO', '2026-01-06')).toEqual([]);
});

it('dates exist, ascend and do not come before the start', () => {
  const day = fc.constantFrom('MO', 'TU', '2WE', '-1FR', 'SU');
  const rule = fc
    .record({
      interval: fc.integer({ min: 1, max: 14 }),
      day: fc.option(day),
      monthDay: fc.option(fc.integer({ min: -31, max: 31 })),
    })
    .map(
      ({ interval, day, monthDay }) =>
        `FREQ=MONTHLY;INTERVAL=${interval}${day ? `;BYDAY=${day}` : ''}${monthDay ? `;BYMONTHDAY=${monthDay}` : ''}`,
    );
  fc.assert(
    fc.property(rule, fc.integer({ min: 1, max: 28 }), (text, at) => {
      const start = `2026-01-${String(at).padStart(2, '0')}`;
      const found = dates(text, start, 20);
      expect(found.every(isDate)).toBe(true);
      expect([...new Set(found)].sort()).toEqual(found);
      expect(found.every((date) => date >= start)).toBe(true);
    }),
    tried(200),
  );
});
