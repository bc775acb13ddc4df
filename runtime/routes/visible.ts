// The record in a route's address, as far as the caller may know of it.
import type { Stored } from '#engine';
import type { App } from '../app.ts';
import type { Asking } from '../commands/setting-of.ts';
import { readRecords } from '../store/read-records.ts';
import { accessOf } from './ask.ts';
import type { Asker } from './ask.ts';
import { RequestRefused } from './problem.ts';
import type { RouteContext } from './request.ts';
import type { RunOptions } from './run.ts';

/** Whoever asks, under the release that is current now. */
export async function askerOf(app: App, c: RouteContext): Promise<Asker> {
  const caller = c.get('caller');
  return { app, caller, current: await app.models.current(caller.companyId), connection: app.pool };
}

/**
 * A record of this type that the caller may see; under another type's address it is not there.
 *
 * @throws RequestRefused 404
 */
export async function readVisible(asker: Asker, id: string, type: string): Promise<Stored> {
  return visible(asker, (await readRecords(asker.connection, asker.caller.companyId, [id])).get(id), type);
}

/** The same for a command, which reads and locks its record anyway. */
export function onlyVisible(app: App, c: RouteContext, type: string): NonNullable<RunOptions['admit']> {
  return (record, current) => void visible({ app, caller: c.get('caller'), current }, record, type);
}

function visible(asker: Asking, record: Stored | null | undefined, type: string): Stored {
  if (!record || record.type !== type || !accessOf(asker).mayRead(record))
    throw new RequestRefused('not-found');
  return record;
}
