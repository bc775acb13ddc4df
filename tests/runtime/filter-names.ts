import type { Caller } from '../../runtime/access/caller.ts';
import type { App } from '../../runtime/app.ts';
import { filterNames } from '../../runtime/routes/filter-names.ts';
import type { FilterNames } from '../../runtime/store/filter.ts';

/** What a caller's filters may name, under the release that is current. */
export async function namesFor(app: App, caller: Caller): Promise<FilterNames> {
  const current = await app.models.current(caller.companyId);
  return filterNames({ app, caller, current, connection: app.pool });
}
