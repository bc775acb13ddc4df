import type { Stored } from '#engine';
import { readRecords } from '../store/read-records.ts';
import { accessOf } from './ask.ts';
import type { Asking } from '../commands/setting-of.ts';
import { RequestRefused } from './problem.ts';

/** Names the record that the caller works at: its id. */
export const HERE_HEADER = 'x-here';

/**
 * The place that a request names. It is read anew each time: a right to it, or the place itself, may have gone meanwhile.
 *
 * @throws RequestRefused 400 when it is no record of a type with `"here": true` that the caller may read and that is in use
 */
export async function placeOf(asker: Asking, here: string): Promise<Stored> {
  const { app, caller, current } = asker;
  const record = (await readRecords(app.pool, caller.companyId, [here])).get(here);
  const isPlace = record?.id === here && current.model.types.get(record.type)?.json['here'] === true;
  if (!record || !isPlace || record.archived || !accessOf(asker).mayRead(record))
    throw new RequestRefused('here-unusable');
  return record;
}
