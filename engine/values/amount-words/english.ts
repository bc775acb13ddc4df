import { thousands } from './language.ts';
import type { CurrencyWords, NumberWords } from './language.ts';

const small = [
  'zero one two three four five six seven eight nine ten',
  'eleven twelve thirteen fourteen fifteen sixteen seventeen eighteen nineteen',
]
  .join(' ')
  .split(' ');
const tens = '- - twenty thirty forty fifty sixty seventy eighty ninety'.split(' ');
const scales = ['', ' thousand', ' million', ' billion', ' trillion'];

function below1000(value: number): string {
  const hundreds = Math.floor(value / 100);
  const rest = value % 100;
  const ten = Math.floor(rest / 10);
  const words = rest < 20 ? small[rest] : `${tens[ten]}${rest % 10 ? `-${small[rest % 10]}` : ''}`;
  if (hundreds === 0) return words ?? '';
  return rest === 0 ? `${small[hundreds]} hundred` : `${small[hundreds]} hundred and ${words}`;
}

function count(value: bigint): string {
  if (value === 0n) return 'zero';
  const groups = thousands(value);
  const words = groups.flatMap((group, i) =>
    group === 0 ? [] : [`${below1000(group)}${scales[groups.length - 1 - i]}`],
  );
  const last = groups.at(-1) ?? 0;
  // One thousand and five, but one thousand one hundred and five.
  if (words.length > 1 && last > 0 && last < 100) words.push(`and ${words.pop() ?? ''}`);
  return words.join(' ');
}

const currency = (one: string, many: string, part: string, parts: string): CurrencyWords => ({
  whole: { gender: 'n', forms: [one, many] },
  part: { gender: 'n', forms: [part, parts] },
});

export const english: NumberWords = {
  count,
  counted: (value, { forms }) => `${count(value)} ${forms[value === 1n ? 0 : 1] ?? ''}`,
  currencies: {
    RON: currency('leu', 'lei', 'ban', 'bani'),
    EUR: currency('euro', 'euros', 'cent', 'cents'),
    PLN: currency('zloty', 'zlotys', 'grosz', 'groszy'),
    USD: currency('dollar', 'dollars', 'cent', 'cents'),
    GBP: currency('pound', 'pounds', 'penny', 'pence'),
    CHF: currency('franc', 'francs', 'centime', 'centimes'),
    HUF: currency('forint', 'forints', 'fillér', 'fillér'),
    CZK: currency('koruna', 'korunas', 'haler', 'halers'),
    BGN: currency('lev', 'leva', 'stotinka', 'stotinki'),
    MDL: currency('Moldovan leu', 'Moldovan lei', 'ban', 'bani'),
  },
  and: 'and',
  minus: 'minus',
  point: 'point',
  zero: 'zero',
};
