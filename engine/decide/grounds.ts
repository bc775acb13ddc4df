// What rights are judged on where nothing is decided: lists, search, records on screens.
import { newScope } from '../expressions/new-scope.ts';
import { noReads } from '../expressions/no-reads.ts';
import { MISSING, type Reads } from '../expressions/scope.ts';
import type { Model } from '../model/model.ts';
import type { Id } from '../model/record.ts';
import { askingOf, branchesIn, type Grounds, type GroundsNeeded } from '../roles/index.ts';
import { constantsOf } from './constants.ts';
import { storedValues } from './record-values.ts';
import type { Setting } from './types.ts';

const none: Grounds = { records: new Map(), below: new Map() };

/**
 * What has yet to be read before the rights of the user can be judged; once it stands in `setting.grounds`, to be asked
 * again, since one reference leads to the next.
 *
 * @returns null: nothing (more)
 */
export function groundsNeeded(model: Model, setting: Setting): GroundsNeeded | null {
  const asking = askingOf(model, setting.user.roles);
  if (!asking) return null;
  const lacking = new Set<Id>();
  const { below } = setting.grounds ?? none;
  const reads = readsOn(model, setting.grounds ?? none, (id) => lacking.add(id));
  const scope = newScope(reads, setting.language, constantsOf(model, setting));
  const named = branchesIn(asking, scope).filter((id) => !below.has(id));
  const branches = [...new Set(named)];
  return lacking.size + branches.length === 0 ? null : { records: [...lacking], branches };
}

/** What rights read: what was read for them. What was not is not there, and nothing lies below it. */
export function groundReads(model: Model, { grounds = none }: Setting): Reads {
  return readsOn(model, grounds, null);
}

function readsOn(model: Model, { records, below }: Grounds, note: ((id: Id) => void) | null): Reads {
  return {
    ...noReads,
    record: (id) => {
      const record = records.get(id);
      if (record === undefined && note) {
        note(id);
        return MISSING;
      }
      const type = record ? model.types.get(record.type) : undefined;
      return record && type ? storedValues(type, record) : null;
    },
    below: (branch) => below.get(branch) ?? new Set([branch]),
  };
}
