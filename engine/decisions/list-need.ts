/** Records of a type whose fields equal `where`, not archived; with a `table`, each with those of its lines alone that equal `lines`. */
export interface ListNeed {
  readonly type: string;
  readonly table: string | null;
  /** Field → canonical value. */
  readonly where: Readonly<Record<string, string | boolean | null>>;
  /** Column of the table → canonical value. */
  readonly lines: Readonly<Record<string, string | boolean | null>>;
}

/** Key of a need in `Facts.lists`: equal needs have equal keys. */
export function listKey({ type, table, where, lines }: ListNeed): string {
  const sorted = (pairs: ListNeed['where']): unknown =>
    Object.entries(pairs).sort(([a], [b]) => (a < b ? -1 : 1));
  return JSON.stringify([type, table, sorted(where), sorted(lines)]);
}
