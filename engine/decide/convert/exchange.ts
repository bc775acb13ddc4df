// The target in the company's currency. @source conversions.md P4
import type Big from 'big.js';
import { MISSING, type Value, type ValueObject } from '../../expressions/scope.ts';
import type { Conversion } from '../../model/conversion.ts';
import type { Field, RecordType } from '../../model/type.ts';
import { fieldProblem } from '../../problems/index.ts';
import { isDecimal, isPositive, one, roundDecimal } from '../../values/decimal.ts';
import { find } from '../record-reads.ts';
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

/** What is exchanged: from which currency into the company's own, as the target's field holds it. */
interface Pair {
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
  if (!pair || !conversion.currency) return null;
  const currency: Filled = { field: pair.field, path: pair.field.key, value: pair.to, merge: 'equal' };
  const names = { source: source.doc, doc: source.doc, target: target(currency) };
  const at = (rate: Big): Exchange => {
    const field = rateFieldOf(to);
    const filled: Filled | null = field && { field, path: field.key, value: rate, merge: 'equal' };
    return { rate, header: [currency, ...(filled ? [filled] : [])] };
  };
  if (isDecimal(given)) return at(given);
  const date = run(conversion.currency.date, scopeOf(session, names));
  if (date === null) refuseUndated(session, to);
  const rate = typeof date === 'string' ? session.reads.rate(pair.from, pair.to, date) : MISSING;
  if (rate === MISSING) return { rate: one, header: [] };
  if (rate === null || !isPositive(rate)) {
    const params = {
      from: nameOfCurrency(session, pair.from),
      to: session.setting.company.currency,
      date: String(date),
    };
    refuse('rate-missing', 422, params, session.setting.language);
  }
  return at(rate);
}

/** The exchange by which a draft was made: the rate that stays on it. null: it keeps none. */
export function standingExchange(
  session: Session,
  conversion: Conversion,
  source: Side,
  target: Side,
): Exchange | null {
  const field = rateFieldOf(target.type);
  const rate = field && target.doc[field.key];
  const pair = isDecimal(rate) ? pairOf(session, conversion, source, target.type) : null;
  if (!isDecimal(rate) || !pair || !field) return null;
  const stands = (one: Field): Filled => {
    return { field: one, path: one.key, value: target.doc[one.key] ?? null, merge: 'equal' };
  };
  return { rate, header: [stands(pair.field), stands(field)] };
}

/** Where a document keeps its rate; null: nowhere, or a formula says it. */
export function rateFieldOf(type: Pick<RecordType, 'fields' | 'money'>): Field | null {
  const field = type.money.rate === null ? undefined : type.fields.get(type.money.rate);
  return field?.formula === null ? field : null;
}

/**
 * The header of what one source becomes. What is not exchanged says so, so that it never comes together with what is.
 */
export function landed(
  header: readonly Filled[],
  exchange: Exchange | null,
  conversion: Conversion,
  to: Pick<RecordType, 'fields' | 'money'>,
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
