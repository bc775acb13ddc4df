// The values of a record: hydrate, run the steps in order, dehydrate.
import { MISSING, type Scope, type Value, type ValueObject } from '../expressions/scope.ts';
import type { Json, JsonObject } from '../model/json.ts';
import type { Field, RecordType } from '../model/type.ts';
import { isDecimal, roundDecimal } from '../values/decimal.ts';
import { dehydrate, hydrate, hydrateInto } from '../values/hydrate.ts';
import { lineResult, rememberLine, type ComputeMemo, type LineResult } from './compute-memo.ts';
import type { Copied } from './copied.ts';
import { isTraced, placeOf, type Trail } from './origins.ts';
import { linesAt } from './each-field.ts';
import { planOf, type PlannedStep, type TablePlan } from './compute-plan.ts';
import { blankValues } from './record-values.ts';
import { sameValue } from './same.ts';
import { run } from './scope.ts';

type Mutable = Record<string, Value>;

/** Lines of a record as values, by table, each in the order of the data. */
export type LineValues = ReadonlyMap<string, readonly Mutable[]>;

export interface ComputeInput {
  readonly type: RecordType;
  /** Valid by the draft schema, without nulls, every line with its id. */
  readonly data: JsonObject;
  readonly system: ValueObject;
  /** The record before this change: what fills compare with; null for a new one. */
  readonly before: ValueObject | null;
  /** Header fields (`notes`) and columns (`lines.notes`) left blank on purpose: no default, no fill (M1). */
  readonly blank: ReadonlySet<string>;
  readonly scope: Scope;
  readonly memo: ComputeMemo | null;
  /** Paths whose formulas are not asked: what the data says stands. */
  readonly fixed?: ReadonlySet<string>;
  /** What a conversion copied stays, whatever its fill says (P1); null: nothing was copied, or nobody knows here. */
  readonly copied?: Copied | null;
  /** Told of every fill that was asked, and of what was given by hand instead (P2); null: nobody wants to know. */
  readonly trail?: Trail | null;
  /** Lines that were made as values and written from there, to be computed on; null: all are read from the data. */
  readonly lines?: LineValues | null;
}

export interface ComputeResult {
  readonly data: JsonObject;
  readonly doc: ValueObject;
  /**
   * Keeps the lines of this computation for the next. Not to be called when a fact lacked: they are not final then.
   *
   * @param shown  the computed data, with what is computed only to be shown
   */
  readonly remember: (shown: JsonObject) => ComputeMemo;
}

interface TableState {
  readonly plan: TablePlan;
  readonly raw: readonly JsonObject[];
  readonly values: Mutable[];
  /** Result of the last computation per line, as long as it still stands. */
  readonly kept: (LineResult | null)[];
  /** Lines before this change; null: all are new. */
  readonly before: ReadonlyMap<string, ValueObject> | null;
  dirty: boolean;
}

/**
 * Computes formulas, defaults and fills. Total: what lacks a fact is left as it is and noted by the scope's reads.
 * A formula always wins; a default fills what is absent on something new; a fill follows what it reads until
 * the stored value differs from what the fill gave before the change.
 */
export function computeRecord(input: ComputeInput): ComputeResult {
  const { type, data, scope, memo } = input;
  const plan = planOf(type);
  const doc: Mutable = hydrateInto(blankValues(type), plan.header, data);
  Object.assign(doc, input.system);
  const tables = new Map<string, TableState>();
  for (const table of plan.tables) {
    const state = openTable(input, table);
    doc[table.key] = state.values;
    tables.set(table.key, state);
  }
  scope.doc = doc;
  scope.before = input.before;
  for (const planned of plan.steps) {
    const { table: outer, inner } = planned;
    if (outer === null) {
      scope.line = null;
      scope.parent = null;
      runStep(planned, doc, input.before, doc, input);
      continue;
    }
    const table = tables.get(outer);
    if (!table) continue;
    if (!table.dirty && isDirty(planned, doc, memo, scope)) loosen(table);
    for (let index = 0; index < table.values.length; index++) {
      if (table.kept[index]) continue;
      const line = table.values[index]!;
      const before = table.before?.get(line['id'] as string) ?? null;
      scope.parent = doc;
      if (inner === null) runStep(planned, line, before, doc, input);
      else runNested(planned, line, before, inner, doc, input);
    }
  }
  scope.parent = null;
  scope.line = null;
  return close(input, doc, tables);
}

/** A line that holds a table itself: `parent` is the outer line. */
function runNested(
  planned: PlannedStep,
  parent: Mutable,
  before: ValueObject | null,
  table: string,
  doc: Mutable,
  input: ComputeInput,
): void {
  const old = new Map(linesOf(before, table).map((line) => [line['id'], line]));
  input.scope.parent = parent;
  for (const line of linesOf(parent, table))
    runStep(planned, line as Mutable, old.get(line['id'] ?? null) ?? null, doc, input);
}

function linesOf(holder: ValueObject | null, table: string): readonly ValueObject[] {
  const lines = holder?.[table];
  return Array.isArray(lines) ? (lines as readonly ValueObject[]) : [];
}

function openTable(input: ComputeInput, plan: TablePlan): TableState {
  const raw = (input.data[plan.key] ?? []) as readonly JsonObject[];
  const { memo } = input;
  const kept = raw.map((line) => memo && lineResult(memo, line));
  const made = input.lines?.get(plan.key);
  const values = raw.map(
    (line, index) =>
      made?.[index] ?? (kept[index]?.values as Mutable | undefined) ?? hydrate(plan.fields, line),
  );
  const lines = (input.before?.[plan.key] ?? []) as readonly ValueObject[];
  const before = lines.length === 0 ? null : new Map(lines.map((line) => [line['id'] as string, line]));
  return { plan, raw, values, kept, before, dirty: false };
}

