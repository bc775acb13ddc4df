// Functions on lists and on anything: sum, size, flatten, coalesce.
import type Big from 'big.js';
import { DecimalSum } from '../../values/decimal-sum.ts';
import { decimal, isDecimal, zero } from '../../values/decimal.ts';
import type { Checked, Closure, Emit, FunctionRule } from '../checked.ts';
import { MISSING } from '../scope.ts';
import type { Value } from '../scope.ts';
import { keepsMoney } from '../money.ts';
import { spend } from '../spend.ts';
import { unify } from '../type-rules.ts';
import { anyType, decimalType, listOf } from '../types.ts';
import { decimals } from './params.ts';

/** `sum(list.map(x, e))` adds as it goes, without making the list between. */
function emitSum([list]: readonly Checked[], emit: Emit): Closure {
  if (list?.kind === 'loop' && list.rule.name === 'map') {
    const { slot } = list;
    const over = emit(list.list);
    const body = emit(list.body);
    return (scope) => {
      const items = over(scope);
      if (items === MISSING) return MISSING;
      if (!Array.isArray(items)) return zero;
      const total = new DecimalSum();
      const { locals } = scope;
      let complete = true;
      spend(scope, items.length);
      for (const item of items as readonly Value[]) {
        locals[slot] = item;
        const value = body(scope);
        if (value === MISSING) complete = false;
        else if (isDecimal(value)) total.add(value);
      }
      return complete ? total.value() : MISSING;
    };
  }
  const values = emit(list as Checked);
  return (scope) => {
    const items = values(scope);
    if (items === MISSING) return MISSING;
    if (!Array.isArray(items)) return zero;
    const total = new DecimalSum();
    for (const item of items as readonly Value[]) if (isDecimal(item)) total.add(item);
    return total.value();
  };
}

function sizeOf(value: Value): Big {
  // Characters as people count them, not UTF-16 units.
  if (typeof value === 'string') return decimal([...value].length);
  return Array.isArray(value) ? decimal(value.length) : zero;
}

export const listRules: readonly FunctionRule[] = [
  { kind: 'function', name: 'sum', params: [decimals], gives: keepsMoney, emit: emitSum },
  {
    kind: 'function',
    name: 'size',
    params: [
      { expected: 'list or text', accepts: ({ kind }) => kind === 'list' || kind === 'text', counts: true },
    ],
    gives: decimalType,
    emit: ([of], emit) => {
      const value = emit(of as Checked);
      return (scope) => {
        const list = value(scope);
        return list === MISSING ? MISSING : sizeOf(list);
      };
    },
  },
  {
    kind: 'function',
    name: 'flatten',
    params: [
      {
        expected: 'list of lists',
        accepts: (type) => type.kind === 'list' && (type.of.kind === 'list' || type.of.kind === 'any'),
      },
    ],
    gives: ([list]) => {
      const type = list?.type;
      return type?.kind === 'list' && type.of.kind === 'list' ? type.of : listOf(anyType);
    },
    emit: ([of], emit) => {
      const value = emit(of as Checked);
      return (scope) => {
        const lists = value(scope);
        if (lists === MISSING || !Array.isArray(lists)) return lists;
        const flat = (lists as readonly Value[]).flatMap((item) =>
          item === null ? [] : (item as readonly Value[]),
        );
        spend(scope, flat.length);
        return flat;
      };
    },
  },
  {
    kind: 'function',
    name: 'coalesce',
    params: [{ expected: 'any', accepts: () => true }],
    repeats: true,
    gives: (args, place) => {
      let common = args[0]?.type ?? anyType;
      for (const arg of args.slice(1)) {
        const united = unify(common, arg.type);
        if (!united)
          place.complain(arg, 'expr-arguments', {
            name: 'coalesce',
            expected: common.kind,
            found: arg.type.kind,
          });
        common = united ?? anyType;
      }
      return common;
    },
    emit: (args, emit) => {
      const closures = args.map(emit);
      return (scope) => {
        let complete = true;
        for (const closure of closures) {
          const value = closure(scope);
          // What is missing may turn out to be null: the next ones are asked too, so that they note what they lack.
          if (value === MISSING) complete = false;
          else if (value !== null) return complete ? value : MISSING;
        }
        return complete ? null : MISSING;
      };
    },
  },
];
