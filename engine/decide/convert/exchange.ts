// The target in the company's currency. @source conversions.md P4
import type Big from 'big.js';
import { MISSING, type Missing, type Value, type ValueObject } from '../../expressions/scope.ts';
import type { Conversion } from '../../model/conversion.ts';
import type { Field, RecordType } from '../../model/type.ts';
import { fieldProblem } from '../../problems/index.ts';
import { isDecimal, one, roundDecimal } from '../../values/decimal.ts';
import { find } from '../find.ts';
import { publishedRate, type Published } from '../published-rate.ts';
import { refuse } from '../refused.ts';
import { run, scopeOf } from '../scope.ts';
import type { Session } from '../session.ts';
import { fieldLabel } from '../words.ts';
import type { Work } from '../work.ts';
import type { Filled } from './fill.ts';

export interface Exchange {
  readonly rate: Big;
  /** Header fields that say in which currency the target is now, and at which rate. */
  readonly header: readonly Filled[];
}

type Side = Pick<Work, 'type' | 'doc'>;
type Money = Pick<RecordType, 'fields' | 'money'>;

/** What is exchanged: from which currency into the company's own, as the target's field holds it. */
export interface Pair {
  readonly from: string;
  readonly to: string;
  readonly field: Field;
}

/** null: no exchange is declared, or the source has the company's currency already. */
export function pairOf(session: Session, conversion: Conversion, source: Side, to: RecordType): Pair | null {
  const sourceField = source.type.money.currency;
  const field = to.money.currency === null ? undefined : to.fields.get(to.money.currency);
  if (!conversion.currency || sourceField === null || !field) return null;
  const from = source.doc[sourceField] ?? null;
  const primary = primaryCurrency(session, field);
  return typeof from !== 'string' || primary === null || from === primary
    ? null
    : { from, to: primary, field };
}

/**
 * The rate of a conversion that goes to the company's currency; null when none is declared or the source has it already.
 *
 * @param given   the rate that the person gives, which no published one stands against
 * @param target  the target as far as it is known before its lines: asked, set and derived values are in it
 * @throws Refused rate-missing; invalid, when the day of the rate is a field that nobody has filled
 */
export function exchangeOf(
  session: Session,
  conversion: Conversion,
  source: Side,
  to: RecordType,
  given: Value,
  target: (currency: Filled) => ValueObject,
): Exchange | null {
  const pair = pairOf(session, conversion, source, to);
  if (!pair) return null;
  const currency: Filled = { field: pair.field, path: pair.field.key, value: pair.to, merge: 'equal' };
  const by = isDecimal(given)
    ? byHand(given)
    : (originalRate(conversion, source) ?? rateOn(session, conversion, pair, source, to, target(currency)));
  // Facts are still lacking: whatever comes out of this is not looked at.
  if (by === MISSING) return { rate: one, header: [] };
  // What stays on the document is what its amounts come from, to the last decimal.
  const scale = rateFieldOf(to)?.decimal?.scale;
  const rate = scale === undefined ? by.rate : roundDecimal(by.rate, scale);
  return { rate, header: [currency, ...leftBy({ ...by, rate }, to)] };
}

/**
 * The rate that is published for the day of the target.
 *
 * @throws Refused rate-missing; invalid, when the day is a field that nobody has filled
 */
export function rateOn(
  session: Session,
  { currency }: Conversion,
  { from, to }: Pair,
  source: Side,
  type: RecordType,
  target: ValueObject,
): Published | Missing {
  const scope = scopeOf(session, { source: source.doc, doc: source.doc, target });
  const [on, by, kind] = [currency?.date, currency?.source, currency?.kind].map((expr) =>
    expr ? run(expr, scope) : null,
  );
  if ([on, by, kind].includes(MISSING)) return MISSING;
  if (typeof on !== 'string') return refuseUndated(session, type);
  const wanted = { from, to, on, source: textOf(by), kind: textOf(kind) };
  const found = publishedRate(session, wanted);
  if (found !== null) return found;
  const params = { from: nameOfCurrency(session, from), to: session.setting.company.currency, date: on };
  return refuse('rate-missing', 422, params, session.setting.language);
}

function textOf(value: Value | undefined): string | null {
  return typeof value === 'string' ? value : null;
}

function byHand(rate: Big): Published {
  return { rate, source: null, date: null };
}

