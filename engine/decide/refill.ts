// Re-pricing and its like: a fill is asked anew because somebody says so, never by saving. @source conversions.md P1
import type { Json, JsonObject } from '../model/json.ts';
import type { Id } from '../model/record.ts';
import { linesAt } from './each-field.ts';
import { changeData } from './edit.ts';
import { requireLineage } from './records.ts';
import { refuse } from './refused.ts';
import { requireRight } from './rights.ts';
import type { Session } from './session.ts';

/**
 * Forgets what stands in these fields, by hand or copied, and fills them by what they say today. Previewed like any
 * command.
 *
 * @param fields  dotted paths of fields with a fill: `lines.price`
 * @throws Refused unknown-fill, and what an edit is refused with
 */
export function refill(session: Session, id: Id, fields: readonly string[]): void {
  const work = requireLineage(session, id);
  requireRight(session, work, 'edit');
  let raw: Record<string, Json> = { ...work.data };
  for (const path of fields) {
    const field = work.type.fieldByPath.get(path);
    if (!field?.fill) refuse('unknown-fill', 422, { field: path }, session.setting.language);
    const [table = '', ...rest] = path.split('.');
    if (rest.length === 0) delete raw[table];
    else raw = { ...raw, [table]: linesAt(raw, table).map((line) => without(line, rest.join('.'))) };
  }
  changeData(session, work, raw, { what: 'refill', free: false });
}

function without(line: JsonObject, key: string): JsonObject {
  return Object.fromEntries(Object.entries(line).filter(([name]) => name !== key));
}
