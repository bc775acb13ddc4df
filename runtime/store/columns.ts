import { slotKindOf, SLOT_SQL_TYPES } from '../database/slots.ts';
import type { TypePlan } from './type-plan.ts';

/** Where a field of a record lies as a typed, indexed column. */
export interface Column {
  readonly sql: string;
  readonly sqlType: 'text' | 'uuid' | 'numeric' | 'date' | 'boolean' | 'timestamptz' | 'integer' | 'text[]';
  readonly nullable: boolean;
}

const SYSTEM: Readonly<Record<string, Column>> = {
  id: { sql: 'r.id', sqlType: 'uuid', nullable: false },
  number: { sql: 'r.number', sqlType: 'text', nullable: true },
  title: { sql: 'r.title', sqlType: 'text', nullable: false },
  phase: { sql: 'r.phase', sqlType: 'text', nullable: false },
  states: { sql: 'r.states', sqlType: 'text[]', nullable: false },
  owner: { sql: 'r.owner', sqlType: 'text', nullable: true },
  createdBy: { sql: 'r.created_by', sqlType: 'text', nullable: false },
  createdAt: { sql: 'r.created_at', sqlType: 'timestamptz', nullable: false },
  updatedAt: { sql: 'r.updated_at', sqlType: 'timestamptz', nullable: false },
  postedAt: { sql: 'r.posted_at', sqlType: 'timestamptz', nullable: true },
  version: { sql: 'r.version', sqlType: 'integer', nullable: false },
  revision: { sql: 'r.revision', sqlType: 'integer', nullable: false },
  release: { sql: 'r.release', sqlType: 'integer', nullable: false },
  archived: { sql: 'r.archived', sqlType: 'boolean', nullable: false },
};

/** @returns null when the field is neither a system field nor promoted */
export function columnOf(plan: TypePlan | undefined, field: string): Column | null {
  if (plan?.closed?.has(field)) return null;
  const system = Object.hasOwn(SYSTEM, field) ? SYSTEM[field] : undefined;
  if (system) return system;
  if (plan?.key === field) return { sql: 'r.key', sqlType: 'text', nullable: true };
  const slot = plan?.slots.get(field);
  if (slot === undefined) return null;
  const sql = `r.${slot}`;
  const sqlType = SLOT_SQL_TYPES[slotKindOf(slot)] as Column['sqlType'];
  return { sql, sqlType, nullable: true };
}

/** What a list may be filtered and sorted by, for people. */
export function columnNames(plan: TypePlan): readonly string[] {
  return [...(plan.key === null ? [] : [plan.key]), ...plan.slots.keys(), ...Object.keys(SYSTEM)].filter(
    (name) => !plan.closed?.has(name),
  );
}
