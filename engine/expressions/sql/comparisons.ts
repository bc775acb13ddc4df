// Comparisons as SQL that is true exactly when the closure's answer is the wanted one.
import type { SqlKind } from './columns.ts';
import { isDate } from '../../values/date.ts';
import { isDecimal } from '../../values/decimal.ts';
import { equalValues } from '../compare.ts';
import { asText, castOf, fit, isStorable, valueOf } from './operands.ts';
import type { Binder, Given, Operand, SqlText, Stored } from './operands.ts';
import type { Value } from '../scope.ts';

const word = (value: boolean): string => (value ? 'true' : 'false');

const numeric = (kind: SqlKind): boolean => kind === 'numeric' || kind === 'integer';

/** @param equal  whether equality or its opposite is asked for */
export function equality(a: Operand, b: Operand, equal: boolean): SqlText {
  // Only within a list whose other items are of the row.
  if (a.how === 'given' && b.how === 'given')
    return (bind) => word(equalValues(valueOf(a, bind), valueOf(b, bind)) === equal);
  if (a.how === 'given') return equality(b, a, equal);
  if (b.how === 'given') return (bind) => equalToValue(a, valueOf(b, bind), equal, bind);
  const [left, right] =
    a.kind === b.kind || (numeric(a.kind) && numeric(b.kind)) ? [a.exact, b.exact] : [asText(a), asText(b)];
  return (bind) => `(${left(bind)} is ${equal ? 'not ' : ''}distinct from ${right(bind)})`;
}

function equalToValue(a: Stored, value: Value, equal: boolean, bind: Binder): string {
  if (value === null) return `(${a.exact(bind)} is ${equal ? '' : 'not '}null)`;
  const param = fit(value, a.kind);
  if (param === undefined) return word(!equal);
  const place = bind.add(param, castOf(a.kind));
  // What says "none" by an empty text cannot be asked for one.
  const sql = param === '' ? a.exact(bind) : a.text(bind);
  return equal ? `(${sql} = ${place})` : `(${sql} is distinct from ${place})`;
}

const opposite = { '<': '>', '<=': '>=', '>': '<', '>=': '<=' } as const;
type Order = keyof typeof opposite;

/** Decimals by value; texts, and with them dates and instants, by code point. With null every order is false. */
export function order(a: Operand, b: Operand, operator: Order, wanted: boolean): SqlText {
  const text = orderTrue(a, b, operator);
  return wanted ? text : (bind) => `(${text(bind)}) is not true`;
}

function orderTrue(a: Operand, b: Operand, operator: Order): SqlText {
  if (a.how === 'given') return b.how === 'given' ? () => 'false' : orderTrue(b, a, opposite[operator]);
  if (b.how === 'given') return (bind) => orderToValue(a, valueOf(b, bind), operator, bind);
  if (
    (numeric(a.kind) && numeric(b.kind)) ||
    (a.kind === b.kind && (a.kind === 'date' || a.kind === 'timestamptz'))
  )
    return (bind) => `(${a.text(bind)} ${operator} ${b.text(bind)})`;
  if (numeric(a.kind) || numeric(b.kind)) return () => 'false';
  const [left, right] = [asText(a), asText(b)];
  return (bind) => `(${left(bind)} collate "C" ${operator} ${right(bind)})`;
}

function orderToValue(a: Stored, value: Value, operator: Order, bind: Binder): string {
  if (value === null || typeof value === 'boolean' || a.kind === 'boolean' || a.kind === 'text[]')
    return 'false';
  if (numeric(a.kind) !== isDecimal(value)) return 'false';
  // A day stands before its first instant and equals none.
  if (a.kind === 'timestamptz' && typeof value === 'string' && isDate(value)) {
    const place = bind.add(`${value}T00:00:00.000Z`, 'timestamptz');
    return `(${a.text(bind)} ${operator === '<' || operator === '<=' ? '<' : '>='} ${place})`;
  }
  const param = a.kind === 'text' || a.kind === 'uuid' ? undefined : fit(value, a.kind);
  if (param !== undefined) return `(${a.text(bind)} ${operator} ${bind.add(param, castOf(a.kind))})`;
  if (typeof value !== 'string') return 'false';
  return `(${asText(a)(bind)} collate "C" ${operator} ${bind.add(value, 'text')})`;
}

/** Whether the list given holds the row's value. */
export function membershipInGiven(item: Stored, list: Given, wanted: boolean): SqlText {
  return (bind) => {
    const values = valueOf(list, bind);
    if (!Array.isArray(values)) return word(!wanted);
    const fitting = (values as readonly Value[])
      .filter((value) => value !== null)
      .map((value) => fit(value, item.kind))
      .filter((param) => param !== undefined);
    const parts: string[] = [];
    if (fitting.length > 0) {
      const sql = fitting.includes('') ? item.exact(bind) : item.text(bind);
      parts.push(`${sql} = any(${bind.add(fitting, `${castOf(item.kind)}[]`)})`);
    }
    if ((values as readonly Value[]).includes(null)) parts.push(`${item.exact(bind)} is null`);
    if (parts.length === 0) return word(!wanted);
    return wanted ? `(${parts.join(' or ')})` : `((${parts.join(' or ')}) is not true)`;
  };
}

/** Whether a list of the row holds a value; said so that an index over the list answers. */
export function membershipInArray(item: Operand, array: Stored, wanted: boolean): SqlText {
  const negated = (text: string): string => (wanted ? text : `((${text}) is not true)`);
  if (item.how === 'stored') {
    const text = asText(item);
    return (bind) => negated(`(${text(bind)} = any(${array.text(bind)}))`);
  }
  return (bind) => {
    const value = valueOf(item, bind);
    if (typeof value !== 'string' || !isStorable(value)) return word(!wanted);
    return negated(`(${array.text(bind)} @> array[${bind.add(value, 'text')}])`);
  };
}
