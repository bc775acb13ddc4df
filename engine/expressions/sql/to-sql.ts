// Checked tree → SQL, for policies, filters and reports: the subset that a database answers from columns. What reads
// no row (`user.teams`, `addDays(today, -30)`) is computed by its closure and becomes a parameter.
import type { Checked, CheckedOf } from '../checked.ts';
import type { Expr } from '../../model/expression.ts';
import { Fault } from '../../problems/problem.ts';
import { formatDecimal, isDecimal } from '../../values/decimal.ts';
import { emit } from '../emit.ts';
import { childrenOf } from '../tree.ts';
import { MISSING } from '../scope.ts';
import { givenNames, groundRules } from './columns.ts';
import type { SqlAnswer, SqlColumns } from './columns.ts';
import { dateCall } from './dates.ts';
import { equality, membershipInArray, membershipInGiven, order } from './comparisons.ts';
import { asNumber, asText, fit, isStorable, stored, valueOf } from './operands.ts';
import type { Given, Operand, SqlText, Stored } from './operands.ts';
import { NoSql, refuseColumn, refuseLookup, refusePart } from './refuse.ts';

/**
 * Translates a condition. Null counts as in closures: `==` and `!=` compare it as a value, other comparisons with it
 * are false, a null condition is false. Parameters are never written into the text.
 *
 * @param columns  what of the row is a column
 * @param given    names whose values are known before the query; all others are of the row (`doc.total`, or `total`
 *                 where the fields themselves are in scope)
 * @param grounds  whoever binds has read what the given values lead to: references may be walked from them, and these
 *                 functions asked of them; null: nothing has been read
 * @returns        the condition | the first part that has no SQL: `expr-no-column` { field }, `expr-not-sql` { name }
 */
export function toSql(
  node: Checked,
  columns: SqlColumns,
  given: ReadonlySet<string> = givenNames,
  grounds: ReadonlySet<string> | null = null,
): SqlAnswer {
  try {
    const text = new Translator(columns, given, grounds).truth(node, true);
    return { ok: true, bind: (scope, add) => text({ scope, add }) };
  } catch (error) {
    if (error instanceof NoSql) return { ok: false, error: error.error };
    throw error;
  }
}

/**
 * The same for a compiled condition of a right or a list, bound in a scope whose grounds have been read.
 *
 * @throws Fault for one that stands in for a text that does not compile
 */
export function conditionSql(
  expr: Expr,
  columns: SqlColumns,
  given: ReadonlySet<string> = givenNames,
  grounds: ReadonlySet<string> = groundRules,
): SqlAnswer {
  if (!expr.tree) throw new Fault(`No checked tree of ${expr.text}`);
  return toSql(expr.tree, columns, given, grounds);
}

const word = (value: boolean): string => (value ? 'true' : 'false');

class Translator {
  readonly #columns: SqlColumns;
  readonly #given: ReadonlySet<string>;

  readonly #grounds: ReadonlySet<string> | null;

  constructor(columns: SqlColumns, given: ReadonlySet<string>, grounds: ReadonlySet<string> | null) {
    this.#columns = columns;
    this.#given = given;
    this.#grounds = grounds;
  }

  /** SQL that is true exactly when the node's truth equals `wanted`; false or null otherwise. */
  truth(node: Checked, wanted: boolean): SqlText {
    if (this.#isGiven(node)) {
      const run = emit(node);
      return ({ scope }) => {
        const value = run(scope);
        return word(value !== MISSING && (value === true) === wanted);
      };
    }
    switch (node.kind) {
      case 'and':
      case 'or': {
        const [left, right] = [this.truth(node.left, wanted), this.truth(node.right, wanted)];
        const sign = (node.kind === 'and') === wanted ? 'and' : 'or';
        return (bind) => `(${left(bind)} ${sign} ${right(bind)})`;
      }
      case 'not':
        return this.truth(node.of, !wanted);
      case 'binary':
        return this.#comparison(node, wanted);
      default: {
        const operand = this.operand(node);
        if (operand.how !== 'stored' || operand.kind !== 'boolean') return refusePart(node, nameOf(node));
        const { text } = operand;
        return wanted ? text : (bind) => `(${text(bind)}) is not true`;
      }
    }
  }

