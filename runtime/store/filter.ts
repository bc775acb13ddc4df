// A filter in the expression language, as SQL over typed columns: the subset that an index can answer.
import { parseExpression } from '#engine';
import type { ExpressionNode } from '#engine';
import { QueryMistake } from './bad-query.ts';
import { columnNames, columnOf } from './columns.ts';
import type { Column } from './columns.ts';
import { isUuid } from './uuid.ts';
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
}

type Node = ExpressionNode;
type Constant = string | boolean | null | { toFixed(): string };

const FLIPPED: Readonly<Record<string, string>> = {
  '<': '>',
  '<=': '>=',
  '>': '<',
  '>=': '<=',
  '==': '==',
  '!=': '!=',
};
const OPPOSITE: Readonly<Record<string, string>> = { '<': '>=', '<=': '>', '>': '<=', '>=': '<' };

/**
 * Translates a filter. Negation is pushed down to the comparisons, so that each stays one that an index answers and
 * absent values behave as in every other expression: `==` knows null, other comparisons with it are false.
 *
 * @throws QueryMistake with the cure when a part of it is no column or has no SQL
 */
export function filterSql(text: string, plan: TypePlan, names: FilterNames, into: Parameters): string {
  const tree = parseExpression(text);
  if ('code' in tree)
    throw new QueryMistake('filter-syntax', { detail: String(tree.params['detail'] ?? tree.code) });

  const part = (node: Node): string => text.slice(node.start, node.end);
  const unsupported = (node: Node): QueryMistake =>
    new QueryMistake('filter-unsupported', { part: part(node) });

  /** SQL that is true exactly when the node's truth equals `wanted`. */
  const truth = (node: Node, wanted: boolean): string => {
    switch (node.kind) {
      case 'and':
      case 'or':
        return `(${truth(node.left, wanted)} ${(node.kind === 'and') === wanted ? 'and' : 'or'} ${truth(node.right, wanted)})`;
      case 'not':
        return truth(node.of, !wanted);
      case 'constant':
        if (typeof node.value !== 'boolean') throw unsupported(node);
        return node.value === wanted ? 'true' : 'false';
      case 'name':
      case 'select': {
        const column = columnAt(node);
        if (column.sqlType !== 'boolean') throw unsupported(node);
        return wanted ? `${column.sql} = true` : `${column.sql} is distinct from true`;
      }
      case 'binary':
        return node.operator === 'in' ? membership(node.left, node.right, wanted) : comparison(node, wanted);
      case 'call':
        return textCall(node, wanted);
      default:
        throw unsupported(node);
    }
  };

  const comparison = (node: Node & { kind: 'binary' }, wanted: boolean): string => {
    const left = constantAt(node.left);
    const isFlipped = left !== undefined;
    const fieldNode = isFlipped ? node.right : node.left;
    const constant = isFlipped ? left : constantAt(node.right);
    const operator = isFlipped ? FLIPPED[node.operator] : node.operator;
    if (constant === undefined || operator === undefined || !(operator in FLIPPED)) throw unsupported(node);
    const column = columnAt(fieldNode);
    const isEqual = operator === '==' || operator === '!=';
    if (constant === null) {
      if (!isEqual) return wanted ? 'false' : 'true';
      return `${column.sql} is ${(operator === '==') === wanted ? '' : 'not '}null`;
    }
    const value = valueFor(column, constant, fieldNode, isFlipped ? node.left : node.right);
    if (value === null) return (operator === '!=') === wanted ? 'true' : 'false';
    const place = `${into.add(value)}::${column.sqlType}`;
    if (isEqual)
      return (operator === '==') === wanted
        ? `${column.sql} = ${place}`
        : `${column.sql} is distinct from ${place}`;
    if (wanted) return `${column.sql} ${operator} ${place}`;
    return `(${column.sql} ${OPPOSITE[operator] ?? ''} ${place} or ${column.sql} is null)`;
  };

  const membership = (item: Node, list: Node, wanted: boolean): string => {
    const not = wanted ? '' : 'not ';
    if (list.kind === 'list') {
      const column = columnAt(item);
      const values = list.items.map((node) => {
        const constant = constantAt(node);
        if (constant === undefined || constant === null) throw unsupported(node);
        return valueFor(column, constant, item, node);
      });
      const place = into.add(values.filter((value) => value !== null));
      const sql = `${column.sql} = any(${place}::${column.sqlType}[])`;
      return wanted ? sql : `not coalesce(${sql}, false)`;
    }
    const column = columnAt(list);
    const constant = constantAt(item);
    if (column.sqlType !== 'text[]' || typeof constant !== 'string') throw unsupported(list);
    return `${not}${column.sql} @> array[${into.add(constant)}::text]`;
  };

  const textCall = (node: Node & { kind: 'call' }, wanted: boolean): string => {
    const [subject, argument] = node.args;
    const constant = argument && constantAt(argument);
    if (!subject || node.args.length !== 2 || typeof constant !== 'string') throw unsupported(node);
    const column = columnAt(subject);
    if (column.sqlType !== 'text') throw unsupported(node);
    const place = `${into.add(constant)}::text`;
    const sql =
      node.name === 'startsWith'
        ? `starts_with(${column.sql}, ${place})`
        : node.name === 'contains'
          ? `strpos(${column.sql}, ${place}) > 0`
          : null;
    if (sql === null) throw unsupported(node);
    return wanted ? sql : `not coalesce(${sql}, false)`;
  };

  const columnAt = (node: Node): Column => {
    const path = pathOf(node);
    if (path === null) throw unsupported(node);
    const column = columnOf(plan, path);
    if (!column) throw new QueryMistake('not-a-column', { field: path, known: columnNames(plan).join(', ') });
    return column;
  };

  const constantAt = (node: Node): Constant | undefined => {
    if (node.kind === 'constant') return node.value;
    if (node.kind === 'negate') {
      const inner = constantAt(node.of);
      return typeof inner === 'object' && inner !== null ? negative(inner) : undefined;
    }
    const path = pathOf(node);
    if (path === 'today') return names.today;
    if (path === 'now') return names.now;
    if (path === 'user.id' || path === 'user') return names.userId;
    return undefined;
  };

  const valueFor = (
    column: Column,
    constant: string | boolean | { toFixed(): string },
    field: Node,
    at: Node,
  ): unknown => {
    const kind = column.sqlType;
    const mistake = (): QueryMistake =>
      new QueryMistake('filter-type', { field: part(field), part: part(at), expected: kind });
    if (typeof constant === 'boolean') {
      if (kind !== 'boolean') throw mistake();
      return constant;
    }
    if (typeof constant === 'object') {
      if (kind !== 'numeric' && kind !== 'integer') throw mistake();
      const digits = constant.toFixed();
      if (kind === 'integer' && !/^-?\d{1,9}$/.test(digits)) throw mistake();
      return digits;
    }
    if (kind === 'uuid') return isUuid(constant) ? constant : null;
    if (kind === 'date' && !isDate(constant)) throw mistake();
    if (kind === 'timestamptz' && !isInstant(constant)) throw mistake();
    if (kind === 'numeric' || kind === 'integer') {
      if (!/^-?\d{1,30}(\.\d{1,30})?$/.test(constant)) throw mistake();
    } else if (kind === 'boolean' || kind === 'text[]') throw mistake();
    return constant;
  };

  return truth(tree, true);
}

/** `partner`, `doc.partner`, `address.city` and `doc.address.city` name fields. */
function pathOf(node: Node): string | null {
  if (node.kind === 'name') return node.name;
  if (node.kind !== 'select') return null;
  const of = pathOf(node.of);
  return of === null ? null : of === 'doc' ? node.field : `${of}.${node.field}`;
}

function negative(value: { toFixed(): string }): { toFixed(): string } {
  const digits = value.toFixed();
  return { toFixed: () => (digits.startsWith('-') ? digits.slice(1) : `-${digits}`) };
}

function isDate(text: string): boolean {
  return (
    /^\d{4}-\d{2}-\d{2}$/.test(text) &&
    isInstant(`${text}T00:00:00Z`) &&
    new Date(`${text}T00:00:00Z`).toISOString().startsWith(text)
  );
}

function isInstant(text: string): boolean {
  return /^\d{4}-\d{2}-\d{2}(T[\d:.]+(Z|[+-]\d{2}:\d{2}))?$/.test(text) && !Number.isNaN(Date.parse(text));
}
