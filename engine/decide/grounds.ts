// What rights and lists are judged on where nothing is decided: lists, search, records on screens.
import { newScope } from '../expressions/new-scope.ts';
import { noReads } from '../expressions/no-reads.ts';
import { MISSING, type Missing, type Reads, type Scope, type ValueObject } from '../expressions/scope.ts';
import type { Expr } from '../model/expression.ts';
import type { Model } from '../model/model.ts';
import type { Id, Stored } from '../model/record.ts';
import { askingBy, askingOf, branchesIn, type Grounds } from '../roles/index.ts';
import { constantsOf } from './constants.ts';
import { findKey } from './facts.ts';
import { lookedUp } from './looked-up.ts';
import { storedValues } from './record-values.ts';
import type { Find, Setting } from './types.ts';

/** What is yet to be read. */
export interface GroundsNeeded {
  readonly records: readonly Id[];
  readonly finds: readonly Find[];
  readonly branches: readonly Id[];
}

export const noGrounds: Grounds = { records: new Map(), finds: new Map(), below: new Map() };

/** Notes what is lacking, by kind. */
interface Lacking {
  readonly records: Set<Id>;
  readonly finds: Map<string, Find>;
  readonly branches: Set<Id>;
}

/**
 * What has yet to be read before the rights of the user can be judged, or a condition; once it stands in
 * `setting.grounds`, to be asked again, since one reference leads to the next.
 *
 * @param condition  of a list; absent: the user's rights
 * @returns          null: nothing (more)
 */
export function groundsNeeded(model: Model, setting: Setting, condition?: Expr): GroundsNeeded | null {
  const asking = condition ? askingBy(condition) : askingOf(model, setting.user.roles);
  if (!asking) return null;
  const grounds = setting.grounds ?? noGrounds;
  const lacking: Lacking = { records: new Set(), finds: new Map(), branches: new Set() };
  const scope = newScope(readsOn(model, grounds, lacking), setting.language, constantsOf(model, setting));
  for (const branch of branchesIn(asking, scope))
    if (!grounds.below.has(branch)) lacking.branches.add(branch);
  const { records, finds, branches } = lacking;
  return records.size + finds.size + branches.size === 0
    ? null
    : { records: [...records], finds: [...finds.values()], branches: [...branches] };
}

/** What rights read: what was read for them. What was not is not there, and nothing lies below it. */
export function groundReads(model: Model, { grounds = noGrounds }: Setting): Reads {
  return readsOn(model, grounds, null);
}

/** What a condition sees before a row is looked at: who, where, when, and what was read for it. */
export function groundScope(model: Model, setting: Setting): Scope {
  return newScope(groundReads(model, setting), setting.language, constantsOf(model, setting));
}

function readsOn(model: Model, { records, finds, below }: Grounds, lacking: Lacking | null): Reads {
  const valuesOf = (
    record: Stored | null | undefined,
    note: (lacking: Lacking) => void,
  ): ValueObject | null | Missing => {
    if (record === undefined && lacking) {
      note(lacking);
      return MISSING;
    }
    const type = record ? model.types.get(record.type) : undefined;
    return record && type ? storedValues(type, record) : null;
  };
  return {
    ...noReads,
    record: (id) => valuesOf(records.get(id), (noted) => noted.records.add(id)),
    lookup: (type, where) => {
      const find = lookedUp(type, where);
      const key = findKey(find);
      return valuesOf(finds.get(key), (noted) => noted.finds.set(key, find));
    },
    below: (branch) => {
      const known = below.get(branch);
      if (!known) lacking?.branches.add(branch);
      return known ?? new Set([branch]);
    },
  };
}
