import { groundScope, hidesField, metReads, noGrounds } from '#engine';
import type { FilterNames } from '../store/filter.ts';
import { settingOf } from '../commands/setting-of.ts';
import { readGrounds } from '../store/read-grounds.ts';
import { accessOf } from './ask.ts';
import type { Asker } from './ask.ts';

/**
 * What a caller's own filters may name. A right runs with the definition's right; a filter runs with its caller's, so of the
 * records that it walks to it sees what he sees.
 */
export function filterNames(asker: Asker): FilterNames {
  const { caller, current, connection } = asker;
  const { model, plan } = current;
  const access = accessOf(asker);
  const reader = {
    connection,
    companyId: caller.companyId,
    model,
    plan,
    seen: (record: Parameters<typeof access.shown>[0]) =>
      access.mayRead(record) ? access.shown(record) : null,
  };
  return {
    names: model.names,
    closed: (reads) => {
      const { roles } = caller.user;
      const isClosed = (read: string): boolean =>
        metReads(model, [read], () => []).some(
          (field) => !access.readsSome(field.type) || hidesField(model, roles, field),
        );
      return reads.find(isClosed) ?? null;
    },
    scopeFor: async (condition) => {
      const setting = { ...settingOf(asker), grounds: noGrounds };
      const grounds = await readGrounds(reader, setting, condition);
      return groundScope(model, grounds ? { ...setting, grounds } : setting);
    },
  };
}
