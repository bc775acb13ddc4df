// Functions on text: upper, lower, trim, startsWith, contains, format.
import { formatDate } from '../../values/date.ts';
import { formatDecimal, formatFixed, isDecimal, toInteger } from '../../values/decimal.ts';
import type { FunctionRule } from '../checked.ts';
import type { Value } from '../scope.ts';
import { booleanType, textType } from '../types.ts';
import { strict, strict1, strict2 } from './emitters.ts';
import { aText, anything } from './params.ts';

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

/** A decimal with so many decimals, or a date by a pattern. */
function formatValue(value: Value, how: Value | undefined): Value {
  if (isDecimal(value)) {
    if (how === undefined) return formatDecimal(value);
    const scale = isDecimal(how) ? toInteger(how, 30) : null;
    return scale === null || scale < 0 ? null : formatFixed(value, scale);
  }
  if (typeof value !== 'string') return null;
  if (how === undefined) return value;
  return typeof how === 'string' ? formatDate(value, how) : null;
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
    ],
    optional: 1,
    gives: (args, place) => {
      const [value, how] = args;
      const wanted = value?.type.kind === 'decimal' ? 'decimal' : 'text';
      if (how && value?.type.kind !== 'any' && how.type.kind !== 'any' && how.type.kind !== wanted)
        place.complain(how, 'expr-arguments', { name: 'format', expected: wanted, found: how.type.kind });
      return textType;
    },
    emit: strict(([value, how]) => formatValue(value as Value, how)),
  },
];
