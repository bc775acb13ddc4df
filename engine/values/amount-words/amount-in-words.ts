import type Big from 'big.js';
import { formatDecimal, roundDecimal } from '../decimal.ts';
import { english } from './english.ts';
import type { NumberWords } from './language.ts';
import { polish } from './polish.ts';
import { romanian } from './romanian.ts';

const languages: Readonly<Record<string, NumberWords>> = { en: english, ro: romanian, pl: polish };

/** Languages in which amounts are written. */
export const wordLanguages: readonly string[] = Object.keys(languages);

/** Larger amounts have no name that people use. */
const most = 10n ** 15n;

/**
 * An amount in words, as printed on documents: `douăzeci și unu de lei și cinci bani`. Rounded to two decimals, half-up;
 * without a currency the number alone, its decimals digit by digit.
 *
 * @param currency  ISO 4217; of one without words the code is said, and its hundredths as a fraction
 * @returns         null when the language has no words or the amount has more than 15 digits
 */
export function amountInWords(amount: Big, currency: string | null, language: string): string | null {
  const words = languages[language.slice(0, 2)];
  if (!words) return null;
  const value = currency === null ? amount : roundDecimal(amount, 2);
  const [digits = '', decimals = ''] = formatDecimal(value.abs()).split('.');
  const whole = BigInt(digits);
  if (whole >= most) return null;
  const isNegative = value.s < 0 && (whole > 0n || /[1-9]/.test(decimals));
  const said = currency === null ? number(whole, decimals, words) : money(whole, decimals, currency, words);
  return isNegative ? `${words.minus} ${said}` : said;
}

function money(whole: bigint, decimals: string, currency: string, words: NumberWords): string {
  const part = BigInt(decimals.padEnd(2, '0'));
  const named = words.currencies[currency];
  if (!named) return `${words.count(whole, 'm')} ${currency}${part > 0n ? ` ${words.and} ${part}/100` : ''}`;
  const main = words.counted(whole, named.whole);
  return part === 0n ? main : `${main} ${words.and} ${words.counted(part, named.part)}`;
}

function number(whole: bigint, decimals: string, words: NumberWords): string {
  const main = words.count(whole, 'm');
  if (decimals === '') return main;
  const digits = [...decimals].map((digit) => words.count(BigInt(digit), 'm')).join(' ');
  return `${main} ${words.point} ${digits}`;
}
