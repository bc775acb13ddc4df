// Who comes before whom among the rows that match.
import type { Value } from '../expressions/scope.ts';
import type { HitPolicy } from '../model/decision-table.ts';
import { formatDecimal, isDecimal } from '../values/decimal.ts';
import { compareText } from '../values/compare-text.ts';
import type { Candidate } from './candidate.ts';
import type { Because } from './verdict.ts';

/** The better first. Rows that nothing tells apart stand by record, then as they were written. */
export function ranked(candidates: readonly Candidate[], hit: HitPolicy): readonly Candidate[] {
  return candidates
    .map((candidate, index) => ({ candidate, index }))
    .sort((a, b) => compare(a.candidate, b.candidate, hit).order || a.index - b.index)
    .map(({ candidate }) => candidate);
}

/** Why `loser` stands behind `winner`. */
export function beatenBecause(winner: Candidate, loser: Candidate, hit: HitPolicy): Because {
  return compare(winner, loser, hit).because;
}

function compare(
  a: Candidate,
  b: Candidate,
  hit: HitPolicy,
): { readonly order: number; readonly because: Because } {
  if (hit === 'priority') {
    const order = compareValues(b.priority, a.priority, true);
    if (order !== 0) {
      const [best, own] = order < 0 ? [a, b] : [b, a];
      return {
        order,
        because: { kind: 'priority', own: written(own.priority), best: written(best.priority) },
      };
    }
  }
  if (a.group !== b.group) return { order: a.group - b.group, because: { kind: 'earlier' } };
  for (const [index, mine] of a.prefer.entries()) {
    const other = b.prefer[index];
    if (!other) continue;
    const order = compareValues(other.value, mine.value, mine.isOrdered);
    if (order !== 0) return { order, because: { kind: 'less-specific', by: mine.text } };
  }
  const order = a.record === null || b.record === null ? 0 : compareText(a.record, b.record);
  return { order, because: { kind: 'earlier' } };
}

/** Nothing is least; more is more; two that have no order are alike. */
function compareValues(a: Value, b: Value, isOrdered: boolean): number {
  if (a === null || b === null) return Number(a !== null) - Number(b !== null);
  if (isDecimal(a) && isDecimal(b)) return a.cmp(b);
  if (typeof a === 'boolean' && typeof b === 'boolean') return Number(a) - Number(b);
  return isOrdered && typeof a === 'string' && typeof b === 'string' ? compareText(a, b) : 0;
}

function written(value: Value): string {
  return isDecimal(value) ? formatDecimal(value) : String(value ?? '–');
}