function isDirty(planned: PlannedStep, doc: ValueObject, memo: ComputeMemo | null, scope: Scope): boolean {
  if (!memo || planned.restless || memo.today !== scope.today) return true;
  return planned.headerReads.some((key) => !sameValue(doc[key], memo.doc[key]));
}

/** A header field changed under the lines: all are computed again, on copies, since the memo's are shared. */
function loosen(table: TableState): void {
  table.dirty = true;
  for (let index = 0; index < table.values.length; index++) {
    if (!table.kept[index]) continue;
    table.values[index] = { ...table.values[index]! };
    table.kept[index] = null;
  }
}

function runStep(
  planned: PlannedStep,
  target: Mutable,
  before: ValueObject | null,
  doc: Mutable,
  input: ComputeInput,
): void {
  const { field, expr, mode } = planned.step;
  const { scope } = input;
  if (target !== doc) scope.line = target;
  if (mode === 'formula') {
    if (input.fixed?.has(field.path)) return;
    target[field.key] = fitted(field, run(expr, scope));
    return;
  }
  const current = target[field.key] ?? null;
  if (current === null && input.blank.has(field.path)) return;
  if (mode === 'default') {
    if (current === null && before === null) set(target, field, run(expr, scope));
    return;
  }
  const trail = input.trail ?? null;
  // What was given with something new, or changed by hand, stays: what the fill would say is not asked, nor read for.
  if (current !== null && (before === null || !sameValue(current, before[field.key]))) {
    if (trail) noteGiven(planned, target, doc, scope, trail, before, current);
    return;
  }
  const place = trail && placeAt(field, target, doc, scope);
  const origin = trail && place !== null ? trail.known(place) : undefined;
  if (current !== null && before !== null) {
    // A hand's value, and what was copied, stay until they are given back.
    if (origin?.by === 'hand' || origin?.by === 'copied') return;
    if (isCopied(input, field, target, doc, current)) return;
  }
  const ask = (): Value => fitted(field, run(expr, scope));
  const filled = ask();
  if (filled === MISSING || sameValue(filled, current)) return;
  const note = (): void => {
    if (trail && place !== null && (origin || isTraced(field))) trail.fill(place, ask);
  };
  if (current === null) {
    set(target, field, filled);
    note();
    return;
  }
  scope.doc = input.before;
  if (target !== doc) scope.line = before;
  const once = ask();
  scope.doc = doc;
  if (target !== doc) scope.line = target;
  // Where the row is known, the fill follows what it reads, whatever became of the list meanwhile.
  if (origin ? once !== MISSING && !sameValue(once, filled) : sameValue(current, once)) {
    set(target, field, filled);
    note();
  }
}

/** What was given instead of being filled: by hand, unless it is just what the fill says. */
function noteGiven(
  { step: { field, expr } }: PlannedStep,
  target: Mutable,
  doc: Mutable,
  scope: Scope,
  trail: Trail,
  before: ValueObject | null,
  current: Value,
): void {
  // With something new, fills that ask no decision are not asked at all: forms send what they have filled.
  if (!trail.byHand || (before === null && !isTraced(field))) return;
  const place = placeAt(field, target, doc, scope);
  const said = trail.fill(place, () => fitted(field, run(expr, scope)));
  if (said !== MISSING && !sameValue(said, current)) trail.hand(place);
}

function placeAt(field: Field, target: Mutable, doc: Mutable, scope: Scope): string {
  return placeOf(field, target === doc ? null : target, (scope.parent ?? null) as ValueObject | null);
}

function isCopied(input: ComputeInput, field: Field, target: Mutable, doc: Mutable, current: Value): boolean {
  if (!input.copied) return false;
  return input.copied(field.path, target === doc ? null : (target['id'] as string), current) !== null;
}

function set(target: Mutable, field: Field, value: Value): void {
  if (value !== MISSING) target[field.key] = fitted(field, value);
}

/** A computed decimal has the decimals that its field can hold; sums over it see the same value that is stored. */
function fitted(field: Field, value: Value): Value {
  return field.decimal !== null && isDecimal(value) ? roundDecimal(value, field.decimal.scale) : value;
}

function close(input: ComputeInput, doc: Mutable, tables: ReadonlyMap<string, TableState>): ComputeResult {
  const plan = planOf(input.type);
  const data: Record<string, Json> = dehydrate(plan.header, doc) as Record<string, Json>;
  for (const [key, table] of tables) {
    if (!(key in input.data)) continue;
    data[key] = table.values.map(
      (values, index) => table.kept[index]?.out ?? dehydrate(table.plan.fields, values),
    );
  }
  const remember = (shown: JsonObject): ComputeMemo => {
    const form = input.memo?.form ?? {};
    for (const [key, { raw, values, kept }] of tables) {
      linesAt(shown, key).forEach((out, index) => {
        const known = kept[index];
        if (known?.out === out) return;
        const result: LineResult = known
          ? { ...known, out }
          : { values: values[index]!, out, problems: null };
        rememberLine(form, raw[index]!, result);
        rememberLine(form, out, result);
      });
    }
    return { doc, data: shown, today: input.scope.today as string, form };
  };
  return { data, doc, remember };
}
