// A line id is for good: what links, counters, history and other people's screens say of a line, a later one must not
// inherit. So ids of removed lines stay with their record.
import type { JsonObject } from '../model/json.ts';
import type { Stored } from '../model/record.ts';
import type { Field, RecordType } from '../model/type.ts';
import { planOf } from './compute-plan.ts';
import { linesAt } from './each-field.ts';
import type { Work } from './work.ts';

/** Ids that no new line of a record may take: of removed lines, and of those it was read with. */
export function idsEver({ type, before }: Pick<Work, 'type' | 'before'>): Set<string> {
  return new Set(before ? [...(before.gone ?? []), ...lineIds(type, before.data)] : []);
}

/** Ids of all lines, those inside lines too. */
export function lineIds(type: RecordType, data: JsonObject): string[] {
  return planOf(type).tables.flatMap(({ key, fields }) => idsIn(fields, linesAt(data, key)));
}

/** Ids of removed lines, those of this decision among them; nothing at all when there are none. */
export function goneLines({
  type,
  before,
  data,
}: Pick<Work, 'type' | 'before' | 'data'>): Pick<Stored, 'gone'> {
  if (!before) return {};
  const changed = planOf(type).tables.filter(({ key }) => before.data[key] !== data[key]);
  if (changed.length === 0) return before.gone ? { gone: before.gone } : {};
  const left = new Set(lineIds(type, data));
  const removed = changed
    .flatMap(({ key, fields }) => idsIn(fields, linesAt(before.data, key)))
    .filter((id) => !left.has(id));
  const gone = [...(before.gone ?? []), ...removed];
  return gone.length > 0 ? { gone } : {};
}

function idsIn(fields: ReadonlyMap<string, Field>, lines: readonly JsonObject[]): string[] {
  const inner = [...fields.values()].filter(({ kind }) => kind === 'table');
  return lines.flatMap((line) => [
    ...(typeof line['id'] === 'string' ? [line['id']] : []),
    ...inner.flatMap(({ key, fields: own }) => idsIn(own ?? new Map(), linesAt(line, key))),
  ]);
}