  #comparison(node: CheckedOf<'binary'>, wanted: boolean): SqlText {
    const { operator, left, right } = node;
    switch (operator) {
      case '==':
      case '!=': {
        for (const side of [left, right])
          if (side.type.kind === 'list' || side.type.kind === 'object') refusePart(side, operator);
        return equality(this.operand(left), this.operand(right), (operator === '==') === wanted);
      }
      case '<':
      case '<=':
      case '>':
      case '>=':
        return order(this.operand(left), this.operand(right), operator, wanted);
      case 'in':
        return this.#membership(left, right, wanted);
      default:
        return refusePart(node, operator);
    }
  }

  #membership(item: Checked, list: Checked, wanted: boolean): SqlText {
    if (this.#isGiven(list)) {
      const of = this.operand(item);
      return of.how === 'stored'
        ? membershipInGiven(of, { how: 'given', run: emit(list) }, wanted)
        : refusePart(item, 'in');
    }
    if (list.kind === 'list') {
      const of = this.operand(item);
      const each = list.items.map((one) => equality(of, this.operand(one), wanted));
      const sign = wanted ? ' or ' : ' and ';
      return each.length === 0
        ? () => word(!wanted)
        : (bind) => `(${each.map((text) => text(bind)).join(sign)})`;
    }
    const array = this.operand(list);
    if (array.how !== 'stored' || array.kind !== 'text[]') return refusePart(list, 'in');
    return membershipInArray(this.operand(item), array, wanted);
  }

  operand(node: Checked): Operand {
    if (this.#isGiven(node)) return { how: 'given', run: emit(node) };
    switch (node.kind) {
      case 'name':
      case 'select':
      case 'index':
        return this.#column(node);
      case 'negate': {
        const of = asNumber(this.operand(node.of));
        return stored('numeric', (bind) => `(- ${of(bind)})`);
      }
      case 'binary':
        return this.#isArithmetic(node) ? this.#arithmetic(node) : this.#condition(node);
      case 'and':
      case 'or':
      case 'not':
        return this.#condition(node);
      case 'call':
        return this.#call(node);
      default:
        return refusePart(node, nameOf(node));
    }
  }

  /** A condition as a value is never null. */
  #condition(node: Checked): Stored {
    const text = this.truth(node, true);
    return stored('boolean', (bind) => `((${text(bind)}) is true)`);
  }

  #isArithmetic({ operator }: CheckedOf<'binary'>): boolean {
    return ['+', '-', '*', '/', '%'].includes(operator);
  }

  #arithmetic(node: CheckedOf<'binary'>): Stored {
    const { operator, left, right, type } = node;
    if (operator === '+' && type.kind === 'text') {
      const parts = [this.#joined(left), this.#joined(right)];
      return stored('text', (bind) => `(${parts.map((part) => part(bind)).join(' || ')})`);
    }
    if (type.kind !== 'decimal' || operator === '/' || operator === '%') return refusePart(node, operator);
    const [a, b] = [asNumber(this.operand(left)), asNumber(this.operand(right))];
    return stored('numeric', (bind) => `(${a(bind)} ${operator} ${b(bind)})`);
  }

  #joined(node: Checked): SqlText {
    const operand = this.operand(node);
    if (operand.how === 'stored') return asText(operand);
    return (bind) => {
      const value = valueOf(operand, bind);
      const text = isDecimal(value) ? formatDecimal(value) : value;
      return bind.add(typeof text === 'string' ? text : null, 'text');
    };
  }

  #call(node: CheckedOf<'call'>): Stored {
    const { name } = node.rule;
    if (name === 'under') return this.#under(node);
    if (name === 'lookup') return this.#refuse(node);
    if (name === 'startsWith' || name === 'contains') {
      const [text, part] = node.args.map((arg) => this.#joined(arg)) as [SqlText, SqlText];
      return stored('boolean', (bind) =>
        name === 'startsWith'
          ? `starts_with(${text(bind)}, ${part(bind)})`
          : `(strpos(${text(bind)}, ${part(bind)}) > 0)`,
      );
    }
    return dateCall(name, node.args, (arg) => this.operand(arg)) ?? refusePart(node, name);
  }

  /**
   * A reference of the row, or the row itself, under a branch that is known before the query. What lies below it is read
   * before, too (`Reads.below`): a planner that knows how many there are chooses well between the indexes.
   */
  #under(node: CheckedOf<'call'>): Stored {
    const [record, branch] = node.args as [Checked, Checked];
    if (this.#isGiven(record) || !this.#isGiven(branch)) return refusePart(node, node.rule.name);
    const path = this.#pathOf(record) || 'id';
    const column = this.#columns(path) ?? refuseColumn(record, path);
    if (column.kind !== 'uuid') return refusePart(node, node.rule.name);
    const { sql } = column;
    const given: Given = { how: 'given', run: emit(branch) };
    return stored('boolean', (bind) => {
      const value = valueOf(given, bind);
      if (value === null) return 'null::boolean';
      const id = fit(value, 'uuid');
      if (typeof id !== 'string') return `(case when ${sql} is not null then false end)`;
      const below = bind.scope.reads.below?.(id);
      if (!below) throw new Fault(`Nobody has read what lies below ${id}`);
      return `(${sql} = any(${bind.add([...below], 'uuid[]')}))`;
    });
  }

  #column(node: Checked): Stored {
    const path = this.#pathOf(node);
    const column = this.#columns(path) ?? refuseColumn(node, path);
    const { sql, exact = sql, kind } = column;
    return stored(
      kind,
      () => sql,
      () => exact,
    );
  }

  /** `doc.address.city` and `address.city` are both `address.city`. What walks through a reference is no column. */
  #pathOf(node: Checked): string {
    if (node.kind === 'name') return node.name === 'doc' || node.name === 'it' ? '' : node.name;
    if (node.kind !== 'select') return this.#refuse(node);
    const of = this.#pathOf(node.of);
    const path = of === '' ? node.field : `${of}.${node.field}`;
    // What lies behind a reference is a column of another record.
    return node.through === 'ref' ? refusePart(node, path) : path;
  }

  /** A list would have to look up once for each row, and whoever judges a record in memory has nothing to look it up in. */
  #refuse(node: Checked): never {
    const isLookup = node.kind === 'call' && node.rule.name === 'lookup';
    return isLookup && this.#grounds?.has('lookup') ? refuseLookup(node) : refusePart(node, nameOf(node));
  }

  /** Whether a value is known before the query: no row, and no facts that would have to be read first. */
  #isGiven(node: Checked): boolean {
    switch (node.kind) {
      case 'constant':
        return (
          typeof node.value !== 'string' ||
          isStorable(node.value) ||
          refusePart(node, JSON.stringify(node.value))
        );
      case 'local':
        return true;
      case 'name':
        return this.#given.has(node.name);
      case 'select':
        return (
          this.#isGiven(node.of) &&
          (node.through !== 'ref' || this.#grounds !== null || refusePart(node, node.field))
        );
      case 'call':
        return (
          node.args.every((arg) => this.#isGiven(arg)) &&
          (node.rule.facts !== true || this.#grounds?.has(node.rule.name) || refusePart(node, node.rule.name))
        );
      default:
        return childrenOf(node).every((child) => this.#isGiven(child));
    }
  }
}

/** What an author would call a part. */
function nameOf(node: Checked): string {
  switch (node.kind) {
    case 'call':
    case 'loop':
      return node.rule.name;
    case 'choose':
      return '?:';
    case 'bind':
      return 'cel.bind';
    case 'index':
      return '[]';
    case 'object':
      return '{}';
    case 'list':
      return '[…]';
    case 'select':
      return node.field;
    case 'name':
      return node.name;
    default:
      return node.kind;
  }
}
