import type { Checked } from '../checked.ts';
import type { ExprError } from '../expression-error.ts';

/** A part of an expression that has no SQL; turned into a value at the door. */
export class NoSql extends Error {
  readonly error: ExprError;

  constructor(error: ExprError) {
    super(error.code);
    this.error = error;
  }
}

/** @throws NoSql: `expr-not-sql` with the name of what cannot be said, and whether the values of a record are needed */
export function refusePart(node: Checked, name: string): never {
  const { start, end } = node;
  throw new NoSql({ code: 'expr-not-sql', start, end, params: { name } });
}

/** @throws NoSql: `expr-no-column` */
export function refuseColumn(node: Checked, field: string): never {
  const { start, end } = node;
  throw new NoSql({ code: 'expr-no-column', start, end, params: { field } });
}

/** @throws NoSql: `expr-row-lookup` */
export function refuseLookup(node: Checked): never {
  const { start, end } = node;
  throw new NoSql({ code: 'expr-row-lookup', start, end, params: {} });
}
