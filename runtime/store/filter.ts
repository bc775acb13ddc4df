// A filter in the expression language, as SQL over typed columns: checked like every expression, answered by indexes.
import { compileExpression, conditionSql, givenNames } from '#engine';
import type { CommonNames, Expr, ExprError, ExprType, Scope } from '#engine';
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

/** What a filter may name beside columns, and where its values are read. */
export interface FilterNames {
  readonly names: CommonNames;
  /** Values of the names, with all that the condition asks of the world. */
  readonly scopeFor: (condition: Expr) => Promise<Scope>;
  /** The first of these paths that the caller may not ask about; null: none. */
  readonly closed: (reads: readonly string[]) => string | null;
}

/** The condition as SQL, once its parameters are collected. */
export type FilterSql = (into: Parameters) => string;

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

/** A filter looks nothing up: whether something is found would tell what its caller may not see. */
const asked = new Set(['under']);

/** Of these names none gives way to a column of the same name: that one is `doc.user`. */
const firm = ['doc', 'user', 'today', 'now'];

/**
 * Translates a filter. Absent values behave as in every other expression: `==` knows null, other comparisons with it
 * are false. `total`, `doc.total` and `address.city` name columns; `user`, `here`, `company` and `settings` are what they
 * are in conditions of rights.
 *
 * @throws QueryMistake with the cure when a part of it is no column, has no SQL or may not be asked about
 */
export async function readFilter(text: string, plan: TypePlan, from: FilterNames): Promise<FilterSql> {
  const fields = fieldTypes(plan);
  const { scope, types, isTree } = from.names;
  const compiled = compileExpression(text, {
    scope: {
      ...scope,
      ...Object.fromEntries(fields),
      doc: { kind: 'object', name: plan.type, fields },
      ...(scope['user'] && { user: scope['user'] }),
      today: { kind: 'date' },
      now: TEXT,
    },
    types,
    isTree,
    expect: { kind: 'boolean' },
  });
  if (!compiled.ok) throw mistakeOf(compiled.errors, text, plan);
  const { expr } = compiled;
  const closed = from.closed(expr.reads);
  if (closed !== null) throw new QueryMistake('filter-closed', { field: closed });
  const given = [...givenNames].filter((name) => firm.includes(name) || !fields.has(name));
  const answer = conditionSql(
    expr,
    (path) => {
      const column = columnOf(plan, path);
      return column && { sql: column.sql, kind: column.sqlType };
    },
    new Set(given),
    asked,
  );
  if (!answer.ok) throw mistakeOf([answer.error], text, plan);
  const values = await from.scopeFor(expr);
  return (into) => answer.bind(values, (value, cast) => `${into.add(value)}::${cast}`);
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
