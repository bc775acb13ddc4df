import type { Access, AddParam, RecordType, SqlColumns } from '#engine';
import { rightsColumns } from './policy-columns.ts';
import type { TypePlan } from './type-plan.ts';

type Rights = Pick<Access, 'titleSql' | 'searchSql'>;

/**
 * What search looks in for somebody who may not see all that is kept for it; null: all of it.
 *
 * The text holds a part for the title, one for the number and one for each search path, each after a line break
 * (`searchText`), so that parts which somebody may not see are left out, record by record where stages decide.
 */
export function searchedText(
  type: RecordType,
  plan: TypePlan,
  access: Rights | null,
  add: AddParam,
): string | null {
  if (access === null) return null;
  const columns = rightsColumns(type, plan);
  const parts = [
    access.titleSql(type.key, columns, add),
    true,
    ...plan.search.map((path) => access.searchSql(type.key, path, columns, add)),
  ];
  if (parts.every((part) => part === true)) return null;
  const shown = parts.flatMap((part, index) => {
    const text = `split_part(r.search, E'\\n', ${index + 2})`;
    return part === false ? [] : [part === true ? text : `case when ${part} then ${text} end`];
  });
  return `concat_ws(' ', ${shown.join(', ')})`;
}

/** SQL of the title; null where somebody may not see what it is made of. */
export function titleSql(
  type: RecordType,
  columns: SqlColumns,
  access: Rights | null,
  add: AddParam,
): string {
  const shown = access?.titleSql(type.key, columns, add) ?? true;
  if (shown === true) return 'r.title';
  return shown === false ? 'null::text' : `case when ${shown} then r.title end`;
}
