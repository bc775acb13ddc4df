// What people call a line and its unit. The engine knows no description and no article: it takes what the type offers.
import type { ValueObject } from '../expressions/scope.ts';
import type { RecordType } from '../model/type.ts';
import type { Session } from './session.ts';

/** First text of the line that says something, else the title of what it refers to, else its id. */
export function lineLabel(
  session: Session,
  type: RecordType,
  table: string | null,
  line: ValueObject | null,
): string {
  if (line === null || table === null) return '';
  const columns = [...(type.fieldByPath.get(table)?.fields?.values() ?? [])];
  for (const { key, kind, schema } of columns) {
    const value = line[key];
    if (kind === 'text' && key !== 'id' && !schema['enum'] && typeof value === 'string' && value !== '')
      return value;
  }
  for (const { key, kind } of columns) {
    const value = line[key];
    if (kind === 'ref' && typeof value === 'string')
      return String(session.facts.records.get(value)?.title ?? value);
  }
  return String(line['id'] ?? '');
}

/** The unit as people write it; null when the type names none, or when it is a record that nobody has read. */
export function lineUnit(
  session: Session,
  type: RecordType,
  table: string | null,
  line: ValueObject | null,
): string | null {
  const field = table === null ? null : (type.tables.get(table)?.unit ?? null);
  const value = field === null || line === null ? null : line[field];
  if (typeof value !== 'string') return null;
  const kind = type.fieldByPath.get(`${table}.${field}`)?.kind;
  if (kind !== 'ref') return value;
  return session.facts.records.get(value)?.title ?? null;
}
