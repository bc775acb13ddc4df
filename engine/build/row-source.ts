import type { ExprType } from '../expressions/types.ts';
import type { LinkedField, LinkedType, Origin } from '../model/linked-pack.ts';
import { nearestName } from '../problems/nearest-name.ts';
import { kindOf, objectType } from './field-type.ts';
import type { Workshop } from './workshop.ts';

const any: ExprType = { kind: 'any' };

/** Records of a type, or the lines of one of their tables, as rows; what expressions over them see. */
export interface RowSource {
  readonly found: LinkedType | undefined;
  /** The table that is gone through; undefined: none, or one that is not there. */
  readonly lines: LinkedField | undefined;
  readonly scope: { readonly doc: ExprType; readonly line?: ExprType };
}

/** Tells of a `type` and a table (`each`) that are not there; what is unknown is seen as anything. */
export function rowSource(type: string, table: string | null, origin: Origin, workshop: Workshop): RowSource {
  const { linked } = workshop;
  const under = (part: string): Origin => ({ file: origin.file, pointer: `${origin.pointer}/${part}` });
  const found = linked.types.get(type);
  if (!found && !linked.isAbsent('type', type)) {
    const suggestion = nearestName(type, linked.types.keys());
    workshop.tell({ code: 'unknown-type', ...under('type'), params: { name: type, suggestion } });
  }
  const lines = table === null ? undefined : found?.fields.get(table);
  if (found && table !== null && (!lines || kindOf(lines) !== 'table')) {
    const tables = [...found.fields.values()].filter((field) => kindOf(field) === 'table');
    const suggestion = nearestName(
      table,
      tables.map((field) => field.key),
    );
    workshop.tell({ code: 'unknown-table', ...under('each'), params: { name: table, suggestion } });
  }
  const line = lines?.fields ? objectType(lines.fields, `${type}.${table ?? ''}`, linked, true) : any;
  return {
    found,
    lines,
    scope: { doc: found ? workshop.docType(type) : any, ...(table === null ? {} : { line }) },
  };
}
