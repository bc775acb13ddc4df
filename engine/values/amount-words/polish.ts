import { thousands } from './language.ts';
import type { CurrencyWords, Gender, NumberWords, UnitWords } from './language.ts';

const units = 'zero jeden dwa trzy cztery pięć sześć siedem osiem dziewięć'.split(' ');
const teens = [
  'dziesięć jedenaście dwanaście trzynaście czternaście piętnaście',
  'szesnaście siedemnaście osiemnaście dziewiętnaście',
]
  .join(' ')
  .split(' ');
const tens = [
  '- - dwadzieścia trzydzieści czterdzieści pięćdziesiąt',
  'sześćdziesiąt siedemdziesiąt osiemdziesiąt dziewięćdziesiąt',
]
  .join(' ')
  .split(' ');
const hundreds = ['- sto dwieście trzysta czterysta pięćset', 'sześćset siedemset osiemset dziewięćset']
  .join(' ')
  .split(' ');

/** jeden, jedna, jedno and dwa, dwie agree with the noun; within a larger number only dwa, dwie does. */
function unit(value: number, gender: Gender, alone: boolean): string {
  if (value === 1 && alone) return gender === 'f' ? 'jedna' : gender === 'n' ? 'jedno' : 'jeden';
  if (value === 2 && gender === 'f') return 'dwie';
  return units[value] ?? '';
}

function below1000(value: number, gender: Gender, alone: boolean): string {
  const words: string[] = [];
  const rest = value % 100;
  if (value >= 100) words.push(hundreds[Math.floor(value / 100)] ?? '');
  if (rest >= 10 && rest < 20) words.push(teens[rest - 10] ?? '');
  else {
    if (rest >= 20) words.push(tens[Math.floor(rest / 10)] ?? '');
    if (rest % 10 > 0) words.push(unit(rest % 10, gender, alone && value < 10));
  }
  return words.join(' ');
}

/** 1 złoty; 2–4, 22–24 … złote; 0, 5–21, 25–31 … złotych. */
function formOf(value: bigint, forms: readonly string[]): string {
  const last = value % 10n;
  const lastTwo = value % 100n;
  const few = last >= 2n && last <= 4n && !(lastTwo >= 12n && lastTwo <= 14n);
  return forms[value === 1n ? 0 : few ? 1 : 2] ?? '';
}

const scales: readonly (readonly string[] | null)[] = [
  null,
  ['tysiąc', 'tysiące', 'tysięcy'],
  ['milion', 'miliony', 'milionów'],
  ['miliard', 'miliardy', 'miliardów'],
  ['bilion', 'biliony', 'bilionów'],
];

function count(value: bigint, gender: Gender): string {
  if (value === 0n) return 'zero';
  const groups = thousands(value);
  return groups
    .flatMap((group, i) => {
      const forms = scales[groups.length - 1 - i];
      if (group === 0) return [];
      if (!forms) return [below1000(group, gender, groups.length === 1)];
      // One thousand is said without a one.
      if (group === 1) return [forms[0] ?? ''];
      return [`${below1000(group, 'm', false)} ${formOf(BigInt(group), forms)}`];
    })
    .join(' ');
}

const words = (gender: Gender, ...forms: readonly string[]): UnitWords => ({ gender, forms });
const currency = (whole: UnitWords, part: UnitWords): CurrencyWords => ({ whole, part });
const cent = words('m', 'cent', 'centy', 'centów');
const ban = words('m', 'ban', 'bany', 'banów');

export const polish: NumberWords = {
  count,
  counted: (value, { gender, forms }) => `${count(value, gender)} ${formOf(value, forms)}`,
  currencies: {
    RON: currency(words('m', 'lej', 'leje', 'lei'), ban),
    EUR: currency(words('n', 'euro', 'euro', 'euro'), cent),
    PLN: currency(words('m', 'złoty', 'złote', 'złotych'), words('m', 'grosz', 'grosze', 'groszy')),
    USD: currency(words('m', 'dolar', 'dolary', 'dolarów'), cent),
    GBP: currency(words('m', 'funt', 'funty', 'funtów'), words('m', 'pens', 'pensy', 'pensów')),
    CHF: currency(words('m', 'frank', 'franki', 'franków'), words('m', 'centym', 'centymy', 'centymów')),
    HUF: currency(words('m', 'forint', 'forinty', 'forintów'), words('m', 'filler', 'fillery', 'fillerów')),
    CZK: currency(words('f', 'korona', 'korony', 'koron'), words('m', 'halerz', 'halerze', 'halerzy')),
    BGN: currency(words('m', 'lew', 'lewy', 'lewów'), words('f', 'stotinka', 'stotinki', 'stotinek')),
    MDL: currency(words('m', 'lej mołdawski', 'leje mołdawskie', 'lei mołdawskich'), ban),
  },
  and: 'i',
  minus: 'minus',
  point: 'przecinek',
  zero: 'zero',
};
