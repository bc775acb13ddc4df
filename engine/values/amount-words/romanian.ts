import { thousands } from './language.ts';
import type { CurrencyWords, Gender, NumberWords, UnitWords } from './language.ts';

const units = 'zero unu doi trei patru cinci șase șapte opt nouă zece'.split(' ');
const teens = [
  'zece unsprezece doisprezece treisprezece paisprezece cincisprezece',
  'șaisprezece șaptesprezece optsprezece nouăsprezece',
]
  .join(' ')
  .split(' ');
const tens = '- - douăzeci treizeci patruzeci cincizeci șaizeci șaptezeci optzeci nouăzeci'.split(' ');

/** A neuter noun is feminine in the plural: doi lei, două sute, două milioane; unu alone stands as un or o. */
function unit(value: number, gender: Gender): string {
  if (value === 1) return gender === 'f' ? 'una' : 'unu';
  if (value === 2) return gender === 'm' ? 'doi' : 'două';
  return units[value] ?? '';
}

function below100(value: number, gender: Gender): string {
  if (value < 10) return unit(value, gender);
  if (value < 20) return value === 12 && gender !== 'm' ? 'douăsprezece' : (teens[value - 10] ?? '');
  const rest = value % 10;
  const ten = tens[Math.floor(value / 10)] ?? '';
  return rest === 0 ? ten : `${ten} și ${unit(rest, gender)}`;
}

function below1000(value: number, gender: Gender): string {
  const hundreds = Math.floor(value / 100);
  const rest = value % 100;
  if (hundreds === 0) return below100(value, gender);
  const head = hundreds === 1 ? 'o sută' : `${unit(hundreds, 'f')} sute`;
  return rest === 0 ? head : `${head} ${below100(rest, gender)}`;
}

const scales: readonly (UnitWords | null)[] = [
  null,
  { gender: 'f', forms: ['mie', 'mii'] },
  { gender: 'n', forms: ['milion', 'milioane'] },
  { gender: 'n', forms: ['miliard', 'miliarde'] },
  { gender: 'n', forms: ['trilion', 'trilioane'] },
];

/** From 20 on, and for every number whose last two digits are 00 or 20–99, the noun follows after `de`. */
function takesDe(value: bigint): boolean {
  const last = value % 100n;
  return value >= 20n && (last === 0n || last >= 20n);
}

function named(value: bigint, words: string, { gender, forms }: UnitWords): string {
  if (value === 1n) return `${gender === 'f' ? 'o' : 'un'} ${forms[0] ?? ''}`;
  return `${words} ${takesDe(value) ? 'de ' : ''}${forms[1] ?? ''}`;
}

function count(value: bigint, gender: Gender): string {
  if (value === 0n) return 'zero';
  const groups = thousands(value);
  return groups
    .flatMap((group, i) => {
      const scale = scales[groups.length - 1 - i];
      if (group === 0) return [];
      return scale
        ? [named(BigInt(group), below1000(group, scale.gender), scale)]
        : [below1000(group, gender)];
    })
    .join(' ');
}

const currency = (
  [gender, one, many]: readonly [Gender, string, string],
  [partGender, part, parts]: readonly [Gender, string, string],
): CurrencyWords => ({
  whole: { gender, forms: [one, many] },
  part: { gender: partGender, forms: [part, parts] },
});

const ban = ['m', 'ban', 'bani'] as const;
const cent = ['m', 'cent', 'cenți'] as const;

export const romanian: NumberWords = {
  count,
  counted: (value, unitWords) => named(value, count(value, unitWords.gender), unitWords),
  currencies: {
    RON: currency(['m', 'leu', 'lei'], ban),
    EUR: currency(['m', 'euro', 'euro'], cent),
    PLN: currency(['m', 'zlot', 'zloți'], ['m', 'gros', 'groși']),
    USD: currency(['m', 'dolar', 'dolari'], cent),
    GBP: currency(['f', 'liră sterlină', 'lire sterline'], ['m', 'penny', 'pence']),
    CHF: currency(['m', 'franc', 'franci'], ['f', 'centimă', 'centime']),
    HUF: currency(['m', 'forint', 'forinți'], ['m', 'fillér', 'filléri']),
    CZK: currency(['f', 'coroană', 'coroane'], ['m', 'haler', 'haleri']),
    BGN: currency(['f', 'levă', 'leve'], ['f', 'stotincă', 'stotinci']),
    MDL: currency(['m', 'leu moldovenesc', 'lei moldovenești'], ban),
  },
  and: 'și',
  minus: 'minus',
  point: 'virgulă',
  zero: 'zero',
};
