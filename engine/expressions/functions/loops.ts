// Loops: map, filter, exists, all, sortBy, groupBy. An absent list is an empty one. No list ever holds MISSING: when
// one turn lacks a fact the others still run, so that they note what they lack, and the whole is MISSING.
import { formatDecimal, isDecimal } from '../../values/decimal.ts';
import { equalValues, orderOf } from '../compare.ts';
import type { Closure, LoopRule } from '../checked.ts';
import { MISSING } from '../scope.ts';
import type { Scope, Value } from '../scope.ts';
import { spend } from '../spend.ts';
import { booleanType, listOf } from '../types.ts';

import { aBoolean, anything, somethingOrdered } from './params.ts';

const nothing: readonly Value[] = [];

function itemsOf(list: Closure, scope: Scope): readonly Value[] | typeof MISSING {
  const items = list(scope);
  if (items === MISSING) return MISSING;
  if (!Array.isArray(items)) return nothing;
  spend(scope, items.length);
  return items as readonly Value[];
}

/** Runs the body for each item; null when any of the results was missing. */
function each(
  list: Closure,
  slot: number,
  body: Closure,
  scope: Scope,
): { items: readonly Value[]; results: Value[] } | null {
  const items = itemsOf(list, scope);
  if (items === MISSING) return null;
  const results: Value[] = [];
  let complete = true;
  for (const item of items) {
    scope.locals[slot] = item;
    const result = body(scope);
    if (result === MISSING) complete = false;
    results.push(result);
  }
  return complete ? { items, results } : null;
}

/** `exists` stops at the first true, `all` at the first that is not. */
const quantifier =
  (stopsAt: boolean) =>
  (list: Closure, slot: number, body: Closure): Closure =>
  (scope) => {
    const items = itemsOf(list, scope);
    if (items === MISSING) return MISSING;
    let complete = true;
    for (const item of items) {
      scope.locals[slot] = item;
      const result = body(scope);
      if (result === MISSING) complete = false;
      else if ((result === true) === stopsAt) return stopsAt;
    }
    return complete ? !stopsAt : MISSING;
  };

/** Nulls come last, whatever the direction of the rest. */
function compareKeys(a: Value, b: Value): number {
  if (a === null || b === null) return a === b ? 0 : a === null ? 1 : -1;
  return orderOf(a, b) ?? 0;
}

interface Group {
  readonly key: Value;
  readonly items: Value[];
}

/** Text that is the same for equal keys, or null when the key is an object or list. */
function keyText(key: Value): string | null {
  if (isDecimal(key)) return `d${formatDecimal(key)}`;
  return key !== null && typeof key === 'object' ? null : `${typeof key} ${String(key)}`;
}

function group(items: readonly Value[], keys: readonly Value[]): readonly Group[] {
  const groups: Group[] = [];
  const byText = new Map<string, Group>();
  items.forEach((item, i) => {
    const key = keys[i] ?? null;
    const text = keyText(key);
    let found = text === null ? groups.find((one) => equalValues(one.key, key)) : byText.get(text);
    if (!found) {
      found = { key, items: [] };
      groups.push(found);
      if (text !== null) byText.set(text, found);
    }
    found.items.push(item);
  });
  return groups;
}

export const loopRules: readonly LoopRule[] = [
  {
    kind: 'loop',
    name: 'map',
    body: anything,
    gives: (_item, body) => listOf(body),
    keeps: 'nothing',
    emit: (list, slot, body) => (scope) => each(list, slot, body, scope)?.results ?? MISSING,
  },
  {
    kind: 'loop',
    name: 'filter',
    body: aBoolean,
    gives: (item) => listOf(item),
    keeps: 'items',
    emit: (list, slot, body) => (scope) => {
      const turns = each(list, slot, body, scope);
      return turns ? turns.items.filter((_, i) => turns.results[i] === true) : MISSING;
    },
  },
  {
    kind: 'loop',
    name: 'exists',
    body: aBoolean,
    gives: () => booleanType,
    keeps: 'nothing',
    emit: quantifier(true),
  },
  {
    kind: 'loop',
    name: 'all',
    body: aBoolean,
    gives: () => booleanType,
    keeps: 'nothing',
    emit: quantifier(false),
  },
  {
    kind: 'loop',
    name: 'sortBy',
    body: somethingOrdered,
    gives: (item) => listOf(item),
    keeps: 'items',
    // Array.prototype.sort is stable, so equal keys keep their order.
    emit: (list, slot, body) => (scope) => {
      const turns = each(list, slot, body, scope);
      if (!turns) return MISSING;
      const order = turns.items.map((_, i) => i);
      order.sort((a, b) => compareKeys(turns.results[a] ?? null, turns.results[b] ?? null));
      return order.map((i) => turns.items[i] ?? null);
    },
  },
  {
    kind: 'loop',
    name: 'groupBy',
    body: anything,
    gives: (item, key) =>
      listOf({
        kind: 'object',
        name: 'group',
        fields: new Map([
          ['key', key],
          ['items', listOf(item)],
        ]),
      }),
    keeps: 'groups',
    // Groups stand in the order of their first item.
    emit: (list, slot, body) => (scope) => {
      const turns = each(list, slot, body, scope);
      return turns ? (group(turns.items, turns.results) as unknown as readonly Value[]) : MISSING;
    },
  },
];
