// Types of an expression. Every mistake is reported, with its place; what is wrong counts as `any`, so that one
// mistake is told once.
import type { BinaryOperator, Node, Span } from './ast.ts';
import type { Checked, FunctionRule, LoopRule, Param } from './checked.ts';
import type { ExprError } from './expression-error.ts';
import { findRule, ruleNames } from './functions/index.ts';
import { isSameMoney, moneyAt, moneyOf, decimalOfResult, nameOfMoney, recordOf } from './money.ts';
import { constantText, expectKind, operatorType } from './operator-type.ts';
import type { Mismatch } from './operator-type.ts';
import { nearestName } from '../problems/nearest-name.ts';
import { fieldsThrough, isAssignable, isOpen, nameOfType, recordTypes, unify } from './type-rules.ts';
import { unknownOptions } from './unknown-option.ts';
import { anyType, booleanType, decimalType, listOf, nullType, textType } from './types.ts';
import type { DecisionTypes, ExprType, LedgerTable, ScopeTypes, TypeTable } from './types.ts';

/** Where an expression stands: what it may name, and what is expected of it. */
export interface Place {
  readonly scope: ScopeTypes;
  readonly types: TypeTable;
  /** Absent: the place knows no ledgers. */
  readonly ledgers?: LedgerTable;
  /** Absent: the place knows no decisions. */
  readonly decisions?: DecisionTypes;
  /** Whether a type is a tree; absent: the place does not know. */
  readonly isTree?: (type: string) => boolean;
  /** What the value is for; absent: anything goes. */
  readonly expect?: ExprType;
  /** Variables that the caller puts into `scope.locals`, from slot 0 in this order. */
  readonly locals?: ScopeTypes;
  /** References to types that are not there are passed over: a slice of a pack is compiled. */
  readonly partial?: boolean;
}

interface Local {
  readonly name: string;
  readonly type: ExprType;
  /** Whose values it holds. */
  readonly record: string | null;
}

/** @returns the typed tree, which may be run only when there are no errors, and the errors in the order of the text */
export function checkExpression(
  node: Node,
  place: Place,
): { readonly checked: Checked; readonly errors: readonly ExprError[] } {
  const checker = new Checker(place);
  const checked = checker.check(node);
  if (place.expect) checker.expectResult(checked, place.expect);
  return { checked, errors: checker.errors.sort((a, b) => a.start - b.start || a.end - b.end) };
}

class Checker {
  readonly errors: ExprError[] = [];
  readonly #place: Place;
  readonly #locals: Local[];

  constructor(place: Place) {
    this.#place = place;
    this.#locals = Object.entries(place.locals ?? {}).map(([name, type]) => ({ name, type, record: name }));
  }

  expectResult(node: Checked, expected: ExprType): void {
    if (!isAssignable(expected, node.type, constantText(node)))
      this.#mismatch(node, '', nameOfType(expected), node.type);
  }

