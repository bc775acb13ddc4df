// Who asks, as the definitions know him: the record that says who he is, where he works, what his rights ask of the world.
import { accountName, noGrounds } from '#engine';
import type { Stored } from '#engine';
import type { Caller } from '../access/caller.ts';
import type { App } from '../app.ts';
import { settingOf } from '../commands/setting-of.ts';
import type { Current } from '../store/model-cache.ts';
import { readFinds } from '../store/read-finds.ts';
import { readGrounds } from '../store/read-grounds.ts';
import { placeOf } from './here.ts';

/**
 * Everything is read anew for each request: a record, a place or a tree may have changed meanwhile. Where the
 * definitions ask for none of it nothing is read.
 *
 * @param here  id of the place that the request names
 * @throws RequestRefused 400 when that is none where he may work
 */
export async function knownCaller(app: App, asking: Caller, here: string | undefined): Promise<Caller> {
  const current = await app.models.current(asking.companyId);
  const record = await recordOf(app, asking, current);
  const user = record ? { ...asking.user, record: record.id } : asking.user;
  const caller = await onGrounds(app, { ...asking, user }, current, record);
  if (here === undefined || here === '') return caller;
  // Whether he may work there is judged before he does.
  const place = await placeOf({ app, caller, current }, here);
  return onGrounds(app, { ...caller, here: place.id }, current, record, place);
}

/** The record that says who the caller is; one that was archived says nothing any more. */
async function recordOf(
  app: App,
  { companyId, user }: Caller,
  { model, plan }: Current,
): Promise<Stored | null> {
  const type = [...model.types.values()].find((one) => one.user !== null);
  if (!type?.user || user.email === '') return null;
  const find = { type: type.key, where: { [type.user]: accountName(user.email) }, before: null };
  const [record] = await readFinds(app.pool, companyId, [find], plan);
  return record && !record.archived ? record : null;
}

/** With what the caller's rights ask of the world. */
async function onGrounds(
  app: App,
  caller: Caller,
  current: Current,
  ...known: readonly (Stored | null)[]
): Promise<Caller> {
  const { companyId } = caller;
  const { model, plan } = current;
  const records = new Map(known.flatMap((record) => (record ? [[record.id, record] as const] : [])));
  const begun = records.size === 0 ? caller : { ...caller, grounds: { ...noGrounds, records } };
  const setting = settingOf({ app, caller: begun, current });
  const grounds = await readGrounds({ connection: app.pool, companyId, model, plan }, setting);
  return grounds ? { ...caller, grounds } : caller;
}
