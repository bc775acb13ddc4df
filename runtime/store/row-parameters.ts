// Rows of one part of a write, on their way to the server.

/** How rows become parameters of a statement, and rows again. */
export interface RowParameters {
  /** How many parameters they take. */
  readonly count: number;
  /** The rows in a `from`, as `x`; their parameters begin at this place. */
  readonly rows: (place: number) => string;
  readonly values: (rows: readonly object[]) => readonly unknown[];
}

/** All rows as one JSON text: for few rows of many columns, with JSON among them. */
export function asJson(columns: string): RowParameters {
  return {
    count: 1,
    rows: (place) => `json_to_recordset($${place}::json) as x(${columns})`,
    values: (rows) => [JSON.stringify(rows)],
  };
}

/** An array a column: for many rows, whose keys need not be sent and looked up again with each. */
export function asArrays(
  types: Readonly<Record<string, ArrayType>>,
): RowParameters & { readonly names: string } {
  const columns = Object.entries(types);
  const names = columns.map(([name]) => name).join(', ');
  const keys = columns.map(([name, type]) => [name.replaceAll('"', ''), type] as const);
  return {
    count: columns.length,
    names,
    rows: (place) =>
      `unnest(${columns.map(([, type], index) => `$${place + index}::${type}[]`).join(', ')}) as x(${names})`,
    values: (rows) => keys.map(([key, type]) => columnText(rows as readonly Row[], key, type)),
  };
}

type Row = Readonly<Record<string, unknown>>;
type ArrayType = 'uuid' | 'text' | 'integer' | 'smallint' | 'numeric';

/** One column of rows as an array that the server reads. In a loop of its own: it runs for hundreds of values a command. */
function columnText(rows: readonly Row[], key: string, type: ArrayType): string {
  const isQuoted = type === 'text' || type === 'numeric';
  let text = '{';
  for (const row of rows) {
    const value = row[key];
    if (text.length > 1) text += ',';
    if (value === null || value === undefined) text += 'NULL';
    else if (isQuoted) text += quoted(value as string | number);
    else text += value as string | number;
  }
  return `${text}}`;
}

const special = /["\\]/;

function quoted(value: string | number): string {
  const text = typeof value === 'string' ? value : String(value);
  return special.test(text) ? `"${text.replaceAll(/["\\]/g, '\\$&')}"` : `"${text}"`;
}

/** Ids as an array. */
export function idsText(records: readonly { readonly id: string }[]): string {
  return columnText(records as unknown as readonly Row[], 'id', 'uuid');
}
