// Which tables of a document lines of sources land in, and what it would come to with others.
import type { ValueObject } from '../expressions/scope.ts';
import type { Conversion } from '../model/conversion.ts';
import type { Json } from '../model/json.ts';
import type { Model } from '../model/model.ts';
import type { RecordType } from '../model/type.ts';
import { computeRecord } from './compute-record.ts';
import { systemOf } from './compute-work.ts';
import { linesAt } from './each-field.ts';
import { scopeOf } from './scope.ts';
import type { Session } from './session.ts';
import { settlingIn } from './takes-negative.ts';
import type { Work } from './work.ts';

/** A record as it would be with other data. @param fixed  what of it is no longer computed */
export function computed(
  session: Session,
  work: Work,
  data: Record<string, Json>,
  fixed: ReadonlySet<string>,
): ValueObject {
  const scope = scopeOf(session, { doc: work.doc });
  const system = systemOf(session, work);
  const rest = { before: null, blank: new Set<string>(), memo: null };
  return computeRecord({ type: work.type, data, system, scope, fixed, ...rest }).doc;
}

/** A record as it would be if it settled no advances. */
export function unsettled(session: Session, work: Work): ValueObject {
  const tables = [...settledTables(session.model, work.type)].filter(
    (table) => linesAt(work.data, table).length > 0,
  );
  if (tables.length === 0) return work.doc;
  const data: Record<string, Json> = { ...work.data };
  for (const table of tables) data[table] = [];
  return computed(session, work, data, new Set());
}

const filled = new WeakMap<Model, Map<string, ReadonlySet<string>>>();
const settled = new WeakMap<Model, Map<string, ReadonlySet<string>>>();

/** Tables of a type that lines of any source land in. */
export function filledTables(model: Model, type: RecordType): ReadonlySet<string> {
  return tablesOf(filled, model, type, () => true);
}

/** Tables of a type in which it settles advances. */
export function settledTables(model: Model, type: RecordType): ReadonlySet<string> {
  const settling = settlingIn(model);
  return tablesOf(settled, model, type, ({ key }) => settling.has(key));
}

function tablesOf(
  memo: WeakMap<Model, Map<string, ReadonlySet<string>>>,
  model: Model,
  type: RecordType,
  isOne: (path: Conversion) => boolean,
): ReadonlySet<string> {
  let known = memo.get(model);
  if (!known) memo.set(model, (known = new Map()));
  let tables = known.get(type.key);
  if (!tables) {
    const paths = [...model.conversions.values()].filter((path) => path.to === type.key && isOne(path));
    const all = paths.flatMap(({ lines }) => lines.flatMap(({ to, quantity }) => (quantity ? [to] : [])));
    known.set(type.key, (tables = new Set(all)));
  }
  return tables;
}