  #report(span: Span, code: ExprError['code'], params: ExprError['params']): void {
    this.errors.push({ code, start: span.start, end: span.end, params });
  }

  #mismatch(span: Span, name: string, expected: string, found: ExprType): void {
    this.#report(span, 'expr-type', { name, expected, found: nameOfType(found) });
  }

  readonly #told: Mismatch = (node, name, expected) => this.#mismatch(node, name, expected, node.type);

  #wrong(span: Span): Checked {
    return { kind: 'constant', value: null, type: anyType, start: span.start, end: span.end };
  }

  check(node: Node): Checked {
    const span = { start: node.start, end: node.end };
    switch (node.kind) {
      case 'constant':
        return { kind: 'constant', value: node.value, type: typeOfConstant(node.value), ...span };
      case 'name':
        return this.#name(node.name, span);
      case 'select':
        return this.#select(this.check(node.of), node.field, { start: node.fieldStart, end: node.end }, span);
      case 'index':
        return this.#index(this.check(node.of), this.check(node.at), span);
      case 'not':
        return { kind: 'not', of: this.#condition(this.check(node.of), '!'), type: booleanType, ...span };
      case 'negate':
        return this.#negate(this.check(node.of), span);
      case 'binary': {
        const left = this.check(node.left);
        const right = this.check(node.right);
        const plain = operatorType(node.operator, left, right, this.#told);
        const type = this.#inMoney(node.operator, left, right, plain);
        for (const { node: at, value, options } of unknownOptions(node.operator, left, right))
          this.#report(at, 'expr-unknown-option', {
            name: value,
            allowed: options.join(', '),
            suggestion: nearestName(value, options),
          });
        return { kind: 'binary', operator: node.operator, left, right, type, ...span };
      }
      case 'and':
      case 'or': {
        const sign = node.kind === 'and' ? '&&' : '||';
        const left = this.#condition(this.check(node.left), sign);
        return {
          kind: node.kind,
          left,
          right: this.#condition(this.check(node.right), sign),
          type: booleanType,
          ...span,
        };
      }
      case 'choose':
        return this.#choose(this.check(node.when), this.check(node.then), this.check(node.otherwise), span);
      case 'list': {
        const items = node.items.map((item) => this.check(item));
        return { kind: 'list', items, type: listOf(this.#common(items, 'list')), ...span };
      }
      case 'object':
        return this.#object(node.entries, span);
      case 'call':
        return this.#call(node.name, node.nameStart, node.args, span);
    }
  }

  /** Adding amounts of two currencies gives nothing that anybody owes. */
  #inMoney(operator: BinaryOperator, left: Checked, right: Checked, type: ExprType): ExprType {
    if (type.kind !== 'decimal') return type;
    const [a, b] = [moneyOf(left.type), moneyOf(right.type)];
    if ((operator === '+' || operator === '-') && a && b && !isSameMoney(a, b))
      this.#report(right, 'expr-currency', {
        name: operator,
        expected: nameOfMoney(a),
        found: nameOfMoney(b),
      });
    return decimalOfResult(operator, left, right);
  }

  #records(): readonly (string | null)[] {
    return this.#locals.map(({ record }) => record);
  }

  #name(name: string, span: Span): Checked {
    const slot = this.#locals.findLastIndex((local) => local.name === name);
    const local = this.#locals[slot];
    if (local) return { kind: 'local', slot, type: local.type, ...span };
    const { scope } = this.#place;
    const type = Object.hasOwn(scope, name) ? scope[name] : undefined;
    if (type) return { kind: 'name', name, type, ...span };
    const known = [...Object.keys(scope), ...this.#locals.map((one) => one.name)];
    const suggestion = nearestName(name, known);
    this.#report(span, 'expr-unknown-name', { name, suggestion, known: known.sort().join(', ') });
    return this.#wrong(span);
  }

  #select(of: Checked, field: string, at: Span, span: Span): Checked {
    const { type } = of;
    if (isOpen(type)) return { kind: 'select', of, field, through: 'any', type: anyType, ...span };
    if (type.kind !== 'object' && type.kind !== 'ref') {
      this.#mismatch(at, `.${field}`, 'record', type);
      return this.#wrong(span);
    }
    const fields = type.kind === 'object' ? type.fields : fieldsThrough(type.types, this.#place.types);
    const through = type.kind;
    // Of a type that is not there nothing is known; that it is missing is told where the reference is declared.
    if (!fields) return { kind: 'select', of, field, through, type: anyType, ...span };
    const found = fields.get(field);
    if (found) {
      const record = recordOf(of, this.#records());
      return { kind: 'select', of, field, through, type: moneyAt(found, record), ...span };
    }
    if (type.kind === 'object' && type.beyond)
      return this.#select(this.#select(of, type.beyond, at, span), field, at, span);
    const owner = type.kind === 'object' ? type.name : type.types.join(' / ');
    this.#report(at, 'expr-unknown-field', {
      name: field,
      of: owner,
      suggestion: nearestName(field, fields.keys()),
    });
    return this.#wrong(span);
  }

  #index(of: Checked, at: Checked, span: Span): Checked {
    const { type } = of;
    const key = constantText(at);
    if (key !== null && (type.kind === 'object' || type.kind === 'ref'))
      return this.#select(of, key, at, span);
    if (type.kind === 'list') {
      if (!isOpen(at.type) && at.type.kind !== 'decimal') this.#mismatch(at, '[]', 'decimal', at.type);
      return { kind: 'index', of, at, type: type.of, ...span };
    }
    if (!isOpen(type)) this.#mismatch(of, '[]', 'list', type);
    return { kind: 'index', of, at, type: anyType, ...span };
  }

  #negate(of: Checked, span: Span): Checked {
    expectKind(of, '-', 'decimal', this.#told);
    const money = moneyOf(of.type);
    return { kind: 'negate', of, type: money ? { kind: 'decimal', money } : decimalType, ...span };
  }

  #condition(node: Checked, name: string): Checked {
    expectKind(node, name, 'boolean', this.#told);
    return node;
  }

  #choose(when: Checked, then: Checked, otherwise: Checked, span: Span): Checked {
    this.#condition(when, '?:');
    let type = unify(then.type, otherwise.type) ?? this.#withConstant(then, otherwise);
    if (!type) {
      this.#mismatch(otherwise, '?:', nameOfType(then.type), otherwise.type);
      type = anyType;
    }
    return { kind: 'choose', when, then, otherwise, type, ...span };
  }

  /** A date in one branch and a date written out in the other. */
  #withConstant(a: Checked, b: Checked): ExprType | null {
    if (isAssignable(a.type, b.type, constantText(b))) return a.type;
    return isAssignable(b.type, a.type, constantText(a)) ? b.type : null;
  }

  #common(nodes: readonly Checked[], name: string): ExprType {
    let common: ExprType = nullType;
    for (const node of nodes) {
      const united = unify(common, node.type);
      if (united) common = united;
      else this.#mismatch(node, name, nameOfType(common), node.type);
    }
    return nodes.length === 0 ? anyType : common;
  }

  #object(entries: readonly { readonly key: Node; readonly value: Node }[], span: Span): Checked {
    const fields = new Map<string, ExprType>();
    const checked: { key: string; value: Checked }[] = [];
    for (const entry of entries) {
      const value = this.check(entry.value);
      const key = entry.key.kind === 'constant' ? entry.key.value : null;
      if (typeof key !== 'string') {
        this.#report(entry.key, 'expr-arguments', { name: '{}', expected: 'text', found: '' });
      } else if (key === '__proto__' || fields.has(key)) {
        this.#report(entry.key, 'expr-arguments', { name: '{}', expected: 'another key', found: key });
      } else {
        fields.set(key, value.type);
        checked.push({ key, value });
      }
    }
    return { kind: 'object', entries: checked, type: { kind: 'object', name: 'object', fields }, ...span };
  }

  #call(name: string, nameStart: number, args: readonly Node[], span: Span): Checked {
    if (name === 'cel.bind') return this.#bind(args, span);
    const rule = findRule(name);
    if (rule?.kind === 'loop') return this.#loop(rule, args, span);
    const checked = args.map((arg) => this.check(arg));
    if (rule) return this.#function(rule, checked, span);
    const at = { start: nameStart, end: nameStart + name.length };
    this.#report(at, 'expr-unknown-function', { name, suggestion: nearestName(name, ruleNames()) });
    return this.#wrong(span);
  }

  #function(rule: FunctionRule, args: readonly Checked[], span: Span): Checked {
    const most = rule.params.length;
    const least = most - (rule.optional ?? 0);
    if (args.length < least || (args.length > most && !rule.repeats)) {
      const expected = rule.repeats ? `${least}+` : least === most ? `${most}` : `${least}–${most}`;
      this.#report(span, 'expr-arguments', { name: rule.name, expected, found: args.length });
      return this.#wrong(span);
    }
    args.forEach((arg, i) => {
      const param = rule.params[Math.min(i, most - 1)];
      if (param) this.#argument(rule.name, param, arg);
    });
    const type =
      typeof rule.gives === 'function'
        ? rule.gives(args, {
            types: this.#place.types,
            ledgers: this.#place.ledgers ?? (() => null),
            decisions: this.#place.decisions ?? (() => null),
            partial: this.#place.partial ?? false,
            complain: (node, code, params) => this.#report(node, code, params),
          })
        : rule.gives;
    return { kind: 'call', rule, args, type, ...span };
  }

  #argument(name: string, param: Param, arg: Checked): void {
    if (!isOpen(arg.type) && !param.accepts(arg.type)) {
      const text = constantText(arg);
      const written =
        text !== null && param.expected.includes('date') && isAssignable({ kind: 'date' }, arg.type, text);
      if (!written) this.#mismatch(arg, name, param.expected, arg.type);
      return;
    }
    const { isTree, types } = this.#place;
    const records = param.tree && isTree ? recordTypes(arg.type, types) : [];
    if (isTree && records.length > 0 && !records.some(isTree))
      this.#report(arg, 'expr-arguments', { name, expected: param.expected, found: records.join(', ') });
    const word = constantText(arg);
    if (param.words) {
      if (word !== null && !param.words.includes(word))
        this.#report(arg, 'expr-arguments', { name, expected: param.words.join(', '), found: word });
    } else if (param.constant && word === null) {
      this.#report(arg, 'expr-arguments', { name, expected: 'a text written out', found: '' });
    }
  }

  #variable(name: string, node: Node | undefined): string | null {
    if (node?.kind === 'name') return node.name;
    if (node) this.#report(node, 'expr-arguments', { name, expected: 'a variable', found: '' });
    return null;
  }

  #loop(rule: LoopRule, args: readonly Node[], span: Span): Checked {
    const [over, variable, inner] = args;
    const list = over && this.check(over);
    if (!list || !variable || !inner || args.length > 3) {
      this.#report(span, 'expr-arguments', { name: rule.name, expected: '3', found: args.length });
      return this.#wrong(span);
    }
    if (!isOpen(list.type) && list.type.kind !== 'list') this.#mismatch(list, rule.name, 'list', list.type);
    const item = list.type.kind === 'list' ? list.type.of : anyType;
    const name = this.#variable(rule.name, variable);
    const { slot, body } = this.#inside(name ?? '', item, recordOf(list, this.#records()), inner);
    this.#argument(rule.name, rule.body, body);
    return { kind: 'loop', rule, list, slot, body, type: rule.gives(item, body.type), ...span };
  }

  #bind(args: readonly Node[], span: Span): Checked {
    const [variable, bound, inner] = args;
    if (!variable || !bound || !inner || args.length > 3) {
      this.#report(span, 'expr-arguments', { name: 'cel.bind', expected: '3', found: args.length });
      return this.#wrong(span);
    }
    const value = this.check(bound);
    const name = this.#variable('cel.bind', variable);
    const { slot, body } = this.#inside(name ?? '', value.type, recordOf(value, this.#records()), inner);
    return { kind: 'bind', slot, value, body, type: body.type, ...span };
  }

  /** Checks a body with one more variable in scope. */
  #inside(name: string, type: ExprType, record: string | null, inner: Node): { slot: number; body: Checked } {
    const slot = this.#locals.length;
    this.#locals.push({ name, type, record });
    const body = this.check(inner);
    this.#locals.pop();
    return { slot, body };
  }
}

function typeOfConstant(value: null | boolean | string | object): ExprType {
  if (value === null) return nullType;
  if (typeof value === 'string') return textType;
  return typeof value === 'boolean' ? booleanType : decimalType;
}
