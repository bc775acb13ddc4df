import { MISSING, type Missing, type Value, type ValueObject } from '../expressions/scope.ts';
import type { DecisionTable } from '../model/decision-table.ts';
import { isDecimal, roundDecimal } from '../values/decimal.ts';
import type { Candidate } from './candidate.ts';
import { candidatesOf, resultsOf, run } from './candidates.ts';
import type { DecisionPlace } from './decision-place.ts';
import { beatenBecause, ranked } from './rank.ts';
import { rowsMax, type JudgedRow, type Verdict } from './verdict.ts';

/**
 * Asks a decision table. Pure and total: rows are judged on `input`, ranked, and the policy says which of them answer.
 *
 * @param given  inputs by key; those that are not given are null
 * @param place  what may be read: lists of records, natural keys, the day
 * @returns      the answer with its explanation; MISSING when a fact is lacking, which `place` has noted
 * @source DMN 1.5, 8.2.8 for `first`, `unique`, `priority` and `collect`
 */
export function judgeDecision(
  table: DecisionTable,
  given: ValueObject,
  place: DecisionPlace,
): Verdict | Missing {
  const input = Object.fromEntries(
    [...table.inputs.keys()].map((key): [string, Value] => [key, given[key] ?? null]),
  );
  const asked = table.date === null ? place.today : run(table.date, place.scope({ input }));
  if (asked === MISSING) return MISSING;
  const day = typeof asked === 'string' ? asked : place.today;
  const candidates = candidatesOf(table, input, day, place);
  if (candidates === MISSING) return MISSING;
  const matching = ranked(
    candidates.filter(({ failed }) => failed === null),
    table.hit,
  );
  const winners = winnersOf(table, matching);
  const answers = winners.map((winner) => outputsOf(table, winner.answer()));
  const fallback =
    winners.length > 0 || table.defaults === null || isConflict(table, matching)
      ? null
      : defaultOf(table, input, place);
  if (answers.some(isMissing) || (fallback && isMissing(fallback))) return MISSING;
  const one = fallback ?? answers[0] ?? outputsOf(table, {});
  return {
    decision: table.key,
    day,
    hit: table.hit,
    value: table.hit === 'collect' ? (fallback ? [fallback] : answers) : one,
    isDefault: fallback !== null,
    rows: explained(table, candidates, matching, winners).slice(0, rowsMax),
  };
}

function isConflict(table: DecisionTable, matching: readonly Candidate[]): boolean {
  return table.hit === 'unique' && matching.length > 1;
}

/** Two rows where one was promised answer nothing: nobody can say which of them is meant. */
function winnersOf(table: DecisionTable, matching: readonly Candidate[]): readonly Candidate[] {
  if (table.hit === 'collect') return matching;
  return isConflict(table, matching) ? [] : matching.slice(0, 1);
}

function outputsOf(table: DecisionTable, values: Readonly<Record<string, Value>>): ValueObject {
  const fitted: Record<string, Value> = {};
  for (const [key, { type }] of table.outputs) {
    const value = values[key] ?? null;
    // As in a field: what is worked out has the decimals that its place can hold.
    const scale = type.kind === 'decimal' ? type.scale : undefined;
    fitted[key] = scale !== undefined && isDecimal(value) ? roundDecimal(value, scale) : value;
  }
  return fitted;
}

function defaultOf(table: DecisionTable, input: ValueObject, place: DecisionPlace): ValueObject {
  const scope = place.scope({ input });
  return outputsOf(table, resultsOf(table.defaults ?? new Map(), table, scope, place));
}

function isMissing(values: ValueObject): boolean {
  return Object.values(values).includes(MISSING);
}

function explained(
  table: DecisionTable,
  candidates: readonly Candidate[],
  matching: readonly Candidate[],
  winners: readonly Candidate[],
): readonly JudgedRow[] {
  const [best] = winners;
  const told = (
    { source, row, title, record, line }: Candidate,
    outcome: JudgedRow['outcome'],
    because: JudgedRow['because'],
  ): JudgedRow => ({ source, row, title, record, line, outcome, because });
  return [
    ...winners.map((winner) => told(winner, 'won', { kind: 'won' })),
    ...matching
      .filter((candidate) => !winners.includes(candidate))
      .map((candidate) =>
        best
          ? told(candidate, 'beaten', beatenBecause(best, candidate, table.hit))
          : told(candidate, 'conflict', { kind: 'conflict' }),
      ),
    ...candidates.flatMap((candidate) =>
      candidate.failed === null ? [] : [told(candidate, 'unmatched', candidate.failed)],
    ),
  ];
}
