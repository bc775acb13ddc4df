import type { Row } from './measure.ts';

/** What one part of the measurement found. */
export interface Section {
  readonly rows: readonly Row[];
  /** Gaps, doubles, documents by half: each one fails the run. */
  readonly findings: readonly string[];
}

/** `ours` is time: less is better, and the ratio is how much of our time the limit would need. */
export function timeRow(
  group: string,
  name: string,
  ours: number,
  limit: number | null,
  goal: number | null,
  notes = '',
): Row {
  return {
    group,
    name,
    ours,
    limit,
    ratio: limit === null ? null : limit / ours,
    goal,
    unit: 'ms CPU',
    notes,
  };
}

/** `ours` must not exceed `most`: the ratio is 1 or more exactly when it does not. */
export function boundRow(
  group: string,
  name: string,
  ours: number,
  most: number,
  unit: string,
  notes = '',
): Row {
  return { group, name, ours, limit: most, ratio: most / ours, goal: 1, unit, notes };
}

/** A figure to know, held against nothing. */
export function plainRow(group: string, name: string, ours: number, unit: string, notes = ''): Row {
  return { group, name, ours, limit: null, ratio: null, goal: null, unit, notes };
}
