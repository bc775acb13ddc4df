// Functions on text: upper, lower, trim, startsWith, contains, format.
import { wordLanguages } from '../../values/amount-words/amount-in-words.ts';
import { formatDate } from '../../values/format-date.ts';
import { formatNumber, isNumberPattern } from '../../values/format-number.ts';
import { formatDecimal, formatFixed, isDecimal, toInteger } from '../../values/decimal.ts';
import type { FunctionRule } from '../checked.ts';
import type { Value } from '../scope.ts';
import { booleanType, textType } from '../types.ts';
import { strict, strict1, strict2 } from './emitters.ts';
import { constantText } from '../operator-type.ts';
import { aText, aWord, anything } from './params.ts';

const ofText = (name: string, run: (text: string) => string): FunctionRule => ({
  kind: 'function',
  name,
  params: [aText],
  gives: textType,
  emit: strict1((a) => (typeof a === 'string' ? run(a) : null)),
});

const ofTwoTexts = (name: string, run: (a: string, b: string) => boolean): FunctionRule => ({
  kind: 'function',
  name,
  params: [aText, aText],
  gives: booleanType,
  emit: strict2((a, b) => (typeof a === 'string' && typeof b === 'string' ? run(a, b) : null)),
});

/** A decimal with so many decimals or by a pattern, a date by a pattern; null when the pattern is none. */
function formatValue(value: Value, how: Value | undefined, language: string): Value {
  if (isDecimal(value)) {
    if (how === undefined) return formatDecimal(value);
    if (typeof how === 'string') return formatNumber(value, how, language);
    const scale = isDecimal(how) ? toInteger(how, 30) : null;
    return scale === null || scale < 0 ? null : formatFixed(value, scale);
  }
  if (typeof value !== 'string') return null;
  if (how === undefined) return value;
  return typeof how === 'string' ? formatDate(value, how, language) : null;
}

export const textRules: readonly FunctionRule[] = [
  ofText('upper', (text) => text.toUpperCase()),
  ofText('lower', (text) => text.toLowerCase()),
  ofText('trim', (text) => text.trim()),
  ofTwoTexts('startsWith', (text, prefix) => text.startsWith(prefix)),
  ofTwoTexts('contains', (text, part) => text.includes(part)),
  {
    kind: 'function',
    name: 'format',
    params: [
      {
        expected: 'decimal or date',
        accepts: ({ kind }) => kind === 'decimal' || kind === 'date' || kind === 'instant' || kind === 'text',
      },
      anything,
      aWord(wordLanguages),
    ],
    optional: 2,
    gives: (args, place) => {
      const [value, how] = args;
      const isNumber = value?.type.kind === 'decimal';
      const pattern = how && constantText(how);
      if (how && value?.type.kind !== 'any' && how.type.kind !== 'any') {
        const fits = how.type.kind === 'text' || (isNumber && how.type.kind === 'decimal');
        const expected = isNumber ? 'decimal, #,##0.00' : 'text';
        if (!fits || (isNumber && typeof pattern === 'string' && !isNumberPattern(pattern)))
          place.complain(how, 'expr-arguments', {
            name: 'format',
            expected,
            found: pattern ?? how.type.kind,
          });
      }
      return textType;
    },
    emit: strict(([value, how, language], scope) =>
      formatValue(value as Value, how, typeof language === 'string' ? language : scope.language),
    ),
  },
];