/** A correction takes its original's rate, where that has one. */
function originalRate({ effect }: Conversion, { type, doc }: Side): Published | null {
  const { rate, rateSource, rateDate } = type.money;
  const own = effect === -1 && rate !== null ? (doc[rate] ?? null) : null;
  if (!isDecimal(own)) return null;
  return { rate: own, source: doc[rateSource ?? ''] ?? null, date: doc[rateDate ?? ''] ?? null };
}

/** The rate, its source and its day, in the fields that keep them. */
function leftBy(by: Published, to: Money): Filled[] {
  return rateFieldsOf(to).map(({ field, role }) => {
    const value = role === 'rate' ? by.rate : role === 'rateSource' ? by.source : by.date;
    return { field, path: field.key, value, merge: 'equal' };
  });
}

/** Where a document keeps its rate and where that came from; formulas say theirs themselves. */
function rateFieldsOf({ fields, money }: Money) {
  return (['rate', 'rateSource', 'rateDate'] as const).flatMap((role) => {
    const field = money[role] === null ? undefined : fields.get(money[role]);
    return field?.formula === null ? [{ role, field }] : [];
  });
}

/** The exchange by which a draft was made: the rate that stays on it. null: it keeps none. */
export function standingExchange(
  session: Session,
  conversion: Conversion,
  source: Side,
  target: Side,
): Exchange | null {
  const kept = rateFieldsOf(target.type);
  const [rate] = kept.map(({ role, field }) => (role === 'rate' ? target.doc[field.key] : null));
  const pair = isDecimal(rate) ? pairOf(session, conversion, source, target.type) : null;
  if (!isDecimal(rate) || !pair) return null;
  const stands = (field: Field): Filled => {
    return { field, path: field.key, value: target.doc[field.key] ?? null, merge: 'equal' };
  };
  return { rate, header: [pair.field, ...kept.map(({ field }) => field)].map(stands) };
}

/** Where a document keeps its rate; null: nowhere, or a formula says it. */
export function rateFieldOf(type: Money): Field | null {
  return rateFieldsOf(type).find(({ role }) => role === 'rate')?.field ?? null;
}

/**
 * The header of what one source becomes. What is not exchanged says so, so that it never comes together with what is.
 */
export function landed(
  header: readonly Filled[],
  exchange: Exchange | null,
  conversion: Conversion,
  to: Money,
): readonly Filled[] {
  if (!conversion.currency) return header;
  if (exchange) {
    const own = new Set(exchange.header.map(({ path }) => path));
    return [...exchanged(header, exchange, to).filter(({ path }) => !own.has(path)), ...exchange.header];
  }
  const field = rateFieldOf(to);
  if (!field || header.some(({ path }) => path === field.key)) return header;
  return [...header, { field, path: field.key, value: null, merge: 'equal' }];
}

/**
 * Exchanges amounts of the target's own money, and only these; prices keep the decimals that their field has. An amount
 * whose currency stands in another field is in that one: there the amount of the source stays as it was.
 */
export function exchanged(
  filled: readonly Filled[],
  exchange: Exchange | null,
  to: Pick<RecordType, 'money'>,
): readonly Filled[] {
  if (!exchange) return filled;
  return filled.map((one) =>
    one.field.money === null || one.field.money !== to.money.currency || !isDecimal(one.value)
      ? one
      : { ...one, value: inPrimary(one.field, one.value, exchange.rate) },
  );
}

function inPrimary(field: Field, value: Big, rate: Big): Big {
  return roundDecimal(value.times(rate), field.decimal?.scale ?? 2);
}

/** Without a day there is no rate; where the day is a field of the target, that is what is missing. */
function refuseUndated(session: Session, to: RecordType): never {
  const { language } = session.setting;
  const path = to.money.date ?? '';
  const label = fieldLabel(session, to, path);
  const problems = path === '' ? [] : [fieldProblem('required', `/${path}`, { label }, language)];
  refuse('invalid', 422, {}, language, problems);
}

function primaryCurrency(session: Session, field: Field): string | null {
  const { currency } = session.setting.company;
  const [type] = field.ref?.types ?? [];
  if (type === undefined) return currency;
  const key = session.model.types.get(type)?.naturalKey;
  if (key === undefined) return null;
  const found = find(session, { type, where: { [key]: currency }, before: null });
  return found === MISSING || found === null ? null : found.id;
}

function nameOfCurrency(session: Session, value: string): string {
  const values = session.reads.record(value);
  const title = values === null || values === MISSING ? null : values['title'];
  return typeof title === 'string' ? title : value;
}
