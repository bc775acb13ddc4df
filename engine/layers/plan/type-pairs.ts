import { asText } from '../../model/linked-pack.ts';
import type { RecordType } from '../../model/type.ts';
import { migrationNames } from '../migration/compile-migrations.ts';
import type { Migration } from '../migration/migration.ts';
import type { PlanSides } from './effect.ts';

/** A type before and after; renamed ones keep together. */
export interface TypePair {
  readonly before: RecordType | null;
  readonly after: RecordType | null;
  /** Steps that are new with this plan: what records have still to take. */
  readonly steps: readonly Migration[];
}

export function typePairs({ before, after }: PlanSides): readonly TypePair[] {
  const taken = migrationNames(before.pack);
  const pairs: TypePair[] = [];
  const followed = new Set<string>();
  for (const [key, type] of after.model.types) {
    const said = asText(type.json['renamedFrom']);
    const isRename = said !== null && !before.model.types.has(key) && !after.model.types.has(said);
    const old = before.model.types.get(isRename ? said : key) ?? null;
    if (old !== null) followed.add(old.key);
    const known = taken.get(old?.key ?? key) ?? [];
    const steps = (after.migrations.get(key) ?? []).filter(({ name }) => !known.includes(name));
    pairs.push({ before: old, after: type, steps });
  }
  for (const [key, type] of before.model.types)
    if (!followed.has(key)) pairs.push({ before: type, after: null, steps: [] });
  return pairs;
}
