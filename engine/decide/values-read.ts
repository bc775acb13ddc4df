// What an expression has read, for people who ask why.
import { MISSING, type Scope, type Value, type ValueObject } from '../expressions/scope.ts';
import type { Expr } from '../model/expression.ts';
import { formatDecimal, isDecimal } from '../values/decimal.ts';

export interface ReadValue {
  /** `doc.partner.blocked` */
  readonly name: string;
  /** As it is stored; '' for nothing, and for what is no single value. */
  readonly value: string;
}

/** The single values that an expression reads, as they are now; what it reads of lists is left out. */
export function valuesRead(expr: Expr, scope: Scope): readonly ReadValue[] {
  return expr.reads
    .filter((read) => !read.includes('[]') && !read.includes('('))
    .flatMap((name) => {
      const value = valueAt(name, scope);
      return value === MISSING || (value !== null && typeof value === 'object' && !isDecimal(value))
        ? []
        : [{ name, value: textOf(value) }];
    });
}

function valueAt(path: string, scope: Scope): Value {
  const [root = '', ...keys] = path.split('.');
  let value = (scope as unknown as Readonly<Record<string, Value>>)[root] ?? null;
  for (const key of keys) {
    // A reference is an id: what is selected of it stands in the record.
    if (typeof value === 'string') value = scope.reads.record(value);
    if (value === MISSING) return MISSING;
    if (value === null || typeof value !== 'object' || Array.isArray(value) || isDecimal(value)) return null;
    value = (value as ValueObject)[key] ?? null;
  }
  return value;
}

function textOf(value: Value): string {
  if (value === null) return '';
  return isDecimal(value) ? formatDecimal(value) : String(value);
}
