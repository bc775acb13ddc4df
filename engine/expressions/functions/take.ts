// take(5, [2, 2, 2]); take(line.quantity, lots, 'quantity'): a total taken from what there is, in order.
import { take } from '../../values/allocate.ts';
import { isDecimal, zero } from '../../values/decimal.ts';
import type { CallPlace, Checked, FunctionRule } from '../checked.ts';
import { constantText } from '../operator-type.ts';
import type { Value, ValueObject } from '../scope.ts';
import { spend } from '../spend.ts';
import { nearestName } from '../../problems/nearest-name.ts';
import { isOpen, nameOfType } from '../type-rules.ts';
import { anyType, decimalType, listOf } from '../types.ts';
import type { ExprType } from '../types.ts';
import { strict } from './emitters.ts';
import { aDecimal, aText } from './params.ts';

/** Of decimals: what is taken from each. Of rows: those that something is taken from, with how much as `taken`. */
function takenType([total, from, field]: readonly Checked[], place: CallPlace): ExprType {
  const list = from?.type;
  const row = list?.kind === 'list' ? list.of : anyType;
  if (!total || !from || isOpen(row)) return field ? listOf(anyType) : listOf(decimalType);
  if (!field) {
    if (row.kind !== 'decimal')
      place.complain(from, 'expr-arguments', {
        name: 'take',
        expected: 'list of decimal, or rows and the name of their column',
        found: nameOfType(from.type),
      });
    return listOf(decimalType);
  }
  if (row.kind !== 'object') {
    const found = nameOfType(from.type);
    place.complain(from, 'expr-arguments', { name: 'take', expected: 'rows', found });
    return listOf(anyType);
  }
  const name = constantText(field) ?? '';
  const column = row.fields.get(name);
  if (!column)
    place.complain(field, 'expr-unknown-field', {
      name,
      of: row.name,
      suggestion: nearestName(name, row.fields.keys()),
    });
  else if (!isOpen(column) && column.kind !== 'decimal')
    place.complain(field, 'expr-arguments', {
      name: `take.${name}`,
      expected: 'decimal',
      found: nameOfType(column),
    });
  const taken = total.type.kind === 'decimal' ? total.type : decimalType;
  return listOf({ ...row, fields: new Map([...row.fields, ['taken', taken]]) });
}

function figureOf(row: Value, field: string): Value {
  return row !== null && typeof row === 'object' && field in row
    ? ((row as ValueObject)[field] ?? null)
    : null;
}

export const takeRule: FunctionRule = {
  kind: 'function',
  name: 'take',
  params: [
    aDecimal,
    { expected: 'list of decimal or rows', accepts: ({ kind }) => kind === 'list' },
    { ...aText, constant: true },
  ],
  optional: 1,
  gives: takenType,
  emit: strict(([total, from, field], scope) => {
    if (!isDecimal(total) || !Array.isArray(from)) return null;
    const rows = from as readonly Value[];
    spend(scope, rows.length);
    const limits = typeof field === 'string' ? rows.map((row) => figureOf(row, field)) : rows;
    const parts = take(
      total,
      limits.map((limit) => (isDecimal(limit) ? limit : zero)),
    );
    if (typeof field !== 'string') return parts;
    return rows.flatMap((row, index) => {
      const taken = parts[index] ?? zero;
      return taken.gt(zero) ? [{ ...(row as ValueObject), taken }] : [];
    });
  }),
};
