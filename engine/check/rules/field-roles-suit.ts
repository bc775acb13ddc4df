// What a field is named for, it can be. @source definitions.md, Types
import { tableOf } from '../../build/field-paths.ts';
import type { Model } from '../../model/model.ts';
import type { Field, FieldKind, RecordType } from '../../model/type.ts';
import type { Finding, Place } from '../../problems/finding.ts';
import { pointerOf } from '../../read/json-pointer.ts';
import { fieldPlace } from '../field-place.ts';
import { misnamed } from '../misnamed.ts';
import type { CheckedPack, Rule } from '../rule.ts';

type Kinds = readonly FieldKind[];

const number: Kinds = ['decimal', 'integer'];
const date: Kinds = ['date'];
const text: Kinds = ['text'];
/** Records are named by it in packs, imports and stories: by text. */
const key: Kinds = ['text', 'date'];
/** A word, or the record that it stands for: a currency, a unit, who published a rate. */
const word: Kinds = ['text', 'ref'];

const ofTables = { quantity: number, unit: word, amount: number } as const;
const ofMoney = { currency: word, rate: number, date, rateSource: word, rateDate: date } as const;
const ofRates = { from: word, to: word, date, rate: number, source: word, kind: word } as const;

/** Fields that are named as owner, quantity, currency, rate and the like are of a kind that can be it. */
export const fieldRolesSuit: Rule = function* (pack) {
  const currencies = currenciesOf(pack.model);
  for (const type of pack.model.types.values()) {
    yield* inHead(type, currencies);
    for (const field of type.fieldByPath.values()) yield* inField(field, type, currencies, pack);
  }
};

function* inHead(type: RecordType, currencies: readonly string[]): Iterable<Finding> {
  const at = (...steps: readonly string[]): Place => ({
    file: `types/${type.key}/type.json`,
    pointer: pointerOf(steps),
  });
  const named = (name: string | null): Field | undefined => type.fieldByPath.get(name ?? '');
  if (type.kind === 'catalog') yield* misnamed(named(type.naturalKey), key, 'key', at('key'));
  // Accounts are known by an id, which is none of a record of the pack's.
  yield* misnamed(named(type.owner), text, 'owner', at('owner'));
  yield* misnamed(named(type.team), word, 'team', at('team'));
  for (const [role, kinds] of entries(ofMoney))
    yield* misnamed(single(named(type.money[role]), type, ''), kinds, role, at('money', role));
  yield* elsewhere(named(type.money.currency), currencies, 'currency', at('money', 'currency'));
  for (const [role, kinds] of entries(ofRates))
    yield* misnamed(named(type.rates?.[role] ?? null), kinds, role, at('rates', role));
  for (const [table, roles] of type.tables)
    for (const [role, kinds] of entries(ofTables))
      yield* misnamed(named(table)?.fields?.get(roles[role] ?? ''), kinds, role, at('tables', table, role));
}

function* inField(
  field: Field,
  type: RecordType,
  currencies: readonly string[],
  { linked }: CheckedPack,
): Iterable<Finding> {
  const table = field.path.slice(0, -field.key.length);
  const named = (name: string): Field | undefined =>
    single(type.fieldByPath.get(name) ?? type.fieldByPath.get(table + name), type, field.path);
  const at = (keyword: string): Place => fieldPlace(type, field, keyword, linked);
  if (field.money !== null) {
    // Amounts are added up and exchanged; what is no number would be passed over.
    if (!number.includes(field.kind))
      yield { code: 'grammar-unknown-key', ...at('x-money'), atKey: true, params: { key: 'x-money' } };
    yield* misnamed(named(field.money), word, 'x-money', at('x-money'));
    yield* elsewhere(named(field.money), currencies, 'x-money', at('x-money'));
  }
  if (field.owner !== null) yield* misnamed(named(field.owner), ['ref'], 'x-owner', at('x-owner'));
  const isOfLine = field.key === 'id' && type.fieldByPath.get(table.slice(0, -1))?.kind === 'table';
  if (isOfLine) yield* misnamed(field, text, 'id', at(kindKeyword(field)));
}

/**
 * A field as another finds it: of a column of lines in which that other does not stand there are many.
 *
 * @param from  path of the other; '': the header
 */
function single(field: Field | undefined, type: RecordType, from: string): Field | undefined {
  const table = field && tableOf(field.path, type.fieldByPath);
  if (!field || !table || from.startsWith(`${table}.`)) return field;
  return { ...field, kind: 'table', ref: null };
}

/** The keyword that makes a field be of its kind. */
function kindKeyword({ schema }: Field): string {
  return ['x-decimal', 'x-ref', 'format'].find((keyword) => schema[keyword] !== undefined) ?? 'type';
}

/** The types whose records rates of exchange are between; none: rates know currencies by words, or there are none. */
function currenciesOf(model: Model): readonly string[] {
  return [...model.types.values()].flatMap(({ rates, fields }) =>
    [rates?.from, rates?.to].flatMap((name) => fields.get(name ?? '')?.ref?.types ?? []),
  );
}

/** A reference to what no rate of exchange knows. */
function* elsewhere(
  field: Field | undefined,
  currencies: readonly string[],
  role: string,
  place: Place,
): Iterable<Finding> {
  const types = field?.ref?.types ?? [];
  if (!field || types.length === 0 || currencies.length === 0) return;
  if (types.some((type) => currencies.includes(type))) return;
  const expected = [...new Set(currencies)].join(', ');
  yield {
    code: 'role-misfit',
    ...place,
    params: { field: field.path, role, expected, found: types.join(', ') },
  };
}

function entries<Name extends string>(of: Readonly<Record<Name, Kinds>>): readonly [Name, Kinds][] {
  return Object.entries(of) as [Name, Kinds][];
}
