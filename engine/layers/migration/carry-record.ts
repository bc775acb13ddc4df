// A record from one release to the next, and back. Pure: the runtime keeps what is told here beside the record.
import type { JsonObject } from '../../model/json.ts';
import type { Model } from '../../model/model.ts';
import { parkedKey } from '../../model/parked.ts';
import type { StageValue, Stored } from '../../model/record.ts';
import { withHidden } from './hidden.ts';
import { chainOf, migrateRecord } from './migrate-record.ts';
import type { Migrations } from './migration.ts';

/** A record as the release that last wrote it has left it. */
export interface Written {
  /** Number of that release: once another has written the record, this is history. */
  readonly release: number;
  readonly type: string;
  readonly stage: StageValue | null;
  readonly states: readonly string[];
  readonly data: JsonObject;
}

/** A record as it is kept, with what no command sees. */
export interface Kept {
  readonly record: Stored;
  /** Members that no field holds, in their places. */
  readonly hidden: JsonObject | null;
  readonly written: Written | null;
}

export interface CarriedRecord extends Kept {
  /** Why it could not move: it is kept as it was, and no command touches it. */
  readonly parked: string | null;
}

/** What a release reads its records with. */
export interface Carrier {
  readonly model: Model;
  readonly migrations: Migrations;
  /** Names of the steps that a release had, by type (`migrationNames`). */
  readonly stepsOf: (release: number) => ReadonlyMap<string, readonly string[]>;
  /** Of the reasons. */
  readonly language?: string;
}

/**
 * The record as this release has it. Starts from what was written, not from what an earlier release made of it: so
 * publishing an earlier release again gives back what it had, for every record that nobody has written since.
 */
export function carryRecord({ model, migrations, stepsOf, language }: Carrier, kept: Kept): CarriedRecord {
  const before = asWritten(kept);
  const taken = stepsOf(before.release).get(before.type) ?? [];
  const chain = chainOf(migrations, before.type, taken);
  const migrated = migrateRecord(model, chain, before, language);
  const { release, type, stage, states, data } = before;
  const written: Written = { release, type, stage, states, data };
  if (migrated.kind === 'parked') {
    const record = { ...before, data: { ...data, [parkedKey]: migrated.reason } };
    return { record, hidden: null, written, parked: migrated.reason };
  }
  const { record, hidden } = migrated;
  const hasMoved = record.type !== type || record.stage !== stage || chain.length > 0;
  return {
    record,
    hidden: Object.keys(hidden).length > 0 ? hidden : null,
    written: hasMoved ? written : null,
    parked: null,
  };
}

function asWritten({ record, hidden, written }: Kept): Stored {
  if (written !== null && written.release === record.release) {
    const { type, stage, states, data } = written;
    return { ...record, type, stage, states, data };
  }
  return hidden === null ? record : { ...record, data: withHidden(record.data, hidden) };
}
