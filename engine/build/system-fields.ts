import type { ExprType } from '../expressions/types.ts';

const text: ExprType = { kind: 'text' };
const decimal: ExprType = { kind: 'decimal' };
const instant: ExprType = { kind: 'instant' };

/** What every record has without declaring it; no schema may use these names. @source definitions.md, Types */
export const systemFields: ReadonlyMap<string, ExprType> = new Map<string, ExprType>([
  ['id', text],
  ['type', text],
  ['number', text],
  ['revision', decimal],
  ['version', decimal],
  ['stage', { kind: 'any' }],
  ['states', { kind: 'list', of: text }],
  ['phase', text],
  ['title', text],
  ['owner', text],
  ['createdAt', instant],
  ['createdBy', text],
  ['updatedAt', instant],
  ['postedAt', instant],
  ['release', decimal],
  ['archived', { kind: 'boolean' }],
]);

/** Those that lists may show, filter and sort by. */
export const systemColumns: ReadonlySet<string> = new Set([
  'number',
  'stage',
  'phase',
  'title',
  'owner',
  'createdAt',
  'updatedAt',
  'postedAt',
]);
