import type { Json, JsonObject, RecordChange } from '#engine';
import type { LinePlan, TypePlan } from './type-plan.ts';

/** What a change does to the projection of lines: only lines that differ are written. */
export interface LineRows {
  readonly put: readonly Record<string, unknown>[];
  readonly removed: readonly Record<string, unknown>[];
}

/** The lines of a record that reports read, as far as they change. */
export function lineRows(change: RecordChange, plan: TypePlan): LineRows {
  const record = change.after ?? change.before;
  const put: Record<string, unknown>[] = [];
  const removed: Record<string, unknown>[] = [];
  if (!record || change.before?.data === change.after?.data) return { put, removed };
  for (const [table, linePlan] of plan.tables) {
    const before = rowsOf(change.before?.data[table], linePlan);
    const after = rowsOf(change.after?.data[table], linePlan);
    const place = { record_id: record.id, table_key: table };
    for (const [id, row] of after) {
      const old = before.get(id);
      if (old === undefined || !isEqual(old, row))
        put.push({ ...place, line_id: id, type: record.type, ...row });
    }
    for (const id of before.keys()) if (!after.has(id)) removed.push({ ...place, line_id: id });
  }
  return { put, removed };
}

interface LineRow {
  readonly position: number;
  readonly u1: Json;
  readonly u2: Json;
  readonly quantity: Json;
  readonly amount: Json;
}

function rowsOf(lines: Json | undefined, plan: LinePlan): ReadonlyMap<string, LineRow> {
  const rows = new Map<string, LineRow>();
  if (!Array.isArray(lines)) return rows;
  for (const [index, line] of (lines as readonly JsonObject[]).entries()) {
    const value = (key: string | null | undefined): Json =>
      key == null || line[key] === '' ? null : (line[key] ?? null);
    rows.set(String(line['id']), {
      position: index,
      u1: value(plan.refs[0]),
      u2: value(plan.refs[1]),
      quantity: value(plan.quantity),
      amount: value(plan.amount),
    });
  }
  return rows;
}

function isEqual(a: LineRow, b: LineRow): boolean {
  return (
    a.position === b.position &&
    a.u1 === b.u1 &&
    a.u2 === b.u2 &&
    a.quantity === b.quantity &&
    a.amount === b.amount
  );
}
