import type Big from 'big.js';
import { MISSING, type Missing, type Reads, type Value, type ValueObject } from '../expressions/scope.ts';
import type { Id, Stored } from '../model/record.ts';
import type { RecordType } from '../model/type.ts';
import { divide, formatDecimal, isDecimal, one, zero } from '../values/decimal.ts';
import { findKey } from './facts.ts';
import { keyOf, readBalance, readBalances } from './ledgers/read-balance.ts';
import { fullOf, linesOf, progressOf } from './progress.ts';
import { storedValues } from './record-values.ts';
import { findWork, valuesOf } from './records.ts';
import type { Session } from './session.ts';
import type { Find } from './types.ts';
import { tallyOf, weave } from './web.ts';

const isId = (text: string): boolean => /^[0-9a-f]{8}-[0-9a-f]{4}-/.test(text);

/**
 * Where expressions get facts from: what this decision has changed, over what was read.
 * What is lacking is noted in the session and answered with MISSING.
 */
export function makeReads(session: () => Session): Reads {
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
    open: (record, line, track) => remaining(session(), record, line, track, false),
    done: (record, line, track) => remaining(session(), record, line, track, true),
    balance: (ledger, where, on) => readBalance(session(), ledger, where, on),
    balances: (ledger, where, by, from, to) =>
      readBalances(session(), { ledger, where: keyOf(where), by, from, to }),
    progress: (record, track) => progressOf(session(), record, track),
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

/** Open (full − posted − settled) or done, as a quantity and as its share of the line's amount. */
function remaining(
  session: Session,
  record: Id,
  line: string | null,
  trackKey: string,
  done: boolean,
): ValueObject | Missing {
  const work = findWork(session, record);
  if (work === undefined || (work && !weave(session, record))) return MISSING;
  const track = work?.type.tracks.get(trackKey);
  if (!work || !track) return { quantity: zero, amount: zero };
  const values =
    track.table === null ? null : (linesOf(work.doc, track.table).find((one) => one['id'] === line) ?? null);
  const full = fullOf(session, work.doc, values, track);
  const tally = tallyOf(session, record, track.table === null ? null : line, trackKey);
  const quantity = done ? tally.posted : full.minus(tally.posted).minus(tally.settled);
  const amountField = track.table === null ? null : (work.type.tables.get(track.table)?.amount ?? null);
  if (amountField === null) return { quantity, amount: quantity };
  const amount: Value = values?.[amountField] ?? null;
  const share = divide(quantity, full);
  return { quantity, amount: isDecimal(amount) && share ? amount.times(share) : zero };
}
