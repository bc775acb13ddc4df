import { Fault, NUMBER_HOLE } from '#engine';
import type { Decision, Id, NumberDraw, Stored } from '#engine';

/** A row of the statements' `draw`. */
export interface DrawRow {
  readonly record: Id;
  readonly series: string;
  readonly scope: string;
  readonly first: number;
  /** 1 for the first record of its series in this decision, 2 for the second … */
  readonly nth: number;
  readonly prefix: string;
  readonly width: number;
  readonly suffix: string;
}

/** @throws Fault when a pattern has no `{number}`: the checker refuses such a series */
export function toDraws(draws: readonly NumberDraw[]): readonly DrawRow[] {
  const counts = new Map<string, number>();
  return draws.map((draw) => {
    const parts = /^(.*)\{number(?::(\d+))?\}(.*)$/s.exec(draw.pattern);
    if (!parts) throw new Fault(`series ${draw.series} has no {number} in its pattern`);
    const place = JSON.stringify([draw.series, draw.scope]);
    const nth = (counts.get(place) ?? 0) + 1;
    counts.set(place, nth);
    return {
      record: draw.record,
      series: draw.series,
      scope: draw.scope,
      first: draw.start,
      nth,
      prefix: parts[1] ?? '',
      width: Number(parts[2] ?? '1'),
      suffix: parts[3] ?? '',
    };
  });
}

/** The decision with numbers in the places that waited for them. */
export function fillNumbers(decision: Decision, numbers: ReadonlyMap<Id, string>): Decision {
  if (numbers.size === 0) return decision;
  const fill = (record: Stored): Stored => {
    const number = numbers.get(record.id);
    return number === undefined
      ? record
      : { ...record, number, title: record.title.replaceAll(NUMBER_HOLE, number) };
  };
  return {
    ...decision,
    records: decision.records.map((change) =>
      change.after ? { ...change, after: fill(change.after) } : change,
    ),
  };
}
