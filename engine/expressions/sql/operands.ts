// The two sorts of operand of a comparison: a value given before the query runs, and one that the row holds.
import type Big from 'big.js';
import { Fault } from '../../problems/problem.ts';
import { isDate } from '../../values/date.ts';
import { isDecimal } from '../../values/decimal.ts';
import type { Closure } from '../checked.ts';
import { MISSING } from '../scope.ts';
import type { Scope, Value } from '../scope.ts';
import type { AddParam, SqlKind } from './columns.ts';

export interface Binder {
  readonly scope: Scope;
  readonly add: AddParam;
}

export type SqlText = (bind: Binder) => string;

export interface Given {
  readonly how: 'given';
  readonly run: Closure;
}

export interface Stored {
  readonly how: 'stored';
  readonly kind: SqlKind;
  readonly text: SqlText;
  readonly exact: SqlText;
}

export type Operand = Given | Stored;

export const stored = (kind: SqlKind, text: SqlText, exact: SqlText = text): Stored => ({
  how: 'stored',
  kind,
  text,
  exact,
});

/** @throws Fault when facts would have to be read: the translator lets no such expression pass */
export function valueOf({ run }: Given, { scope }: Binder): Exclude<Value, typeof MISSING> {
  const value = run(scope);
  if (value === MISSING) throw new Fault('A condition for the database asked for facts');
  return value;
}

const uuid = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/;
const canonicalInstant = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}\.\d{3}Z$/;

/** PostgreSQL holds no NUL and no half of a surrogate pair, so no stored text equals one that has them. */
export function isStorable(text: string): boolean {
  return text.isWellFormed() && !text.includes('\0');
}

/** A value as a parameter for a column of this kind; undefined when no value of the column can equal it. */
export function fit(value: Value, kind: SqlKind): unknown {
  switch (kind) {
    case 'numeric':
    case 'integer':
      return isDecimal(value) ? value.toFixed() : undefined;
    case 'boolean':
      return typeof value === 'boolean' ? value : undefined;
    case 'text':
      return typeof value === 'string' && isStorable(value) ? value : undefined;
    case 'uuid':
      return typeof value === 'string' && uuid.test(value) ? value : undefined;
    case 'date':
      return typeof value === 'string' && isDate(value) ? value : undefined;
    case 'timestamptz':
      return typeof value === 'string' && canonicalInstant.test(value) && isDate(value.slice(0, 10))
        ? value
        : undefined;
    case 'text[]':
      return undefined;
  }
}

/** Integers are compared with decimals, which may be larger and have a fraction. */
export function castOf(kind: SqlKind): string {
  return kind === 'integer' ? 'numeric' : kind;
}

/** A value of the row as the text that closures see. */
export function asText({ kind, exact }: Stored): SqlText {
  switch (kind) {
    case 'text':
      return exact;
    case 'date':
      return (bind) => `to_char(${exact(bind)}, 'YYYY-MM-DD')`;
    case 'timestamptz':
      return (bind) => `to_char(${exact(bind)} at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"')`;
    case 'numeric':
    case 'integer':
      return (bind) => `trim_scale(${exact(bind)}::numeric)::text`;
    default:
      return (bind) => `${exact(bind)}::text`;
  }
}

/** A decimal operand as SQL; what is none is null. */
export function asNumber(operand: Operand): SqlText {
  if (operand.how === 'stored')
    return operand.kind === 'integer' ? (bind) => `${operand.text(bind)}::numeric` : operand.text;
  return (bind) => {
    const value = valueOf(operand, bind);
    return bind.add(isDecimal(value) ? (value as Big).toFixed() : null, 'numeric');
  };
}

/** A date operand as SQL; what is no date is null. */
export function asDate(operand: Operand): SqlText {
  if (operand.how === 'stored') return operand.text;
  return (bind) => {
    const value = valueOf(operand, bind);
    return bind.add(typeof value === 'string' && isDate(value) ? value : null, 'date');
  };
}
