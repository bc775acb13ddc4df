// What is asked of a ledger in an address.
import { isBucket, ledgerKey, parseExpression } from '#engine';
import type { ExpressionNode, Ledger, LedgerKey } from '#engine';
import { isDay } from '../day.ts';
import { unusable } from './request.ts';
import { REASONS } from './shape-words.ts';

type Query = Readonly<Record<string, string | undefined>>;

/** `by=article,warehouse`: dimensions, or periods where dates are at hand. */
export function readBy(ledger: Ledger, { by = '' }: Query): string[] {
  const names = by
    .split(',')
    .map((name) => name.trim())
    .filter((name) => name !== '');
  for (const name of names)
    if (!ledger.dimensions.has(name) && !isBucket(name)) throw unusable('by', `${name} ∉ ${knownIn(ledger)}`);
  return [...new Set(names)];
}

/** A day of the address, or null. */
export function readDay(query: Query, name: string): string | null {
  const text = query[name];
  if (text === undefined || text === '') return null;
  if (!isDay(text)) throw unusable(name, REASONS.day);
  return text;
}

/** `filter=article == '…' && warehouse == '…'`: a ledger is asked by equal dimensions. */
export function readWhere(ledger: Ledger, { filter = '' }: Query): LedgerKey {
  if (filter.trim() === '') return {};
  const tree = parseExpression(filter);
  if ('code' in tree) throw unusable('filter', REASONS.expression);
  return ledgerKey(Object.fromEntries(equalsIn(tree, ledger)));
}

function equalsIn(node: ExpressionNode, ledger: Ledger): (readonly [string, string])[] {
  if (node.kind === 'and') return [...equalsIn(node.left, ledger), ...equalsIn(node.right, ledger)];
  if (
    node.kind === 'binary' &&
    node.operator === '==' &&
    node.left.kind === 'name' &&
    node.right.kind === 'constant'
  ) {
    const { name } = node.left;
    if (!ledger.dimensions.has(name)) throw unusable('filter', `${name} ∉ ${knownIn(ledger)}`);
    return [[name, String(node.right.value)]];
  }
  throw unusable('filter', `dimension == 'value' && … (${knownIn(ledger)})`);
}

function knownIn(ledger: Ledger): string {
  return [...ledger.dimensions.keys()].join(', ');
}
