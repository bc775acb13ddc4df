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
    values: (rows) =>
      keys.map(([key, type]) =>
        arrayText(
          rows.map((row) => (row as Row)[key]),
          type,
        ),
      ),
  };
}

type Row = Readonly<Record<string, unknown>>;
type ArrayType = 'uuid' | 'text' | 'integer' | 'smallint' | 'numeric';

/** An array as the server reads it. */
export function arrayText(values: readonly unknown[], type: ArrayType): string {
  const write = type === 'text' || type === 'numeric' ? quoted : plain;
  return `{${values.map((value) => (value === null || value === undefined ? 'NULL' : write(value))).join(',')}}`;
}

const plain = (value: unknown): string => String(value);
const quoted = (value: unknown): string => `"${String(value).replace(/["\\]/g, '\\$&')}"`;
