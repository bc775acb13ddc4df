// What can be said of the rows of a decision without asking it.
import { compareBounds } from '../../decisions/match-cell.ts';
import type { Cell, DecisionRow, DecisionTable } from '../../model/decision-table.ts';
import type { Finding } from '../../problems/finding.ts';
import { conditionOf } from '../conditions/condition.ts';
import { isPossible } from '../conditions/possible.ts';
import type { Rule } from '../rule.ts';

/** Rows that can match, that do not overlap where one alone may answer, and an answer for what no row fits. */
export const decisionRows: Rule = function* ({ model, linked }) {
  for (const table of model.decisions.values()) {
    const file = linked.decisions.get(table.key)?.file ?? '';
    if (table.rows.length + table.sources.length === 0)
      yield { code: 'decision-without-rows', file, pointer: '' };
    yield* impossible(table, file);
    if (table.hit === 'unique') yield* overlapping(table, file);
    if (table.hit === 'first') yield* shadowed(table, file);
    const isOpen = table.rows.length > 0 && table.defaults === null && !table.rows.some(isCatchAll);
    if (isOpen && table.hit !== 'collect')
      yield { code: 'decision-without-default', severity: 'warning', file, pointer: '' };
  }
};

/** Conditions and days cannot be compared, so that nothing is said of rows that have them. */
function isPlain(row: DecisionRow): boolean {
  return row.condition === null && row.valid.from === null && row.valid.to === null;
}

function isCatchAll(row: DecisionRow): boolean {
  return isPlain(row) && row.cells.size === 0;
}

function* impossible(table: DecisionTable, file: string): Iterable<Finding> {
  for (const row of table.rows) {
    const tree = row.condition?.tree;
    if (tree !== undefined && tree.kind !== 'constant' && !isPossible(conditionOf(tree)))
      yield {
        code: 'decision-row-impossible',
        file,
        pointer: `/rows/${row.key}/if`,
        params: { row: row.key, input: row.condition?.text ?? '' },
      };
    for (const [input, cell] of row.cells)
      if (isEmpty(cell))
        yield {
          code: 'decision-row-impossible',
          file,
          pointer: `/rows/${row.key}/when/${input}`,
          params: { row: row.key, input },
        };
  }
}

function* overlapping(table: DecisionTable, file: string): Iterable<Finding> {
  const rows = table.rows.filter((row) => isPlain(row) && ![...row.cells.values()].some(isEmpty));
  for (const [index, row] of rows.entries())
    for (const other of rows.slice(0, index)) {
      const inputs = [...row.cells.keys()].filter((input) => other.cells.has(input));
      const isApart = inputs.some((input) => areApart(row.cells.get(input)!, other.cells.get(input)!));
      if (!isApart)
        yield {
          code: 'decision-overlap',
          file,
          pointer: `/rows/${row.key}`,
          params: { row: row.key, other: other.key },
        };
    }
}

function* shadowed(table: DecisionTable, file: string): Iterable<Finding> {
  for (const [index, row] of table.rows.entries()) {
    const other = table.rows.slice(0, index).find(
      (earlier) =>
        isPlain(earlier) &&
        [...earlier.cells].every(([input, cell]) => {
          const own = row.cells.get(input);
          return own !== undefined && holds(cell, own);
        }),
    );
    if (other)
      yield {
        code: 'decision-row-shadowed',
        severity: 'warning',
        file,
        pointer: `/rows/${row.key}`,
        params: { row: row.key, other: other.key },
      };
  }
}

function isEmpty(cell: Cell): boolean {
  if (cell.kind === 'among') return cell.values.length === 0;
  if (cell.kind === 'under') return false;
  if (cell.from === null || cell.to === null) return false;
  const order = compareBounds(cell.from.value, cell.to.value);
  return order > 0 || (order === 0 && !(cell.from.closed && cell.to.closed));
}

function areApart(a: Cell, b: Cell): boolean {
  if (a.kind === 'among') return a.values.every((value) => !contains(b, value));
  if (b.kind === 'among') return areApart(b, a);
  // Records may be moved in their tree, so nothing is known of branches beforehand.
  if (a.kind === 'under' || b.kind === 'under')
    return !(a.kind === 'under' && b.kind === 'under' && a.value === b.value);
  return isEmpty({ kind: 'range', ...meeting(a, b) });
}

type Range = Extract<Cell, { kind: 'range' }>;

function meeting(a: Range, b: Range): Omit<Range, 'kind'> {
  const from = tighter(a.from, b.from, 1);
  return { from, to: tighter(a.to, b.to, -1) };
}

function tighter(a: Range['from'], b: Range['from'], sign: 1 | -1): Range['from'] {
  if (a === null || b === null) return a ?? b;
  const order = compareBounds(a.value, b.value) * sign;
  return order === 0 ? (a.closed ? b : a) : order > 0 ? a : b;
}

function contains(cell: Cell, value: unknown): boolean {
  if (cell.kind === 'among') return cell.values.some((wanted) => wanted === value);
  if (cell.kind === 'under') return cell.value === value;
  if (typeof value !== 'string') return false;
  const { from, to } = cell;
  const low = from === null ? 1 : compareBounds(value, from.value);
  const high = to === null ? -1 : compareBounds(value, to.value);
  return (
    (low > 0 || (low === 0 && from?.closed === true)) && (high < 0 || (high === 0 && to?.closed === true))
  );
}

/** Everything in `inner` lies in `outer` too. */
function holds(outer: Cell, inner: Cell): boolean {
  if (inner.kind === 'among') return inner.values.every((value) => contains(outer, value));
  if (outer.kind === 'under' || inner.kind === 'under')
    return outer.kind === 'under' && inner.kind === 'under' && outer.value === inner.value;
  if (outer.kind === 'among') return false;
  return !reaches(inner.from, outer.from, 1) && !reaches(inner.to, outer.to, -1);
}

/** `inner` goes beyond `outer` on this side. */
function reaches(inner: Range['from'], outer: Range['from'], sign: 1 | -1): boolean {
  if (outer === null) return false;
  if (inner === null) return true;
  const order = compareBounds(inner.value, outer.value) * sign;
  return order < 0 || (order === 0 && inner.closed && !outer.closed);
}
