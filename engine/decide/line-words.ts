// What people call a line and its unit. The engine knows no description and no article: it takes what the type offers.
import type { ValueObject } from '../expressions/scope.ts';
import type { RecordType } from '../model/type.ts';
import { storedTitle } from './reader-title.ts';
import type { Session } from './session.ts';

/** Columns that a line can be called by; worked out once for each table. */
interface Words {
  readonly texts: readonly string[];
  readonly refs: readonly string[];
  readonly unit: string | null;
  /** The unit is a record of its own. */
  readonly unitIsRef: boolean;
}

const wordsOfTypes = new WeakMap<RecordType, Map<string, Words>>();

function wordsOf(type: RecordType, table: string): Words {
  let tables = wordsOfTypes.get(type);
  if (!tables) wordsOfTypes.set(type, (tables = new Map()));
  let words = tables.get(table);
  if (!words) tables.set(table, (words = makeWords(type, table)));
  return words;
}

function makeWords(type: RecordType, table: string): Words {
  const columns = [...(type.fieldByPath.get(table)?.fields?.values() ?? [])];
  const unit = type.tables.get(table)?.unit ?? null;
  return {
    texts: columns
      .filter(({ key, kind, schema }) => kind === 'text' && key !== 'id' && !schema['enum'])
      .map(({ key }) => key),
    refs: columns.filter(({ kind }) => kind === 'ref').map(({ key }) => key),
    unit,
    unitIsRef: type.fieldByPath.get(`${table}.${unit}`)?.kind === 'ref',
  };
}

/** First text of the line that says something, else the title of what it refers to, else its id. */
export function lineLabel(
  session: Session,
  type: RecordType,
  table: string | null,
  line: ValueObject | null,
): string {
  if (line === null || table === null) return '';
  const { texts, refs } = wordsOf(type, table);
  for (const key of texts) {
    const value = line[key];
    if (typeof value === 'string' && value !== '') return value;
  }
  for (const key of refs) {
    const value = line[key];
    const record = typeof value === 'string' ? session.facts.records.get(value) : null;
    if (record) return storedTitle(session, record);
    if (typeof value === 'string') return value;
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
  if (table === null || line === null) return null;
  const { unit, unitIsRef } = wordsOf(type, table);
  const value = unit === null ? null : line[unit];
  if (typeof value !== 'string') return null;
  const record = unitIsRef ? session.facts.records.get(value) : null;
  return unitIsRef ? (record ? storedTitle(session, record) : null) : value;
}
