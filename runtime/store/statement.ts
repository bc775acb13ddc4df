import type { ClientBase, Pool, QueryResultRow } from 'pg';

/** A statement that the server prepares once a connection and knows by name afterwards. */
export interface Statement {
  readonly name: string;
  readonly text: string;
}

/** A pool, or the connection of a transaction. */
export type Connection = Pool | ClientBase;

/** Runs a named statement. Names are unique per text: the driver refuses a name used twice. */
export async function run<Row extends QueryResultRow>(
  connection: Connection,
  statement: Statement,
  values: readonly unknown[],
): Promise<Row[]> {
  const { rows } = await (connection as ClientBase).query<Row>({
    name: statement.name,
    text: statement.text,
    values: values as unknown[],
  });
  return rows;
}
