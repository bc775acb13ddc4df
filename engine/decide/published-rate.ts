// What one currency is worth in another on a day, as somebody has published it. @source conversions.md P4
import type Big from 'big.js';
import { MISSING, type Missing, type Value } from '../expressions/scope.ts';
import type { Expr } from '../model/expression.ts';
import type { Rates, RecordType } from '../model/type.ts';
import { addDays } from '../values/date.ts';
import { divide, isDecimal, isPositive, one } from '../values/decimal.ts';
import { find } from './find.ts';
import { storedValues } from './record-values.ts';
import { run, scopeOf } from './scope.ts';
import type { Session } from './session.ts';

const isId = (text: string): boolean => /^[0-9a-f]{8}-[0-9a-f]{4}-/.test(text);

/** A rate as a document keeps it. */
export interface Published {
  /** Units of the second currency for one of the first; more than zero. */
  readonly rate: Big;
  /** Who published it, and on which day; null where the catalog does not say, or nobody had to publish it. */
  readonly source: Value;
  readonly date: Value;
}

/** Which rate is wanted. Currencies by id or natural key; source and kind null: as the catalog of rates prefers. */
export interface WantedRate {
  readonly from: string;
  readonly to: string;
  readonly on: string;
  readonly source?: string | null;
  readonly kind?: string | null;
}

/**
 * The last rate published before the day, or on it where the catalog of rates says so; of a pair kept the other way
 * round, its reciprocal. null: there is none.
 */
export function publishedRate(session: Session, wanted: WantedRate): Published | null | Missing {
  const { from, to } = wanted;
  const same: Published = { rate: one, source: null, date: null };
  if (from === to || isKeyOf(session, to, from) || isKeyOf(session, from, to)) return same;
  const type = [...session.model.types.values()].find((candidate) => candidate.rates !== null);
  if (!type?.rates) return null;
  const source = currencyOf(session, type, type.rates.from, from);
  const target = currencyOf(session, type, type.rates.to, to);
  if (source === MISSING || target === MISSING) return MISSING;
  if (source === null || target === null) return null;
  if (source === target) return same;
  const place = placeOf(session, type.rates, wanted);
  if (place === null || place === MISSING) return place;
  const forth = lastOf(session, type, type.rates, source, target, place);
  if (forth !== null) return forth;
  const back = lastOf(session, type, type.rates, target, source, place);
  if (back === null || back === MISSING) return back;
  const rate = divide(one, back.rate);
  return rate && { ...back, rate };
}

/** Where among all rates of a pair it is looked for. */
interface RatePlace {
  readonly where: Readonly<Record<string, string>>;
  /** The first day whose rate is too late. */
  readonly before: string;
}

/** null: a source or kind is wanted, and the catalog does not tell them apart. */
function placeOf(session: Session, rates: Rates, wanted: WantedRate): RatePlace | null | Missing {
  const where: Record<string, string> = {};
  for (const name of ['source', 'kind'] as const) {
    const value = wanted[name] ?? said(session, rates.prefer[name]);
    if (value === MISSING) return MISSING;
    if (typeof value !== 'string') continue;
    const field = rates[name];
    if (field === null) return null;
    where[field] = value;
  }
  const day = typeof rates.day === 'string' ? rates.day : said(session, rates.day);
  if (day === MISSING) return MISSING;
  return { where, before: (day === 'on' ? addDays(wanted.on, 1) : null) ?? wanted.on };
}

function said(session: Session, expr: Expr | null): Value {
  return expr && run(expr, scopeOf(session));
}

function lastOf(
  session: Session,
  type: RecordType,
  rates: Rates,
  from: string,
  to: string,
  { where, before }: RatePlace,
): Published | null | Missing {
  const found = find(session, {
    type: type.key,
    where: { [rates.from]: from, [rates.to]: to, ...where },
    before: { field: rates.date, value: before },
  });
  if (found === null || found === MISSING) return found;
  const values = storedValues(type, found);
  const rate = values[rates.rate] ?? null;
  if (!isDecimal(rate) || !isPositive(rate)) return null;
  return {
    rate,
    source: rates.source === null ? null : (values[rates.source] ?? null),
    date: values[rates.date] ?? null,
  };
}

/** A document in the company's own currency names it by id, the company by key: no search is needed to see that. */
function isKeyOf(session: Session, key: string, id: string): boolean {
  if (!isId(id) || isId(key)) return false;
  const values = session.reads.record(id);
  if (values === null || values === MISSING) return false;
  const type = session.model.types.get(values['type'] as string);
  return values[type?.naturalKey ?? 'id'] === key;
}

/** A currency as the rates' field holds it: definitions may give its id or its natural key (`company.currency`). */
function currencyOf(
  session: Session,
  type: RecordType,
  field: string,
  value: string,
): string | null | Missing {
  const ref = type.fields.get(field)?.ref;
  if (!ref) {
    if (!isId(value)) return value;
    const values = session.reads.record(value);
    if (values === MISSING || values === null) return values;
    const of = session.model.types.get(values['type'] as string);
    return (values[of?.naturalKey ?? 'id'] as string | undefined) ?? null;
  }
  if (isId(value)) return value;
  const [target = ''] = ref.types;
  const key = session.model.types.get(target)?.naturalKey;
  if (key === undefined) return null;
  const found = find(session, { type: target, where: { [key]: value }, before: null });
  return found === MISSING || found === null ? found : found.id;
}
