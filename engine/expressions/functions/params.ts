// Parameters that the functions share.
import type { Param } from '../checked.ts';
import { isOpen, isOrdered } from '../type-rules.ts';
import type { ExprType } from '../types.ts';

const ofKind = (expected: string, ...kinds: readonly ExprType['kind'][]): Param => ({
  expected,
  accepts: (type) => kinds.includes(type.kind),
});

export const aDecimal = ofKind('decimal', 'decimal');
export const aText = ofKind('text', 'text');
/** A name, or a reference to what has it. */
export const aTextOrRecord = ofKind('text', 'text', 'ref');
export const aBoolean = ofKind('boolean', 'boolean');
export const aDate = ofKind('date', 'date');
export const aList = ofKind('list', 'list');
export const aRecordOrLine = ofKind('record or line', 'object');
/** A record, or a reference to one. */
export const aRecord = ofKind('record', 'object', 'ref');
export const anything: Param = { expected: 'any', accepts: () => true };
export const somethingOrdered: Param = { expected: 'decimal, text or date', accepts: isOrdered };
/** A currency: its code, or a reference to its record. */
export const aCurrency = ofKind('currency', 'text', 'ref');

export const decimals: Param = {
  expected: 'list of decimal',
  accepts: (type) => type.kind === 'list' && (isOpen(type.of) || type.of.kind === 'decimal'),
};

export const aWord = (words: readonly string[]): Param => ({ ...aText, words });
