// Functions that ask for facts: rate, exchange, published, lookup, open, done, progress.
import { isDecimal, one } from '../../values/decimal.ts';
import type { CallPlace, Checked, Closure, Emit, FunctionRule } from '../checked.ts';
import { MISSING } from '../scope.ts';
import type { Missing, Scope, Value, ValueObject } from '../scope.ts';
import { nearestName } from '../../problems/nearest-name.ts';
import { isComparable, nameOfType } from '../type-rules.ts';
import { anyType, dateType, decimalType, rateType } from '../types.ts';
import type { ExprType } from '../types.ts';
import { strict1, strict2 } from './emitters.ts';
import { aCurrency, aDate, aDecimal, aRecordOrLine, aText, aTextOrRecord } from './params.ts';

/** One unit of a currency is one unit of itself, and nobody has to publish it. */
const same: ValueObject = { rate: one, source: null, date: null };

function publishedOf(
  scope: Scope,
  [from, to, on, source = null, kind = null]: readonly Value[],
): ValueObject | null | Missing {
  if (typeof from !== 'string' || typeof to !== 'string' || typeof on !== 'string') return null;
  if (from === to) return same;
  return scope.reads.published(from, to, on, textOf(source), textOf(kind));
}

function rateOf(scope: Scope, wanted: readonly Value[]): Value {
  const found = publishedOf(scope, wanted);
  return found === MISSING || found === null ? found : (found['rate'] ?? null);
}

const publishedType: ExprType = {
  kind: 'object',
  name: 'published',
  fields: new Map([
    ['rate', rateType],
    // A text or a record, as the catalog of rates has it.
    ['source', anyType],
    ['date', dateType],
  ]),
};

function textOf(value: Value): string | null {
  return typeof value === 'string' ? value : null;
}

/** The last two, whose rate and which kind, may be null: then it is the preferred one. */
function emitRate(needed: number, give: (values: readonly Value[], scope: Scope) => Value) {
  return (args: readonly Checked[], emit: Emit): Closure => {
    const closures = args.map(emit);
    return (scope) => {
      const values = closures.map((closure) => closure(scope));
      if (values.includes(MISSING)) return MISSING;
      return values.slice(0, needed).includes(null) ? null : give(values, scope);
    };
  };
}

/** The record in focus: the document at hand, in a conversion its source. */
function focusOf(scope: Scope): Value {
  return scope.doc ?? scope.source;
}

function idOf(record: Value): string | null {
  const id = record !== null && typeof record === 'object' && 'id' in record ? record.id : null;
  return typeof id === 'string' ? id : null;
}

type Counted = (record: string, line: string | null, track: string) => ValueObject | Missing;

/** Counters of a line of the record in focus, or of the record itself when it is given instead of a line. */
function counted(scope: Scope, line: Value, track: Value, read: Counted): Value {
  const focus = focusOf(scope);
  if (focus === MISSING) return MISSING;
  const record = idOf(focus);
  const id = idOf(line);
  if (record === null || id === null || typeof track !== 'string') return null;
  return read(record, id === record ? null : id, track);
}

const counterType: ExprType = {
  kind: 'object',
  name: 'counter',
  fields: new Map([
    ['quantity', decimalType],
    ['amount', decimalType],
  ]),
};

const counter = (name: 'open' | 'done'): FunctionRule => ({
  kind: 'function',
  name,
  params: [aRecordOrLine, { ...aText, constant: true }],
  gives: counterType,
  emit: strict2((line, track, scope) =>
    counted(scope, line, track, (record, id, key) => scope.reads[name](record, id, key)),
  ),
});

/** The type of the record that is looked up; its fields are checked against what is asked for. */
function lookupType([type, where]: readonly Checked[], place: CallPlace): ExprType {
  const key = type?.kind === 'constant' ? type.value : null;
  if (!type || typeof key !== 'string') return anyType;
  const fields = place.types(key);
  if (!fields) {
    if (!place.partial)
      place.complain(type, 'expr-arguments', { name: 'lookup', expected: 'a type', found: key });
    return anyType;
  }
  if (where?.kind === 'object')
    for (const entry of where.entries) {
      const field = fields.get(entry.key);
      const constant =
        entry.value.kind === 'constant' && typeof entry.value.value === 'string' ? entry.value.value : null;
      if (!field) {
        const suggestion = nearestName(entry.key, fields.keys());
        place.complain(entry.value, 'expr-unknown-field', { name: entry.key, of: key, suggestion });
      } else if (!isComparable(field, entry.value.type, null, constant)) {
        const found = nameOfType(entry.value.type);
        place.complain(entry.value, 'expr-arguments', {
          name: `lookup.${entry.key}`,
          expected: nameOfType(field),
          found,
        });
      }
    }
  return { kind: 'object', name: key, fields };
}

export const readRules: readonly FunctionRule[] = [
  {
    kind: 'function',
    name: 'rate',
    params: [aCurrency, aCurrency, aDate, aTextOrRecord, aTextOrRecord],
    optional: 2,
    gives: rateType,
    emit: emitRate(3, (values, scope) => rateOf(scope, values)),
  },
  {
    kind: 'function',
    name: 'published',
    params: [aCurrency, aCurrency, aDate, aTextOrRecord, aTextOrRecord],
    optional: 2,
    gives: publishedType,
    emit: emitRate(3, (values, scope) => publishedOf(scope, values)),
  },
  {
    kind: 'function',
    name: 'exchange',
    params: [aDecimal, aCurrency, aCurrency, aDate, aTextOrRecord, aTextOrRecord],
    optional: 2,
    gives: decimalType,
    emit: emitRate(4, ([amount, ...wanted], scope) => {
      const rate = rateOf(scope, wanted);
      if (rate === MISSING || rate === null) return rate;
      return isDecimal(amount) && isDecimal(rate) ? amount.times(rate) : null;
    }),
  },
  {
    kind: 'function',
    name: 'lookup',
    params: [
      { ...aText, constant: true },
      { expected: 'object', accepts: ({ kind }) => kind === 'object' },
    ],
    gives: lookupType,
    emit: strict2((type, where, scope) =>
      typeof type === 'string' && typeof where === 'object'
        ? scope.reads.lookup(type, where as ValueObject)
        : null,
    ),
  },
  counter('open'),
  counter('done'),
  {
    kind: 'function',
    name: 'progress',
    params: [{ ...aText, constant: true }],
    gives: decimalType,
    emit: strict1((track, scope) => {
      const focus = focusOf(scope);
      if (focus === MISSING) return MISSING;
      const record = idOf(focus);
      return record === null || typeof track !== 'string' ? null : scope.reads.progress(record, track);
    }),
  },
];
