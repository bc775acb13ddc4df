// The rows of a decision, each judged by itself: those of records first, then those of the pack.
import { isUnder } from '../expressions/is-under.ts';
import { stepsMax } from '../expressions/new-scope.ts';
import { MISSING, type Missing, type Scope, type Value, type ValueObject } from '../expressions/scope.ts';
import type {
  DecisionRow,
  DecisionSource,
  DecisionTable,
  Result,
  Validity,
} from '../model/decision-table.ts';
import type { Expr } from '../model/expression.ts';
import { formatDecimal, isDecimal, parseDecimal } from '../values/decimal.ts';
import type { Candidate } from './candidate.ts';
import type { DecisionPlace, Listed } from './decision-place.ts';
import { listNeedOf } from './narrow.ts';
import { cellWords, matchesCell } from './match-cell.ts';
import type { Because } from './verdict.ts';

/** MISSING after everything has been looked at, so that one round notes all that is lacking. */
export function candidatesOf(
  table: DecisionTable,
  input: ValueObject,
  day: string,
  place: DecisionPlace,
): readonly Candidate[] | Missing {
  const all: Candidate[] = [];
  let isMissing = false;
  for (const [group, source] of table.sources.entries()) {
    const found = ofSource(source, group, input, day, place);
    if (found === MISSING) isMissing = true;
    else all.push(...found);
  }
  for (const row of table.rows) {
    const found = ofRow(row, table, input, day, place);
    if (found === MISSING) isMissing = true;
    else all.push(found);
  }
  return isMissing ? MISSING : all;
}

function ofSource(
  source: DecisionSource,
  group: number,
  input: ValueObject,
  day: string,
  place: DecisionPlace,
): readonly Candidate[] | Missing {
  const need = listNeedOf(source, place.scope({ input }));
  if (need === MISSING) return MISSING;
  const listed = place.list(need, source.ofUser);
  if (listed === MISSING) return MISSING;
  const all: Candidate[] = [];
  let isMissing = false;
  for (const record of listed)
    for (const line of linesOf(record, source.table)) {
      const scope = place.scope({ input, doc: record.values, ...(line === null ? {} : { line }) });
      const found = judged(source, record, line, group, scope, day);
      if (found === MISSING) isMissing = true;
      else all.push(found);
    }
  return isMissing ? MISSING : all;
}

function linesOf(record: Listed, table: string | null): readonly (ValueObject | null)[] {
  if (table === null) return [null];
  const lines = record.values[table];
  return Array.isArray(lines) ? (lines as readonly ValueObject[]) : [];
}

function judged(
  source: DecisionSource,
  record: Listed,
  line: ValueObject | null,
  group: number,
  scope: Scope,
  day: string,
): Candidate | Missing {
  const holds = source.where === null ? true : run(source.where, scope);
  const base = {
    source: source.key,
    row: source.key,
    title: record.title,
    record: record.id,
    line: line === null ? null : String(line['id'] ?? ''),
    group,
    answer: (): Record<string, Value> =>
      Object.fromEntries([...source.results].map(([key, expr]): [string, Value] => [key, run(expr, scope)])),
  };
  // Most rows of a long list: nothing more is asked of them.
  if (holds !== true && holds !== MISSING) {
    const failed: Because = { kind: 'condition', text: source.where?.text ?? '' };
    return { ...base, failed, priority: null, prefer: [] };
  }
  const late = outside(source.valid, scope, day);
  const priority = source.priority === null ? null : run(source.priority, scope);
  const prefer = source.prefer.map((expr): Candidate['prefer'][number] => ({
    text: expr.text,
    value: run(expr, scope),
    isOrdered: expr.type.kind === 'date' || expr.type.kind === 'instant',
  }));
  if (holds === MISSING || late === MISSING || priority === MISSING) return MISSING;
  if (prefer.some(({ value }) => value === MISSING)) return MISSING;
  return { ...base, failed: late, priority, prefer };
}

function ofRow(
  row: DecisionRow,
  table: DecisionTable,
  input: ValueObject,
  day: string,
  place: DecisionPlace,
): Candidate | Missing {
  const scope = place.scope({ input });
  let failed: Because | null = null;
  let isMissing = false;
  for (const [name, cell] of row.cells) {
    const refs = table.inputs.get(name)?.refs ?? null;
    const found = refs === null ? (input[name] ?? null) : keyOf(input[name] ?? null, refs, place);
    const isIn =
      cell.kind === 'under'
        ? liesUnder(input[name] ?? null, refs ?? [], cell.value, place, scope)
        : found !== MISSING && matchesCell(cell, found);
    if (found === MISSING || isIn === MISSING) isMissing = true;
    else if (!isIn) failed ??= { kind: 'input', input: name, found: written(found), wanted: cellWords(cell) };
  }
  const holds = row.condition === null ? true : run(row.condition, scope);
  const late = outside(row.valid, scope, day);
  if (isMissing || holds === MISSING || late === MISSING) return MISSING;
  if (holds !== true) failed ??= { kind: 'condition', text: row.condition?.text ?? '' };
  return {
    source: null,
    row: row.key,
    title: row.title ?? row.key,
    record: null,
    line: null,
    failed: failed ?? late,
    priority: parseDecimal(String(row.priority)),
    prefer: [],
    group: table.sources.length,
    answer: () => resultsOf(row.results, table, scope, place),
  };
}

/** Whether a record is the one of this natural key, or lies below it. */
function liesUnder(
  value: Value,
  refs: readonly string[],
  key: string,
  place: DecisionPlace,
  scope: Scope,
): boolean | Missing {
  const branch = place.idOf(refs, key);
  if (branch === MISSING) return MISSING;
  return typeof value === 'string' && branch !== null && isUnder(scope.reads, value, branch);
}

function keyOf(value: Value, refs: readonly string[], place: DecisionPlace): Value {
  return typeof value === 'string' ? place.keyOf(value, refs.length > 1) : value;
}

/** Constants as values: decimals parsed, records found by natural key. */
export function resultsOf(
  results: ReadonlyMap<string, Result>,
  table: DecisionTable,
  scope: Scope,
  place: DecisionPlace,
): Record<string, Value> {
  const values: Record<string, Value> = {};
  for (const [key, result] of results) {
    const output = table.outputs.get(key);
    if (result.kind === 'expr') values[key] = run(result.expr, scope);
    else if (typeof result.value === 'string' && output?.type.kind === 'decimal')
      values[key] = parseDecimal(result.value);
    else if (typeof result.value === 'string' && output?.refs)
      values[key] = place.idOf(output.refs, result.value);
    else values[key] = result.value as Value;
  }
  return values;
}

function outside(valid: Validity, scope: Scope, day: string): Because | null | Missing {
  const from = valid.from === null ? null : run(valid.from, scope);
  const to = valid.to === null ? null : run(valid.to, scope);
  if (from === MISSING || to === MISSING) return MISSING;
  if (typeof from === 'string' && day < from) return { kind: 'too-early', day, bound: from };
  return typeof to === 'string' && day > to ? { kind: 'too-late', day, bound: to } : null;
}

/** Runs one expression with a fresh budget. */
export function run(expr: Expr, scope: Scope): Value {
  scope.budget = stepsMax;
  return expr.run(scope);
}

function written(value: Value): string {
  return isDecimal(value) ? formatDecimal(value) : String(value ?? '–');
}
