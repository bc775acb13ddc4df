// words(doc.total, 'RON') → `douăzeci și unu de lei`; words(12) → `twelve`.
import { amountInWords, wordLanguages } from '../../values/amount-words/amount-in-words.ts';
import { isDecimal } from '../../values/decimal.ts';
import type { FunctionRule } from '../checked.ts';
import { textType } from '../types.ts';
import { strict } from './emitters.ts';
import { aDecimal, aText, aWord } from './params.ts';

export const wordRules: readonly FunctionRule[] = [
  {
    kind: 'function',
    name: 'words',
    // The currency is its code; the language is the reader's unless it is told.
    params: [aDecimal, aText, aWord(wordLanguages)],
    optional: 2,
    gives: textType,
    emit: strict(([amount, currency = '', language], scope) => {
      if (!isDecimal(amount)) return null;
      const code = typeof currency === 'string' && currency !== '' ? currency : null;
      return amountInWords(amount, code, typeof language === 'string' ? language : scope.language);
    }),
  },
];
