// How a record comes to be in a story that nobody wrote: created, or made from another one, and that from a third.
import type { Conversion } from '../model/conversion.ts';
import type { Machine } from '../model/machine.ts';
import type { RecordType } from '../model/type.ts';
import { pathsByHand, type MachinePath } from './machine-paths.ts';

/** A record is moved by events, and converted. */
export interface Hop {
  readonly events: readonly string[];
  readonly conversion: Conversion;
  readonly to: RecordType;
}

export interface Route {
  /** What is created. */
  readonly root: RecordType;
  readonly hops: readonly Hop[];
}

/** The type of the record that a route ends with. */
export function endOf({ root, hops }: Route): RecordType {
  return hops.at(-1)?.to ?? root;
}

/** Stages out of which a conversion is tried, the nearest first: events that lead there. */
const BEGINNINGS_MAX = 4;

export function beginnings(
  { machine }: RecordType,
  { stages }: Conversion,
  paths: readonly MachinePath[],
): readonly (readonly string[])[] {
  if (machine === null) return [[]];
  const byStage = new Map<string, readonly string[]>();
  for (const { events, stage } of paths.toSorted((a, b) => a.events.length - b.events.length)) {
    const states = machine.pathsOf(stage);
    const isWanted =
      stages.length === 0
        ? machine.phaseOf(stage) === 'posted'
        : stages.some((wanted) => states.includes(wanted));
    const key = JSON.stringify(stage);
    if (isWanted && !byStage.has(key)) byStage.set(key, events);
  }
  return [...byStage.values()].slice(0, BEGINNINGS_MAX);
}

/** Events of the shortest way from the beginning into the posted phase; none where it begins there, or never comes there. */
export function intoForce(machine: Machine): readonly string[] {
  const posting = pathsByHand(machine).filter(({ stage }) => machine.phaseOf(stage) === 'posted');
  return posting.toSorted((a, b) => a.events.length - b.events.length)[0]?.events ?? [];
}
