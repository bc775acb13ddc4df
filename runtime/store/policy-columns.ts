import type { RecordType, SqlColumn, SqlColumns } from '#engine';
import { columnOf } from './columns.ts';
import type { TypePlan } from './type-plan.ts';

const CASTS: Readonly<Partial<Record<string, SqlColumn['kind']>>> = {
  text: 'text',
  instant: 'text',
  ref: 'uuid',
  decimal: 'numeric',
  integer: 'numeric',
  date: 'date',
  boolean: 'boolean',
};

/**
 * Columns that rights are judged by. Slots keep no empty text, so its exact value is told beside; a field that found no
 * slot is read from the data: slower, but what somebody may see never depends on how much room there was.
 */
export function rightsColumns(type: RecordType, plan: TypePlan): SqlColumns {
  return (path) => {
    // No list asks for it, since each is of one type; a right over every type may.
    if (path === 'type') return { sql: 'r.type', kind: 'text' };
    const column = columnOf(plan, path);
    const field = type.fieldByPath.get(path);
    if (column) {
      const { sql, sqlType: kind } = column;
      const exact = kind === 'text' && field ? `coalesce(${sql}, ${jsonAt(path)})` : sql;
      return { sql, kind, exact };
    }
    const kind = field && CASTS[field.kind];
    return kind ? { sql: `(${jsonAt(path)})::${kind}`, kind } : null;
  };
}

function jsonAt(path: string): string {
  const steps = path.split('.').map((step) => `'${step.replaceAll("'", "''")}'`);
  return `r.data #>> array[${steps.join(', ')}]`;
}
