// The target in the company's currency. @source conversions.md P4
import type Big from 'big.js';
import { MISSING, type ValueObject } from '../../expressions/scope.ts';
import type { Conversion } from '../../model/conversion.ts';
import type { Field, RecordType } from '../../model/type.ts';
import { isDecimal, one, roundDecimal } from '../../values/decimal.ts';
import { find } from '../record-reads.ts';
import { refuse } from '../refused.ts';
import { run, scopeOf } from '../scope.ts';
import type { Session } from '../session.ts';
import type { Filled } from './fill.ts';

export interface Exchange {
  readonly rate: Big;
  /** Header fields that say in which currency the target is now, and at which rate. */
  readonly header: readonly Filled[];
}

/**
 * The rate of a conversion that goes to the company's currency; null when none is declared or the source has it already.
 *
 * @throws Refused rate-missing
 */
export function exchangeOf(
  session: Session,
  conversion: Conversion,
  from: { readonly type: RecordType; readonly doc: ValueObject },
  to: RecordType,
  target: ValueObject,
): Exchange | null {
  const { currency: rule } = conversion;
  const sourceField = from.type.money.currency;
  const targetField = to.money.currency === null ? undefined : to.fields.get(to.money.currency);
  if (!rule || sourceField === null || !targetField) return null;
  const source = from.doc[sourceField] ?? null;
  const primary = primaryCurrency(session, targetField);
  if (typeof source !== 'string' || primary === null || source === primary) return null;
  const date = run(rule.date, scopeOf(session, { source: from.doc, doc: from.doc, target }));
  const rate = typeof date === 'string' ? session.reads.rate(source, primary, date) : null;
  if (rate === MISSING) return { rate: one, header: [] };
  if (rate === null) {
    const params = {
      from: nameOfCurrency(session, source),
      to: session.setting.company.currency,
      date: String(date ?? ''),
    };
    refuse('rate-missing', 422, params, session.setting.language);
  }
  const rateField = to.money.rate === null ? undefined : to.fields.get(to.money.rate);
  return {
    rate,
    header: [
      { field: targetField, path: targetField.key, value: primary, merge: null },
      ...(rateField && rateField.formula === null
        ? [{ field: rateField, path: rateField.key, value: rate, merge: null }]
        : []),
    ],
  };
}

/** Exchanges amounts of money, and only these; prices keep the decimals that their field has. */
export function exchanged(filled: readonly Filled[], exchange: Exchange | null): readonly Filled[] {
  if (!exchange) return filled;
  return filled.map((one) =>
    one.field.money === null || !isDecimal(one.value)
      ? one
      : { ...one, value: inPrimary(one.field, one.value, exchange.rate) },
  );
}

function inPrimary(field: Field, value: Big, rate: Big): Big {
  return roundDecimal(value.times(rate), field.decimal?.scale ?? 2);
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
