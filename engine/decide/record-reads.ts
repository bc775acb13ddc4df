import type Big from 'big.js';
import { MISSING, type Missing, type Reads, type ValueObject } from '../expressions/scope.ts';
import type { Stored } from '../model/record.ts';
import type { RecordType } from '../model/type.ts';
import { divide, formatDecimal, isDecimal, one } from '../values/decimal.ts';
import { findKey } from './facts.ts';
import { storedValues } from './record-values.ts';
import { valuesOf } from './records.ts';
import type { Session } from './session.ts';
import type { Find } from './types.ts';

const isId = (text: string): boolean => /^[0-9a-f]{8}-[0-9a-f]{4}-/.test(text);

/** Facts that stand in records themselves: referred ones, looked-up ones, rates. A browser can read these too. */
export function recordReads(session: () => Session): Pick<Reads, 'record' | 'rate' | 'lookup'> {
  return {
    record: (id) => {
      const values = valuesOf(session(), id);
      if (values !== undefined) return values;
      session().lacks.record(id);
      return MISSING;
    },
    rate: (from, to, on) => readRate(session(), from, to, on),
    lookup: (type, where) => {
      const found = find(session(), { type, where: stored(where), before: null });
      const model = session().model.types.get(type);
      return found && found !== MISSING && model ? storedValues(model, found) : (found as null | Missing);
    },
  };
}

/** One record by equal fields; MISSING after noting the search. */
export function find(session: Session, search: Find): Stored | null | Missing {
  const found = session.facts.finds.get(findKey(search));
  if (found !== undefined) return found;
  session.lacks.find(search);
  return MISSING;
}

function stored(where: ValueObject): Find['where'] {
  return Object.fromEntries(
    Object.entries(where).map(([key, value]) => [
      key,
      isDecimal(value)
        ? formatDecimal(value)
        : typeof value === 'boolean'
          ? value
          : typeof value === 'string'
            ? value
            : null,
    ]),
  );
}

/** The last rate published before the day; of a pair kept the other way round, its reciprocal. @source conversions.md P4 */
function readRate(session: Session, from: string, to: string, on: string): Big | null | Missing {
  if (from === to || isKeyOf(session, to, from) || isKeyOf(session, from, to)) return one;
  const type = [...session.model.types.values()].find((candidate) => candidate.rates !== null);
  if (!type?.rates) return null;
  const source = currencyOf(session, type, type.rates.from, from);
  const target = currencyOf(session, type, type.rates.to, to);
  if (source === MISSING || target === MISSING) return MISSING;
  if (source === null || target === null) return null;
  if (source === target) return one;
  const forth = published(session, type, type.rates, source, target, on);
  if (forth !== null) return forth;
  const back = published(session, type, type.rates, target, source, on);
  return isDecimal(back) ? divide(one, back) : back;
}

/** A document in the company's own currency names it by id, the company by key: no search is needed to see that. */
function isKeyOf(session: Session, key: string, id: string): boolean {
  if (!isId(id) || isId(key)) return false;
  const values = session.reads.record(id);
  if (values === null || values === MISSING) return false;
  const type = session.model.types.get(values['type'] as string);
  return values[type?.naturalKey ?? 'id'] === key;
}

function published(
  session: Session,
  type: RecordType,
  rates: NonNullable<RecordType['rates']>,
  from: string,
  to: string,
  on: string,
) {
  const found = find(session, {
    type: type.key,
    where: { [rates.from]: from, [rates.to]: to },
    before: { field: rates.date, value: on },
  });
  if (found === null || found === MISSING) return found;
  const rate = storedValues(type, found)[rates.rate] ?? null;
  return isDecimal(rate) ? rate : null;
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
