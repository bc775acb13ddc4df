// The lines of a target: one for each line taken, gathered where declared, and those that come without a source.
import type Big from 'big.js';
import { MISSING, type Value, type ValueObject } from '../../expressions/scope.ts';
import type { Conversion, LineMapping } from '../../model/conversion.ts';
import type { Json, JsonObject } from '../../model/json.ts';
import type { Field, RecordType } from '../../model/type.ts';
import { isDecimal } from '../../values/decimal.ts';
import { dehydrate, hydrate, keptValue, readField, writeField } from '../../values/hydrate.ts';
import type { LineValues } from '../compute-record.ts';
import { linesAt } from '../each-field.ts';
import { holderOf } from '../line-index.ts';
import { idsEver } from '../line-ids.ts';
import { sameValue } from '../same.ts';
import { run, scopeOf } from '../scope.ts';
import type { Session } from '../session.ts';
import type { Work } from '../work.ts';
import { exchanged, type Exchange } from './exchange.ts';
import { fill, toData, toValues, valueAt, type Filled } from './fill.ts';
import { gatheredInto, type Gathered } from './gathered-into.ts';
import { mergedWith, type Group } from './group.ts';
import { landing, type Offer } from './offer.ts';

/** Which line of the target an offer became; null: the document itself. */
export interface Placed {
  readonly offer: Offer;
  readonly targetLine: string | null;
  /** The line stood there before, and gathers this too. */
  readonly isGathered?: true;
}

/** One line of the target before it is written: what it is filled with, and whom it was made from. */
interface Row {
  readonly mapping: LineMapping;
  filled: readonly Filled[];
  taken: Big | null;
  readonly offers: Offer[];
  readonly wanted: string | null;
  readonly key: readonly Value[] | null;
  /** −1: negative lines go along as they are. */
  readonly lands: 1 | -1;
  /** The line that stands in the draft already. */
  readonly onto: string | null;
}

/** What lines were added to, and how they are computed with. */
interface Added {
  readonly data: JsonObject;
  /** The new lines as values, by table. */
  readonly values: LineValues;
  readonly places: readonly Placed[];
}

/**
 * Adds the lines of a group to `base`, keeping what stands there.
 *
 * @param into  the draft that `base` is the data of; null when a new one is made
 */
export function addLines(
  session: Session,
  conversion: Conversion,
  type: RecordType,
  group: Group,
  base: JsonObject,
  into: Work | null,
): Added {
  const target = hydrate(type.fields, base);
  const rows: Row[] = into ? rowsOf(gatheredInto(session, conversion, into)) : [];
  const places: Placed[] = [];
  for (const { offers, exchange } of group.portions) {
    for (const offer of offers) {
      if (!offer.mapping) places.push({ offer, targetLine: null });
      else addOffer(session, type, rows, offer, offer.mapping, target, exchange);
    }
    const source = offers[0]?.source;
    if (!source) continue;
    for (const row of rowsBeside(session, conversion, type, source, target))
      rows.push({ ...row, filled: exchanged(row.filled, exchange, type) });
  }
  const tables = new Tables(session, type, base, into ? idsEver(into) : new Set());
  for (const row of rows) {
    if (row.onto !== null && row.offers.length === 0) continue;
    const columns = columnsOf(type, row.mapping.to);
    const quantity = row.mapping.quantity === null ? undefined : columns.get(row.mapping.quantity);
    if (row.onto !== null) {
      tables.change(row.mapping.to, row.onto, (line) => gathered(line, row, quantity));
      for (const offer of row.offers) places.push({ offer, targetLine: row.onto, isGathered: true });
      continue;
    }
    const targetLine = tables.freeId(row.wanted);
    const line = toValues(columns, row.filled);
    line['id'] = targetLine;
    if (quantity && row.taken) line[quantity.key] = keptValue(quantity, row.taken);
    tables.add(row.mapping.to, columns, line);
    for (const offer of row.offers) places.push({ offer, targetLine });
  }
  return { data: tables.data(base), values: tables.values, places };
}

function addOffer(
  session: Session,
  type: RecordType,
  rows: Row[],
  offer: Offer,
  mapping: LineMapping,
  target: ValueObject,
  exchange: Exchange | null,
): void {
  const { line, source } = offer;
  const taken = landing(offer);
  const id = line === null ? null : (line['id'] as string);
  const parent = id === null ? null : holderOf(source.type, source.doc, id);
  const names = { source: source.doc, sourceLine: line, target, parent };
  const filled = exchanged(fill(session, columnsOf(type, mapping.to), mapping.fields, names), exchange, type);
  const key =
    mapping.gather.length === 0 || !line ? null : mapping.gather.map((path) => valueAt(session, line, path));
  // What goes back is never netted into what goes forward (Q8).
  const same =
    key &&
    rows.find(
      (row) => row.mapping === mapping && row.lands === offer.lands && row.key && sameValue(row.key, key),
    );
  if (!same) {
    rows.push({ mapping, filled, taken, offers: [offer], wanted: id, key, lands: offer.lands, onto: null });
    return;
  }
  const isFirst = same.offers.length === 0;
  same.offers.push(offer);
  same.taken = same.taken?.plus(taken) ?? taken;
  if (isFirst) {
    same.filled = filled;
    return;
  }
  same.filled = same.filled.map((one) => {
    const other = filled.find(({ path }) => path === one.path);
    return other ? mergedWith(one, other.value) : one;
  });
}

