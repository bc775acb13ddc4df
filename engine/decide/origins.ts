// Where filled values came from: by hand, copied, or the row of a decision, with its date. @source conversions.md P2
import type { Value, ValueObject } from '../expressions/scope.ts';
import type { JsonObject } from '../model/json.ts';
import type { Id } from '../model/record.ts';
import type { Field, RecordType } from '../model/type.ts';
import { linesById } from './line-index.ts';
import { sameValue } from './same.ts';

/** Member of `data` beside the fields, like `$kept`; no client may write it. */
export const originsKey = '$origins';

/** Days are YYYY-MM-DD. */
export type Origin =
  | { readonly by: 'hand'; readonly on: string; readonly user: Id }
  | {
      readonly by: 'decision';
      /** The day that the decision was asked for. */
      readonly on: string;
      readonly decision: string;
      /** null: nothing matched, or the default answered. */
      readonly row: string | null;
      readonly title: string | null;
      readonly record: Id | null;
      readonly line: string | null;
      readonly isDefault: boolean;
    }
  | {
      readonly by: 'copied';
      readonly on: string;
      readonly record: Id;
      readonly line: string | null;
      /** Where the copied value itself came from, as far as its record knew. */
      readonly of?: Origin;
    };

/** By path as in `Description.fields`: `price`, `lines/<lineId>/price`. */
export type Origins = Readonly<Record<string, Origin>>;

/** What a computation notes of its fills. */
export interface Trail {
  /** What differs from before, and what is given with something new, was given by a person. */
  readonly byHand: boolean;
  readonly known: (place: string) => Origin | undefined;
  /** Runs a fill and notes which decision answered, under `place`. */
  readonly fill: (place: string, run: () => Value) => Value;
  readonly hand: (place: string) => void;
  readonly forget: (place: string) => void;
}

const traced = new WeakMap<Field, boolean>();

/** Its fill asks a decision; other fills cost nothing and say by themselves what they read. */
export function isTraced(field: Field): boolean {
  const known = traced.get(field);
  if (known !== undefined) return known;
  const asks = field.fill !== null && /\bdecide\s*\(/.test(field.fill.text);
  traced.set(field, asks);
  return asks;
}

export function originsIn(data: JsonObject): Origins {
  return (data[originsKey] ?? {}) as unknown as Origins;
}

/** `price`, or `lines/<lineId>/price`; a nested line stands in its holder's path. */
export function placeOf(field: Field, line: ValueObject | null, parent: ValueObject | null = null): string {
  if (line === null) return field.path;
  const [outer = '', ...inner] = field.path.split('.').slice(0, -1);
  const id = String(line['id']);
  if (inner.length === 0 || parent === null) return `${outer}/${id}/${field.key}`;
  return `${outer}/${String(parent['id'])}/${inner.join('/')}/${id}/${field.key}`;
}

function valueAt(type: RecordType, doc: ValueObject, place: string): Value {
  const steps = place.split('/');
  const key = steps.at(-1) ?? '';
  if (steps.length === 1) return doc[key] ?? null;
  return linesById(type, doc).get(steps.at(-2) ?? '')?.line[key] ?? null;
}

/** The field that a place stands for: `lines/L1/price` is `lines.price`. */
export function fieldPathOf(place: string): string {
  return place
    .split('/')
    .filter((_, index, steps) => index % 2 === 0 || index === steps.length - 1)
    .join('.');
}

/**
 * For a form: what is remembered holds while its user types, and nothing new is. Of a value that is another than the one
 * it was remembered of, nothing is known: somebody may have written it.
 *
 * @param stored  the record as it is remembered
 * @param now     as the form had it last; null: nothing was typed yet
 */
export function rememberedTrail(
  type: RecordType,
  origins: Origins,
  stored: ValueObject,
  now: ValueObject | null,
): Trail | null {
  if (Object.keys(origins).length === 0) return null;
  const stands = (place: string): boolean =>
    now === null || sameValue(valueAt(type, stored, place), valueAt(type, now, place));
  const nothing = (): void => undefined;
  return {
    byHand: false,
    known: (place) => (stands(place) ? origins[place] : undefined),
    fill: (_place, run) => run(),
    hand: nothing,
    forget: nothing,
  };
}
