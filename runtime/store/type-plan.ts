import { Fault } from '#engine';
import type { Field, Model, RecordType } from '#engine';
import { SLOT_COUNTS } from '../database/slots.ts';
import type { SlotKind } from '../database/slots.ts';

/** How the records of one type lie in the tables, for one company and one release. */
export interface TypePlan {
  readonly type: string;
  /** Promoted header field → slot column. */
  readonly slots: ReadonlyMap<string, string>;
  /** Field of a catalog whose value nobody else may have; kept in the column `key`. */
  readonly key: string | null;
  /** Line table → its columns that reports read. */
  readonly tables: ReadonlyMap<string, LinePlan>;
  /** Dotted paths whose text search finds; the first step may be a reference or a table. */
  readonly search: readonly string[];
  /** Every catalog that is a tree, whichever type this is → where its records name the one above. */
  readonly trees?: Trees;
  /** System columns that the caller may not ask about; absent: none. */
  readonly closed?: ReadonlySet<string>;
}

/** Type → the column of the record above, without the table. */
export type Trees = ReadonlyMap<string, string>;

export interface LinePlan {
  /** At most two references. */
  readonly refs: readonly string[];
  readonly quantity: string | null;
  readonly amount: string | null;
}

export type StorePlan = ReadonlyMap<string, TypePlan>;

/** One row of `app.slots`. */
export interface Allotment {
  readonly type: string;
  readonly field: string;
  readonly slot: string;
}

export interface Allotted {
  readonly plan: StorePlan;
  /** Not yet in the table. */
  readonly fresh: readonly Allotment[];
  /** In the table for a field that is no longer promoted, whose slot a fresh one takes over. */
  readonly freed: readonly Allotment[];
  /** Promoted fields for which no slot is left: shown, but neither filtered nor sorted. */
  readonly left: readonly { readonly type: string; readonly field: string }[];
}

const SLOT_OF_KIND: Readonly<Partial<Record<Field['kind'], SlotKind>>> = {
  text: 't',
  instant: 't',
  ref: 'u',
  decimal: 'n',
  integer: 'n',
  date: 'd',
  boolean: 'b',
};

/** The header fields of a type that lists, filters and look-ups may use. */
export function promotedFields(type: RecordType): readonly Field[] {
  const paths = new Set([
    ...type.columns,
    ...(type.rates ? [type.rates.from, type.rates.to, type.rates.date] : []),
    ...(type.team === null ? [] : [type.team]),
    // What lies below a branch is found by it.
    ...(type.parent === null ? [] : [type.parent]),
  ]);
  if (type.naturalKey !== 'number') paths.add(type.naturalKey);
  const fields: Field[] = [];
  for (const path of paths) {
    const field = type.fieldByPath.get(path);
    // A column may also be a system field, or walk through a reference: those need no slot of their own.
    // A unique key has its own column.
    if (field && path !== uniqueKeyOf(type) && SLOT_OF_KIND[field.kind] && !isInTable(type, path))
      fields.push(field);
  }
  return fields;
}

function isInTable(type: RecordType, path: string): boolean {
  const [first = ''] = path.split('.');
  return path !== first && type.fields.get(first)?.kind === 'table';
}

function uniqueKeyOf(type: RecordType): string | null {
  const field = type.fieldByPath.get(type.naturalKey);
  return field?.unique?.length === 0 ? type.naturalKey : null;
}

/**
 * Gives every promoted field of the model a slot. What has one keeps it, so that publishing rewrites no record
 * but those of types with new columns; a slot whose field is gone is taken over only when no other is free.
 */
export function allotSlots(model: Model, existing: readonly Allotment[]): Allotted {
  const fresh: Allotment[] = [];
  const freed: Allotment[] = [];
  const left: { type: string; field: string }[] = [];
  const plan = new Map<string, TypePlan>();
  const trees = new Map<string, string>();
  for (const type of model.types.values()) {
    const taken = new Map(
      existing.filter((row) => row.type === type.key).map((row) => [row.field, row.slot]),
    );
    const promoted = promotedFields(type);
    const slots = new Map<string, string>();
    for (const field of promoted) {
      const slot = taken.get(field.path);
      if (slot !== undefined && slot.startsWith(kindOf(field))) slots.set(field.path, slot);
    }
    for (const field of promoted) {
      if (slots.has(field.path)) continue;
      const inUse = new Set(slots.values());
      const resting = [...taken].filter(([, slot]) => !inUse.has(slot));
      const all = slotsOf(kindOf(field)).filter((slot) => !inUse.has(slot));
      const slot = all.find((candidate) => !resting.some(([, other]) => other === candidate)) ?? all[0];
      if (slot === undefined) {
        left.push({ type: type.key, field: field.path });
        continue;
      }
      for (const [other, otherSlot] of resting) {
        if (otherSlot !== slot && other !== field.path) continue;
        freed.push({ type: type.key, field: other, slot: otherSlot });
        taken.delete(other);
      }
      slots.set(field.path, slot);
      fresh.push({ type: type.key, field: field.path, slot });
    }
    if (type.parent !== null) trees.set(type.key, slots.get(type.parent) ?? uuidIn(type.parent));
    plan.set(type.key, {
      type: type.key,
      slots,
      key: uniqueKeyOf(type),
      tables: linePlans(type),
      search: type.search,
      trees,
    });
  }
  return { plan, fresh, freed, left };
}

/** A reference that found no slot, out of the data. */
function uuidIn(field: string): string {
  return `(data ->> '${field.replaceAll("'", "''")}')::uuid`;
}

function kindOf(field: Field): SlotKind {
  // A version of a record is no id.
  const kind = field.ref?.revision ? 't' : SLOT_OF_KIND[field.kind];
  if (kind === undefined) throw new Fault(`${field.path} is of kind ${field.kind}, which has no slot`);
  return kind;
}

function slotsOf(kind: SlotKind): readonly string[] {
  return Array.from({ length: SLOT_COUNTS[kind] }, (_, index) => `${kind}${index + 1}`);
}

function linePlans(type: RecordType): ReadonlyMap<string, LinePlan> {
  const plans = new Map<string, LinePlan>();
  for (const field of type.fields.values()) {
    if (field.kind !== 'table') continue;
    const role = type.tables.get(field.key);
    plans.set(field.key, {
      refs: [...(field.fields?.values() ?? [])]
        .filter((column) => column.ref?.revision === false)
        .map((column) => column.key)
        .slice(0, 2),
      quantity: role?.quantity ?? null,
      amount: role?.amount ?? null,
    });
  }
  return plans;
}