/** Rows that stand there already, as long as nothing comes to them. */
function rowsOf(lines: readonly Gathered[]): Row[] {
  return lines.map(({ mapping, key, targetLine, lands }) => {
    return { mapping, filled: [], taken: null, offers: [], wanted: null, key, lands, onto: targetLine };
  });
}

/** A line with what comes to it: more of it, and of other columns what their merge makes of both. */
function gathered(line: JsonObject, { filled, taken }: Row, quantity: Field | undefined): JsonObject {
  const together = filled.flatMap((one): Filled[] => {
    const { field, path, merge, value } = one;
    if (merge === null || path.includes('.')) return [];
    return [mergedWith({ ...one, value: readField(field, line[path]) }, value)];
  });
  const changed = toData(together, { ...line });
  const there = quantity ? readField(quantity, line[quantity.key]) : null;
  const moved = taken && quantity && writeField(quantity, isDecimal(there) ? taken.plus(there) : taken);
  return quantity && moved !== undefined ? { ...changed, [quantity.key]: moved ?? null } : changed;
}

/** Lines that stand for the source as a whole, for nothing, or for each item of a list: they count nowhere. */
function rowsBeside(
  session: Session,
  conversion: Conversion,
  type: RecordType,
  source: Work,
  target: ValueObject,
): Row[] {
  return conversion.lines.flatMap((mapping): Row[] => {
    if (mapping.from !== null && (mapping.from !== '$document' || mapping.quantity !== null)) return [];
    const names = { source: source.doc, sourceLine: null, target };
    const plain = {
      mapping,
      taken: null,
      offers: [],
      wanted: null,
      key: null,
      lands: 1 as const,
      onto: null,
    };
    const scope = scopeOf(session, { ...names, doc: source.doc });
    const columns = columnsOf(type, mapping.to);
    if (!mapping.list) {
      if (mapping.where && run(mapping.where.expr, scope) !== true) return [];
      return [{ ...plain, filled: fill(session, columns, mapping.fields, names) }];
    }
    const items = run(mapping.list, scope);
    if (items === MISSING || !Array.isArray(items)) return [];
    return (items as readonly Value[]).flatMap((item): Row[] => {
      const sourceLine = item as ValueObject;
      if (mapping.where && run(mapping.where.expr, scopeOf(session, { ...names, sourceLine })) !== true)
        return [];
      return [{ ...plain, filled: fill(session, columns, mapping.fields, { ...names, sourceLine }) }];
    });
  });
}

function columnsOf(type: RecordType, table: string): ReadonlyMap<string, Field> {
  return type.fieldByPath.get(table)?.fields ?? new Map();
}

/** The tables of the target while lines are added; each line with an id that is free. */
class Tables {
  readonly #session: Session;
  readonly #tables = new Map<string, Json[]>();
  readonly values = new Map<string, Record<string, Value>[]>();
  readonly #used: Set<string>;

  /** @param used  ids that no line may take */
  constructor(session: Session, type: RecordType, base: JsonObject, used: Set<string>) {
    this.#session = session;
    this.#used = used;
    for (const { key, kind } of type.fields.values()) {
      if (kind !== 'table') continue;
      const lines = linesAt(base, key);
      this.#tables.set(key, [...lines]);
      for (const line of lines) this.#used.add(String(line['id']));
    }
  }

  /** Keeping the source's id makes documents of one chain easy to compare; where it is taken the line gets its own. */
  freeId(wanted: string | null): string {
    const id = wanted !== null && !this.#used.has(wanted) ? wanted : this.#session.ids.line();
    this.#used.add(id);
    return id;
  }

  add(table: string, columns: ReadonlyMap<string, Field>, line: Record<string, Value>): void {
    push(this.#tables, table, dehydrate(columns, line));
    push(this.values, table, line);
  }

  change(table: string, id: string, change: (line: JsonObject) => JsonObject): void {
    const lines = this.#tables.get(table) ?? [];
    const index = lines.findIndex((line) => (line as JsonObject)['id'] === id);
    if (index >= 0) lines[index] = change(lines[index] as JsonObject);
  }

  data(base: JsonObject): JsonObject {
    return { ...base, ...Object.fromEntries([...this.#tables].filter(([, lines]) => lines.length > 0)) };
  }
}

function push<T>(lists: Map<string, T[]>, key: string, item: T): void {
  const list = lists.get(key);
  if (list) list.push(item);
  else lists.set(key, [item]);
}
