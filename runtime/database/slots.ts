/** Kinds of typed slots in `app.records`, by the letter of their columns. */
export type SlotKind = 't' | 'u' | 'n' | 'd' | 'b';

/**
 * How many slots of each kind a record has. The migration makes these columns; more need a new migration.
 * Every slot but the booleans has an index that holds only the types that use it.
 */
export const SLOT_COUNTS: Readonly<Record<SlotKind, number>> = { t: 6, u: 6, n: 6, d: 4, b: 4 };

export const SLOT_SQL_TYPES: Readonly<Record<SlotKind, string>> = {
  t: 'text',
  u: 'uuid',
  n: 'numeric',
  d: 'date',
  b: 'boolean',
};

/** Column names in order: t1 … b4. */
export const SLOT_COLUMNS: readonly string[] = (Object.keys(SLOT_COUNTS) as SlotKind[]).flatMap((kind) =>
  Array.from({ length: SLOT_COUNTS[kind] }, (_, index) => `${kind}${index + 1}`),
);

export function slotKindOf(column: string): SlotKind {
  return column.charAt(0) as SlotKind;
}

/** Slots that hold references. */
export const REFERENCE_SLOTS: readonly string[] = SLOT_COLUMNS.filter((column) => slotKindOf(column) === 'u');
