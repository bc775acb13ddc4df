// What an expression has read, for people who ask why: as far as they may know it.
import { MISSING, type Scope, type Value, type ValueObject } from '../expressions/scope.ts';
import type { Expr } from '../model/expression.ts';
import { formatDecimal, isDecimal } from '../values/decimal.ts';
import { rightOnField } from './field-rights.ts';
import { hidesIn } from './hides.ts';
import { findWork } from './records.ts';
import { mayRead } from './rights.ts';
import type { Session } from './session.ts';
import type { Work } from './work.ts';

export interface ReadValue {
  /** `doc.partner.blocked` */
  readonly name: string;
  /** As it is stored; '' for nothing. */
  readonly value: string;
}

/**
 * The single values that an expression reads, as they are now. Left out: what it reads of lists, what only leads on to
 * another record, and what the roles of whoever asks hide from him.
 */
export function valuesRead(session: Session, work: Work, expr: Expr, scope: Scope): readonly ReadValue[] {
  const isWay = (read: string): boolean => expr.reads.some((other) => other.startsWith(`${read}.`));
  const hides = hidesIn(session, scope);
  return expr.reads
    .filter((read) => !read.includes('[]') && !isWay(read) && hides?.([read]) !== true)
    .flatMap((name) => {
      const value = valueAt(session, work, name, scope);
      return value === undefined ? [] : [{ name, value: textOf(value) }];
    });
}

/** undefined: not to be told. */
function valueAt(session: Session, work: Work, path: string, scope: Scope): Value | undefined {
  const [root = '', ...keys] = path.split('.');
  let value = (scope as unknown as Readonly<Record<string, Value>>)[root] ?? null;
  let place = root === 'doc' || root === 'before' ? { work, path: '' } : null;
  for (const key of keys) {
    if (typeof value === 'string') {
      // A reference is an id: what is selected of it stands in its record, which has rights of its own.
      const other = findWork(session, value);
      if (!other || !mayRead(session, other)) return undefined;
      place = { work: other, path: '' };
      value = other.doc;
    }
    if (value === null || value === MISSING || typeof value !== 'object' || Array.isArray(value)) return null;
    if (place) {
      place = { work: place.work, path: place.path === '' ? key : `${place.path}.${key}` };
      if (rightOnField(session, place.work, place.path).hidden) return undefined;
    }
    value = (value as ValueObject)[key] ?? null;
  }
  return value === MISSING || isWhole(value) ? undefined : value;
}

/** A list or an object is no single value. */
function isWhole(value: Value): boolean {
  return value !== null && typeof value === 'object' && !isDecimal(value);
}

function textOf(value: Value): string {
  if (value === null) return '';
  return isDecimal(value) ? formatDecimal(value) : String(value);
}
