// Data that a schema takes, as little as there must be: for records that stories are tried on.
import type { Conversion } from '../model/conversion.ts';
import type { Json, JsonObject } from '../model/json.ts';
import type { Model } from '../model/model.ts';
import type { Field, RecordType } from '../model/type.ts';
import { addDays } from '../values/date.ts';
import { compareDecimals, decimal } from '../values/decimal.ts';
import type { FieldPlace } from './mending.ts';
import type { BaseData } from './play-scenario.ts';

type Fields = ReadonlyMap<string, Field>;

/** Texts that patterns in use accept: codes, numbers, addresses. */
const TEXTS: readonly string[] = (
  'Sample,A1,A,AB,ABC,ABCD,A-1,a,ab,1,12,123,1234,12345,123456,1234567,12345678,123456789,1234567890,1234567890123,' +
  'RO12345678,RO49AAAA1B31007593840000,a@example.com,+40712345678,2026,2026-03,08:00,08:30:00,#336699,https://example.com'
).split(',');
const DECIMALS: readonly string[] = ['1', '10', '100', '0.5', '0', '1000', '-1'];
const DAYS: readonly number[] = [0, 30, -30, 1, 365];

export interface TargetData {
  readonly asked: JsonObject;
  readonly entered: JsonObject;
  /** By table. */
  readonly columns: Readonly<Record<string, JsonObject>>;
}

/** Makes records of a type, and those that they refer to. What is refused can be mended: see `mend`. */
export class SampleData {
  readonly #model: Model;
  readonly #base: BaseData;
  readonly #today: string;
  /** Records made on the way, by type: the `given` of a story. */
  readonly given: Record<string, JsonObject[]> = {};
  /** By type and path: what is filled although it need not be, and which of the values that come into question. */
  readonly #variants = new Map<string, number>();

  constructor(model: Model, base: BaseData, today: string) {
    this.#model = model;
    this.#base = base;
    this.#today = today;
  }

  /** A record's data; references by natural key. */
  record(type: RecordType): JsonObject {
    return this.#fields(type, type.fields, (field) => type.tables.has(field.path));
  }

  /** Every figure of its lines that is entered gets a value from now on. */
  fillFigures(type: RecordType): void {
    for (const field of type.fieldByPath.values())
      if (field.decimal !== null && field.formula === null && field.path.includes('.'))
        this.#variants.set(`${type.key} ${field.path}`, 0);
  }

  /**
   * What a person is asked for when a conversion is made, and what he enters into the target afterwards because it was
   * found missing: of its header by field, of each line of a table by column; references by natural key.
   */
  ofTarget(target: RecordType, { header }: Conversion): TargetData {
    const [asked, entered]: [Record<string, Json>, Record<string, Json>] = [{}, {}];
    const columns: Record<string, Record<string, Json>> = {};
    for (const field of target.fieldByPath.values()) {
      const isAsked = header.get(field.path)?.kind === 'ask';
      const variant = this.#variants.get(`${target.key} ${field.path}`);
      if (field.kind === 'table' || (variant === undefined && !(isAsked && field.required.always))) continue;
      const [table = '', column, ...deeper] = field.path.split('.');
      if (deeper.length > 0 || (column !== undefined && target.fields.get(table)?.kind !== 'table')) continue;
      const value = this.#value(target, field, variant ?? 0);
      if (value === null) continue;
      if (column === undefined) (isAsked ? asked : entered)[field.key] = value;
      else (columns[table] ??= {})[column] = value;
    }
    return { asked, entered, columns };
  }

  /** Values for a form of an event: JSON Schema properties, all of them. */
  input(form: JsonObject): JsonObject {
    const values = Object.entries(form).flatMap(([key, schema]) => {
      const value = this.#plain(schema as JsonObject, 0);
      return value === null ? [] : [[key, value] as const];
    });
    return Object.fromEntries(values);
  }

  /**
   * Takes another value at these places, or a value where there was none. What was made on the way is made anew.
   *
   * @returns false when nothing is left to be tried
   */
  mend(places: readonly FieldPlace[]): boolean {
    let hasMended = false;
    for (const { type, path } of places) {
      const field = type.fieldByPath.get(path);
      if (!field || field.formula || field.key === 'id') continue;
      const at = `${type.key} ${path}`;
      const tried = this.#variants.get(at);
      if (tried !== undefined && tried >= TEXTS.length) continue;
      const isThere = tried !== undefined || field.required.always;
      this.#variants.set(at, isThere ? (tried ?? 0) + 1 : 0);
      hasMended = true;
    }
    if (hasMended) for (const key of Object.keys(this.given)) delete this.given[key];
    return hasMended;
  }

