import { MISSING, type Value, type ValueObject } from '../expressions/scope.ts';
import type { Json, JsonObject } from '../model/json.ts';
import type { Report, ReportGroup, ReportMeasure } from '../model/report.ts';
import { decimal, formatDecimal, isDecimal, zero } from '../values/decimal.ts';
import { dehydrateJson } from '../values/hydrate.ts';
import type Big from 'big.js';
import { compareText } from '../values/compare-text.ts';
import type { ReportPlace } from './report-place.ts';

/** One thing that is counted, as expressions see it. */
export interface ReportRow {
  /** Of a record. */
  readonly doc?: ValueObject;
  readonly line?: ValueObject;
  /** Of a ledger: the entry with its measures and `date`, and its key. */
  readonly entry?: ValueObject;
  readonly key?: ValueObject;
}

export type Figures = Readonly<Record<string, string | null>>;

export interface ReportLine {
  readonly key: JsonObject;
  /** What lies before the opening day. */
  readonly opening: Figures | null;
  /** By column, in the order of `columns`; with `running` each with what came before it. */
  readonly cells: readonly Figures[];
  readonly total: Figures;
}

export interface ReportTable {
  readonly columns: readonly JsonObject[];
  readonly lines: readonly ReportLine[];
  readonly total: ReportLine;
}

/**
 * Adds a report up over given rows. Pure: whoever calls has read the rows, by the same source and rights.
 *
 * @param place  makes a scope for a row; params are in it
 * @returns      columns and lines in order of their values, with totals; decimals as text
 */
export function runReport(report: Report, rows: Iterable<ReportRow>, place: ReportPlace): ReportTable {
  const opening = report.opening === null ? null : place.run(report.opening, {});
  const columns = new Map<string, { readonly key: JsonObject; readonly values: readonly Value[] }>();
  const groups = new Map<string, Group>();
  const all = new Group({}, [], report.measures);
  for (const row of rows) {
    if (report.where !== null && place.run(report.where, row) !== true) continue;
    const values = report.rows.map((group) => known(place.run(group.expr, row)));
    const id = JSON.stringify(values.map(dehydrateJson));
    const group = groups.get(id) ?? new Group(keyOf(report.rows, values), values, report.measures);
    groups.set(id, group);
    const figures = report.measures.map((measure) => known(place.run(measure.expr, row)));
    const day = report.date === null ? null : place.run(report.date, row);
    if (typeof opening === 'string' && typeof day === 'string' && day < opening) {
      group.add(null, figures);
      all.add(null, figures);
      continue;
    }
    const spread = report.columns.map((column) => known(place.run(column.expr, row)));
    const column = JSON.stringify(spread.map(dehydrateJson));
    columns.set(column, { key: keyOf(report.columns, spread), values: spread });
    group.add(column, figures);
    all.add(column, figures);
  }
  const ordered = [...columns].sort(([, a], [, b]) => compareAll(a.values, b.values));
  const keys = ordered.map(([key]) => key);
  const told = (group: Group): ReportLine => group.line(keys, report);
  return {
    columns: ordered.map(([, { key }]) => key),
    lines: sorted([...groups.values()], report).map(told),
    total: told(all),
  };
}

function known(value: Value): Value {
  return value === MISSING ? null : value;
}

function keyOf(groups: readonly ReportGroup[], values: readonly Value[]): JsonObject {
  return Object.fromEntries(
    groups.map(({ key }, index): [string, Json] => [key, dehydrateJson(values[index] ?? null)]),
  );
}

/** Nothing comes last. */
function compareAll(a: readonly Value[], b: readonly Value[]): number {
  for (const [index, left] of a.entries()) {
    const order = compareValues(left, b[index] ?? null);
    if (order !== 0) return order;
  }
  return 0;
}

function compareValues(a: Value, b: Value): number {
  if (a === null || b === null) return Number(a === null) - Number(b === null);
  if (isDecimal(a) && isDecimal(b)) return a.cmp(b);
  return compareText(String(dehydrateJson(a)), String(dehydrateJson(b)));
}

function sorted(groups: readonly Group[], { sort, rows, measures }: Report): readonly Group[] {
  const byKey = [...groups].sort((a, b) => compareAll(a.values, b.values));
  if (sort === null) return byKey;
  const sign = sort.descending ? -1 : 1;
  const row = rows.findIndex(({ key }) => key === sort.key);
  const measure = measures.findIndex(({ key }) => key === sort.key);
  return byKey.sort((a, b) => {
    const order =
      row >= 0
        ? compareValues(a.values[row] ?? null, b.values[row] ?? null)
        : compareValues(a.totalOf(measure), b.totalOf(measure));
    return order * sign;
  });
}

/** What one line of the report adds up to, column by column. */
class Group {
  readonly key: JsonObject;
  readonly values: readonly Value[];
  readonly #measures: readonly ReportMeasure[];
  readonly #cells = new Map<string, Tally[]>();
  readonly #opening: Tally[];
  readonly #total: Tally[];

  constructor(key: JsonObject, values: readonly Value[], measures: readonly ReportMeasure[]) {
    this.key = key;
    this.values = values;
    this.#measures = measures;
    this.#opening = this.#blank();
    this.#total = this.#blank();
  }

  #blank(): Tally[] {
    return this.#measures.map(({ total }) => new Tally(total));
  }

  /** @param column  null: before the opening day */
  add(column: string | null, figures: readonly Value[]): void {
    const cell = column === null ? this.#opening : (this.#cells.get(column) ?? this.#blank());
    if (column !== null) this.#cells.set(column, cell);
    for (const [index, figure] of figures.entries()) {
      cell[index]?.add(figure);
      if (column !== null) this.#total[index]?.add(figure);
    }
  }

  totalOf(measure: number): Value {
    return this.#total[measure]?.value ?? null;
  }

  line(columns: readonly string[], { running, opening }: Report): ReportLine {
    const sofar = this.#blank();
    for (const [index, tally] of this.#opening.entries()) sofar[index]?.join(tally);
    const cells = columns.map((column) => {
      const cell = this.#cells.get(column) ?? this.#blank();
      if (!running) return this.#told(cell);
      for (const [index, tally] of cell.entries()) sofar[index]?.join(tally);
      return this.#told(sofar);
    });
    return {
      key: this.key,
      opening: opening === null ? null : this.#told(this.#opening),
      cells,
      total: this.#told(this.#total),
    };
  }

  #told(tallies: readonly Tally[]): Figures {
    return Object.fromEntries(
      this.#measures.map(({ key }, index): [string, string | null] => {
        const value = tallies[index]?.value ?? null;
        return [key, value === null ? null : formatDecimal(value)];
      }),
    );
  }
}

class Tally {
  readonly #kind: ReportMeasure['total'];
  value: Big | null;

  constructor(kind: ReportMeasure['total']) {
    this.#kind = kind;
    this.value = kind === 'sum' || kind === 'count' ? zero : null;
  }

  /** Nothing is skipped, as everywhere. */
  add(figure: Value): void {
    if (this.#kind === 'count' && figure !== null) this.value = (this.value ?? zero).plus(decimal(1));
    else if (isDecimal(figure)) this.#take(figure);
  }

  join({ value }: Tally): void {
    if (value !== null) {
      if (this.#kind === 'count') this.value = (this.value ?? zero).plus(value);
      else this.#take(value);
    }
  }

  #take(figure: Big): void {
    if (this.#kind === 'sum') this.value = (this.value ?? zero).plus(figure);
    else if (this.value === null) this.value = figure;
    else if (this.#kind === 'min' ? figure.lt(this.value) : figure.gt(this.value)) this.value = figure;
  }
}
