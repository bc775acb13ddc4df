// A filter in the expression language, as SQL over typed columns: checked like every expression, answered by indexes.
import { compileExpression, conditionSql, newScope, noReads } from '#engine';
import type { ExprError, ExprType } from '#engine';
import { QueryMistake } from './bad-query.ts';
import { columnNames, columnOf } from './columns.ts';
import type { Column } from './columns.ts';
import type { TypePlan } from './type-plan.ts';

/** Collects parameters and hands out their places. */
export interface Parameters {
  readonly values: unknown[];
  add(value: unknown): string;
}

export function parameters(values: unknown[]): Parameters {
  return {
    values,
    add(value) {
      values.push(value);
      return `$${values.length}`;
    },
  };
}

/** Names that stand for values known before the query runs. */
export interface FilterNames {
  readonly today: string;
  readonly now: string;
  readonly userId: string;
  /** A branch of a tree with all that lies below it; absent: there are no trees. */
  readonly below?: (branch: string) => ReadonlySet<string>;
}

const TEXT: ExprType = { kind: 'text' };
const TYPES: Readonly<Record<Column['sqlType'], ExprType>> = {
  text: TEXT,
  // Ids are written out in the filters that screens make, and instants as days.
  uuid: TEXT,
  timestamptz: TEXT,
  numeric: { kind: 'decimal' },
  integer: { kind: 'decimal' },
  date: { kind: 'date' },
  boolean: { kind: 'boolean' },
  'text[]': { kind: 'list', of: TEXT },
};

/**
 * Translates a filter. Absent values behave as in every other expression: `==` knows null, other comparisons with it
 * are false. `total`, `doc.total` and `address.city` name columns.
 *
 * @throws QueryMistake with the cure when a part of it is no column or has no SQL
 */
export function filterSql(text: string, plan: TypePlan, names: FilterNames, into: Parameters): string {
  const fields = fieldTypes(plan);
  const user: ExprType = { kind: 'object', name: 'user', fields: new Map([['id', TEXT]]) };
  const compiled = compileExpression(text, {
    scope: {
      ...Object.fromEntries(fields),
      doc: { kind: 'object', name: plan.type, fields },
      user,
      today: { kind: 'date' },
      now: TEXT,
    },
    types: () => null,
    expect: { kind: 'boolean' },
  });
  if (!compiled.ok) throw mistakeOf(compiled.errors, text, plan);
  const answer = conditionSql(compiled.expr, (path) => {
    const column = columnOf(plan, path);
    if (!column) return null;
    return { sql: column.sql, kind: column.sqlType };
  });
  if (!answer.ok) throw mistakeOf([answer.error], text, plan);
  const below = names.below ?? ((branch: string) => new Set([branch]));
  const scope = newScope({ ...noReads, below }, 'en', {
    user: { id: names.userId },
    today: names.today,
    now: names.now,
  });
  return answer.bind(scope, (value, cast) => `${into.add(value)}::${cast}`);
}

/** Columns by name; those of an object field stand in an object, as the filter names them. */
function fieldTypes(plan: TypePlan): ReadonlyMap<string, ExprType> {
  const fields = new Map<string, ExprType>();
  for (const path of columnNames(plan)) {
    const column = columnOf(plan, path);
    if (!column) continue;
    const [first = '', ...rest] = path.split('.');
    fields.set(
      first,
      rest.length === 0 ? TYPES[column.sqlType] : inside(fields.get(first), first, rest, column),
    );
  }
  return fields;
}

function inside(
  outer: ExprType | undefined,
  name: string,
  [first = '', ...rest]: readonly string[],
  column: Column,
): ExprType {
  const fields = new Map(outer?.kind === 'object' ? outer.fields : []);
  const type = rest.length === 0 ? TYPES[column.sqlType] : inside(fields.get(first), first, rest, column);
  return { kind: 'object', name, fields: fields.set(first, type) };
}

/** The first mistake as an answer for people. */
function mistakeOf(errors: readonly ExprError[], text: string, plan: TypePlan): QueryMistake {
  const [error] = errors;
  if (!error) return new QueryMistake('filter-unsupported', { part: text });
  const { code, start, end, params } = error;
  const part = text.slice(start, end);
  switch (code) {
    case 'expr-syntax':
      return new QueryMistake('filter-syntax', { at: String(start + 1) });
    case 'expr-unknown-name':
    case 'expr-unknown-field':
    case 'expr-no-column': {
      const field = String(params['name'] ?? params['field'] ?? part);
      return new QueryMistake('not-a-column', { field, known: columnNames(plan).join(', ') });
    }
    case 'expr-type':
      // Of the whole, that it is no condition.
      if (params['name'] === '') return new QueryMistake('filter-unsupported', { part });
      return new QueryMistake('filter-type', {
        field: String(params['name']),
        part,
        expected: String(params['expected']),
      });
    default:
      return new QueryMistake('filter-unsupported', { part });
  }
}