  #fields(type: RecordType, fields: Fields, isWanted: (field: Field) => boolean): JsonObject {
    const data: Record<string, Json> = {};
    for (const field of fields.values()) {
      const variant = this.#variants.get(`${type.key} ${field.path}`);
      const minItems = field.schema['minItems'];
      const isNeeded = field.required.always || (typeof minItems === 'number' && minItems > 0);
      const isGiven = variant !== undefined || (isNeeded && !field.fill && !field.defaultTo);
      if (field.formula || field.key === 'id' || !(isGiven || isWanted(field))) continue;
      const value = this.#value(type, field, variant ?? 0);
      if (value !== null) data[field.key] = value;
    }
    return data;
  }

  #value(type: RecordType, field: Field, variant: number): Json {
    if (field.kind === 'table')
      return [{ id: 'L1', ...this.#fields(type, field.fields ?? new Map(), () => false) }];
    if (field.kind === 'object') return this.#fields(type, field.fields ?? new Map(), () => false);
    if (field.ref) return this.#reference(field.ref.types, variant);
    if (field.decimal) {
      const { minimum, maximum } = field.decimal;
      const fitting = [...DECIMALS, minimum, maximum].filter(
        (text): text is string => text !== null && isWithin(text, minimum, maximum),
      );
      return fitting[variant % fitting.length] ?? null;
    }
    if (field.key === type.naturalKey && field.kind === 'text')
      return this.#text(field.schema, variant, (text) => !this.#isTaken(type, text));
    return this.#plain(field.schema, variant);
  }

  #plain(schema: JsonObject, variant: number): Json {
    const { enum: allowed, type, format } = schema;
    if (Array.isArray(allowed)) return (allowed[variant % allowed.length] as Json | undefined) ?? null;
    if (schema['x-decimal'] !== undefined) return DECIMALS[variant % DECIMALS.length] ?? null;
    if (schema['x-ref'] !== undefined) return null;
    if (type === 'boolean') return variant % 2 === 0;
    if (type === 'integer' || type === 'number') return Number(schema['minimum'] ?? 1) + variant;
    if (type === 'array') {
      const item = this.#plain((schema['items'] ?? {}) as JsonObject, variant);
      return item === null ? [] : [item];
    }
    if (type === 'object') return this.input((schema['properties'] ?? {}) as JsonObject);
    if (format === 'date') return addDays(this.#today, DAYS[variant % DAYS.length] ?? 0);
    if (format === 'date-time') return `${this.#today}T10:00:00.000Z`;
    return this.#text(schema, variant, () => true);
  }

  #text(schema: JsonObject, variant: number, isFree: (text: string) => boolean): string | null {
    const { pattern, format, minLength = 0, maxLength = Infinity } = schema;
    const matcher = typeof pattern === 'string' ? new RegExp(pattern, 'u') : null;
    const fitting = TEXTS.filter(
      (text) =>
        isFree(text) &&
        text.length >= Number(minLength) &&
        text.length <= Number(maxLength) &&
        (matcher?.test(text) ?? true) &&
        (format !== 'email' || text.includes('@')) &&
        (format !== 'uri' || text.startsWith('https')),
    );
    return fitting[variant % Math.max(fitting.length, 1)] ?? null;
  }

  #isTaken(type: RecordType, key: string): boolean {
    return this.#known(type).some((record) => record[type.naturalKey] === key);
  }

  #known({ key }: RecordType): readonly JsonObject[] {
    return [...(this.#base[key] ?? []), ...(this.given[key] ?? [])];
  }

  /** A record that is there, or one made for it. Documents are not made: they have a life of their own. */
  #reference(types: readonly string[], variant: number): string | null {
    const keys = types.flatMap((key) => {
      const type = this.#model.types.get(key);
      return type === undefined
        ? []
        : this.#known(type).flatMap((record) => {
            const name = record[type.naturalKey];
            return typeof name !== 'string' ? [] : [types.length > 1 ? `${key}:${name}` : name];
          });
    });
    const known = keys[variant % Math.max(keys.length, 1)];
    if (known !== undefined) return known;
    for (const key of types) {
      const type = this.#model.types.get(key);
      if (type?.kind !== 'catalog') continue;
      const made = { ...this.record(type) };
      if (made[type.naturalKey] === undefined) {
        const field = type.fields.get(type.naturalKey);
        const name = field === undefined ? null : this.#value(type, field, 0);
        if (typeof name !== 'string') continue;
        made[type.naturalKey] = name;
      }
      (this.given[key] ??= []).push(made);
      const name = String(made[type.naturalKey]);
      return types.length > 1 ? `${key}:${name}` : name;
    }
    return null;
  }
}

function isWithin(text: string, minimum: string | null, maximum: string | null): boolean {
  return (
    (minimum === null || compareDecimals(decimal(text), decimal(minimum)) >= 0) &&
    (maximum === null || compareDecimals(decimal(text), decimal(maximum)) <= 0)
  );
}
