import type Big from 'big.js';
import { decimal, formatFixed } from './decimal.ts';
import { formatsOf } from './language-formats.ts';

/** `#,##0.00`: digits set apart by thousands or not, decimals that are always written, and those only when needed. */
const shape = /^([^#0,.]*)(#,##0|#,###|#?0*)(?:\.(0*)(#*))?([^#0,.]*)$/;
const DECIMALS_MAX = 30;
const hundred = decimal(100);

/**
 * Writes a number by a pattern, with the signs of a language: `#,##0.00` gives `1,234.50`, `1.234,50` or `1234,50`.
 * What stands before and after the digits stays (`0.## kg`); a `%` there makes a percentage of a share: `0%` writes 0.5 as `50%`.
 *
 * @returns null when the pattern is none
 */
export function formatNumber(value: Big, pattern: string, language: string): string | null {
  const match = shape.exec(pattern);
  if (!match) return null;
  const [, before = '', whole = '', always = '', perhaps = '', after = ''] = match;
  const most = always.length + perhaps.length;
  if ((whole === '' && most === 0) || most > DECIMALS_MAX) return null;
  const formats = formatsOf(language);
  const isShare = before.includes('%') || after.includes('%');
  const text = formatFixed(isShare ? value.times(hundred) : value, most);
  const isNegative = text.startsWith('-');
  const [digits = '', decimals = ''] = text.replace('-', '').split('.');
  const fraction = decimals.slice(0, always.length) + decimals.slice(always.length).replace(/0+$/, '');
  const least = whole.replace(/[^0]/g, '').length;
  const padded = (digits === '0' && least === 0 && fraction !== '' ? '' : digits).padStart(least, '0');
  const isGrouped = whole.includes(',') && padded.length >= formats.groupFrom;
  const shown = isGrouped ? padded.replace(/\B(?=(\d{3})+$)/g, formats.group) : padded;
  return `${before}${isNegative ? '-' : ''}${shown}${fraction === '' ? '' : formats.decimal + fraction}${after}`;
}

export function isNumberPattern(pattern: string): boolean {
  const match = shape.exec(pattern);
  return match !== null && `${match[2] ?? ''}${match[3] ?? ''}${match[4] ?? ''}` !== '';
}
