// Functions that ask ledgers: balance, balances and booked.
import { isBucket } from '../../ledgers/sums.ts';
import { recordIdOf } from '../../values/version.ts';
import type { CallPlace, Checked, Closure, Emit, FunctionRule } from '../checked.ts';
import { MISSING } from '../scope.ts';
import type { Missing, Scope, Value, ValueObject } from '../scope.ts';
import { nearestName } from '../../problems/nearest-name.ts';
import { isComparable, nameOfType } from '../type-rules.ts';
import { anyType, dateType, listOf, textType } from '../types.ts';
import type { ExprType, LedgerType } from '../types.ts';
import { strict2 } from './emitters.ts';
import { aDate, aRecord, aText } from './params.ts';

const aKey = { expected: 'object', accepts: ({ kind }: ExprType) => kind === 'object' };
const namesOrName = {
  expected: 'text or list of text',
  accepts: (type: ExprType) => type.kind === 'text' || (type.kind === 'list' && type.of.kind === 'text'),
};

function textOf(node: Checked | undefined): string | null {
  return node?.kind === 'constant' && typeof node.value === 'string' ? node.value : null;
}

/** The ledger that is named, after its key has been checked against its dimensions. */
function ledgerNamed(name: string, [ledger, where]: readonly Checked[], place: CallPlace): LedgerType | null {
  const key = textOf(ledger);
  if (!ledger || key === null) return null;
  const found = place.ledgers(key);
  if (!found) {
    if (!place.partial) place.complain(ledger, 'expr-arguments', { name, expected: 'a ledger', found: key });
    return null;
  }
  if (where?.kind === 'object')
    for (const entry of where.entries) {
      const dimension = found.dimensions.get(entry.key);
      if (!dimension) {
        const suggestion = nearestName(entry.key, found.dimensions.keys());
        place.complain(entry.value, 'expr-unknown-field', { name: entry.key, of: key, suggestion });
      } else if (!isComparable(dimension, entry.value.type, null, textOf(entry.value)))
        place.complain(entry.value, 'expr-arguments', {
          name: `${key}.${entry.key}`,
          expected: nameOfType(dimension),
          found: nameOfType(entry.value.type),
        });
    }
  return found;
}

function balanceType(args: readonly Checked[], place: CallPlace): ExprType {
  const ledger = ledgerNamed('balance', args, place);
  return ledger ? { kind: 'object', name: 'balance', fields: ledger.figures } : anyType;
}

/** An entry: its line, its day, its dimensions and measures. */
function entriesType([, ledger]: readonly Checked[], place: CallPlace): ExprType {
  const found = ledger ? ledgerNamed('booked', [ledger], place) : null;
  if (!found) return listOf(anyType);
  const fields = new Map<string, ExprType>([
    ['line', textType],
    ['date', dateType],
    ...found.dimensions,
    ...found.figures,
  ]);
  return listOf({ kind: 'object', name: 'entry', fields });
}

function rowsType(args: readonly Checked[], place: CallPlace): ExprType {
  const ledger = ledgerNamed('balances', args, place);
  const by = args[2];
  if (!ledger || !by) return anyType;
  const fields = new Map<string, ExprType>(ledger.figures);
  for (const node of by.kind === 'list' ? by.items : [by]) {
    const name = textOf(node);
    const dimension = name === null ? undefined : ledger.dimensions.get(name);
    if (name !== null && dimension) fields.set(name, dimension);
    else if (name !== null && isBucket(name)) fields.set(name, dateType);
    else
      place.complain(node, 'expr-unknown-field', {
        name: name ?? '',
        of: textOf(args[0]) ?? '',
        suggestion: nearestName(name ?? '', ledger.dimensions.keys()),
      });
  }
  return listOf({ kind: 'object', name: 'balance', fields });
}

/** Arguments evaluated all, so that all facts they lack are noted; null when one that is needed is null. */
function evaluated(
  closures: readonly Closure[],
  scope: Scope,
  needed: number,
): readonly Value[] | null | Missing {
  const values = closures.map((closure) => closure(scope));
  if (values.includes(MISSING)) return MISSING;
  return values.slice(0, needed).includes(null) ? null : values;
}

/** A key with a hole in it (a line without its article yet) asks for nothing. */
function isWhole(where: ValueObject): boolean {
  return Object.values(where).every((value) => value !== null);
}

function emitBalance(args: readonly Checked[], emit: Emit): Closure {
  const closures = args.map(emit);
  return (scope) => {
    const values = evaluated(closures, scope, 2);
    if (values === MISSING || values === null) return values;
    const [ledger, where, on = null] = values as [string, ValueObject, string | null];
    return isWhole(where) ? scope.reads.balance(ledger, where, on) : null;
  };
}

function emitBalances(args: readonly Checked[], emit: Emit): Closure {
  const closures = args.map(emit);
  return (scope) => {
    const values = evaluated(closures, scope, 3);
    if (values === MISSING) return MISSING;
    if (values === null) return [];
    const [ledger, where, by, from = null, to = null] = values as [
      string,
      ValueObject,
      string | readonly string[],
      string | null,
      string | null,
    ];
    if (!isWhole(where)) return [];
    return scope.reads.balances(ledger, where, typeof by === 'string' ? [by] : by, from, to);
  };
}

export const ledgerRules: readonly FunctionRule[] = [
  {
    kind: 'function',
    name: 'balance',
    params: [{ ...aText, constant: true }, aKey, aDate],
    optional: 1,
    gives: balanceType,
    emit: emitBalance,
  },
  {
    kind: 'function',
    name: 'balances',
    params: [{ ...aText, constant: true }, aKey, namesOrName, aDate, aDate],
    optional: 2,
    gives: rowsType,
    emit: emitBalances,
  },
  {
    kind: 'function',
    name: 'booked',
    params: [aRecord, { ...aText, constant: true }],
    gives: entriesType,
    emit: strict2((record, ledger, scope) => {
      const id = typeof record === 'object' && 'id' in record ? record.id : record;
      return typeof id === 'string' && typeof ledger === 'string'
        ? (scope.reads.booked?.(recordIdOf(id), ledger) ?? [])
        : null;
    }),
  },
];
