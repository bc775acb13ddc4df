import type { SqlColumn, SqlColumns, SqlKind } from '../expressions/index.ts';
import type { FieldKind, RecordType } from '../model/type.ts';

const kinds: Readonly<Partial<Record<FieldKind, SqlKind>>> = {
  text: 'text',
  instant: 'text',
  ref: 'uuid',
  decimal: 'numeric',
  integer: 'numeric',
  date: 'date',
  boolean: 'boolean',
};

const system: Readonly<Record<string, SqlKind>> = {
  id: 'uuid',
  type: 'text',
  number: 'text',
  title: 'text',
  phase: 'text',
  states: 'text[]',
  owner: 'text',
  createdBy: 'text',
  createdAt: 'timestamptz',
  updatedAt: 'timestamptz',
  postedAt: 'timestamptz',
  version: 'integer',
  revision: 'integer',
  release: 'integer',
  archived: 'boolean',
};

/**
 * What of a type's records a store keeps in columns: the system fields, what the type promotes, its natural key and its
 * team. The SQL is a stand-in: only whether there is one matters where definitions are checked.
 */
export function policyColumns(type: RecordType): SqlColumns {
  const promoted = new Set([...type.columns, type.naturalKey, ...(type.team === null ? [] : [type.team])]);
  return (path): SqlColumn | null => {
    const field = type.fieldByPath.get(path);
    const kind = Object.hasOwn(system, path)
      ? system[path]
      : promoted.has(path)
        ? field?.ref?.revision
          ? 'text'
          : kinds[field?.kind ?? 'table']
        : undefined;
    return kind ? { sql: path, kind } : null;
  };
}
