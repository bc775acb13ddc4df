import { findKey, groundsNeeded } from '#engine';
import type { Grounds, Model, Setting, Stored } from '#engine';
import { readFinds } from './read-finds.ts';
import { readRecords } from './read-records.ts';
import type { Connection } from './statement.ts';
import { readBranches, treesOf } from './trees.ts';
import type { StorePlan } from './type-plan.ts';

/** One reference leads to the next; what goes further sees nothing there. */
const ROUNDS_MAX = 8;

export interface GroundsReader {
  readonly connection: Connection;
  readonly companyId: string;
  readonly model: Model;
  readonly plan: StorePlan;
  /** What may be known of a record that was read; absent: all of it. */
  readonly seen?: (record: Stored) => Stored | null;
}

/**
 * Reads what the rights of a user ask of the world, or a condition, until it asks no more.
 *
 * @param setting    with the grounds that are known already
 * @param condition  absent: the user's rights
 * @returns          all grounds; undefined: there are none
 */
export async function readGrounds(
  { connection, companyId, model, plan, seen = (record) => record }: GroundsReader,
  setting: Setting,
  condition?: Parameters<typeof groundsNeeded>[2],
): Promise<Grounds | undefined> {
  let { grounds } = setting;
  const known = (record: Stored | null | undefined): Stored | null => (record ? seen(record) : null);
  for (let round = 0; round < ROUNDS_MAX; round++) {
    const needed = groundsNeeded(model, grounds ? { ...setting, grounds } : setting, condition);
    if (!needed) break;
    const [records, finds, below] = await Promise.all([
      readRecords(connection, companyId, needed.records),
      readFinds(connection, companyId, needed.finds, plan),
      readBranches(connection, companyId, needed.branches, treesOf(plan)),
    ]);
    grounds = {
      records: new Map([
        ...(grounds?.records ?? []),
        ...needed.records.map((id) => [id, known(records.get(id))] as const),
      ]),
      finds: new Map([
        ...(grounds?.finds ?? []),
        ...needed.finds.map((find, i) => [findKey(find), known(finds[i])] as const),
      ]),
      below: new Map([...(grounds?.below ?? []), ...below]),
    };
  }
  return grounds;
}
