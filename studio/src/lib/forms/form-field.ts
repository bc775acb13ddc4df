// A field as a screen needs it: the engine's field with its words in the language shown.
import type { Field, Json, JsonObject, Model } from '#engine';

export interface Choice {
  readonly value: string;
  readonly title: string;
}

export interface FormField {
  readonly key: string;
  /** Dotted path without indexes: `date`, `address.city`, `lines.net`. */
  readonly path: string;
  readonly kind: Field['kind'];
  /** Which control: a kind, or what `x-widget` or the layout names. */
  readonly widget: string;
  readonly title: string;
  readonly help: string | null;
  readonly unit: string | null;
  readonly scale: number | null;
  /** Digits after the point at least: an amount of money shows two. */
  readonly least: number;
  readonly maxLength: number | null;
  readonly choices: readonly Choice[] | null;
  readonly words: Readonly<Record<string, string>> | null;
  readonly refTypes: readonly string[];
  /** The server is asked what may be picked, with what the form holds. */
  readonly narrowed: boolean;
  /** Computed by the engine, never typed. */
  readonly computed: boolean;
  /** Computed when it is shown, never stored: what ledgers and links hold. */
  readonly live: boolean;
  /** Filled by the engine until somebody writes another value. */
  readonly filled: boolean;
  readonly money: string | null;
  readonly fields: readonly FormField[];
}

/** More characters than this want more than one row. */
const LONG_TEXT = 1000;

export function formField(model: Model, field: Field, language: string): FormField {
  const { schema } = field;
  const choices = choicesOf(model, field, language);
  const scale = field.decimal?.scale ?? null;
  const maxLength = numberOf(schema.maxLength);
  const { kind } = field;
  return {
    key: field.key,
    path: field.path,
    kind,
    widget:
      textOf(schema['x-widget']) ??
      (kind === 'list' && field.fields
        ? 'rows'
        : choices
          ? kind === 'list'
            ? 'choices'
            : 'choice'
          : kind === 'text' && (maxLength ?? 0) > LONG_TEXT
            ? 'long'
            : kind),
    title: model.text(language, field.textKey, field.title),
    help: helpOf(model, field, language),
    unit: textOf(schema['x-unit']),
    scale,
    least: leastDigits(field),
    maxLength,
    choices,
    words: choices ? Object.fromEntries(choices.map(({ value, title }) => [value, title])) : null,
    refTypes: field.ref?.types ?? [],
    narrowed: field.ref !== null && isAsked(model, field.ref),
    computed: field.formula !== null,
    live: field.live,
    filled: field.fill !== null,
    money: field.money,
    fields: [...(field.fields?.values() ?? [])]
      .filter((inner) => inner.key !== 'id')
      .map((inner) => formField(model, inner, language)),
  };
}

/** Where the words of a field are translated, so is its help. */
function helpOf(model: Model, { schema, textKey }: Field, language: string): string | null {
  const help = textOf(schema.description);
  return help === null ? null : model.text(language, besideTitle(textKey, 'description'), help);
}

function besideTitle(textKey: string, keyword: string): string {
  return `${textKey.replace(/\/title$/, '')}/${keyword}`;
}

/** A condition narrows what may be picked, a version is wanted, or balances stand beside it. */
function isAsked(model: Model, { types, where, revision }: NonNullable<Field['ref']>): boolean {
  const picks = types.map((type) => model.types.get(type)?.json.pick);
  return where !== null || revision || picks.some((pick) => isObject(pick) && pick.balances !== undefined);
}

/** Digits after the point that are always shown: all of a fixed decimal, two of an amount of money. */
export function leastDigits({ decimal, money }: Field): number {
  if (decimal?.fixed) return decimal.scale ?? 0;
  return money !== null && (decimal?.scale ?? 0) >= 2 ? 2 : 0;
}

function choicesOf(model: Model, field: Field, language: string): readonly Choice[] | null {
  const isList = field.kind === 'list';
  const schema = isList && isObject(field.schema.items) ? field.schema.items : field.schema;
  const values = schema.enum;
  if (!Array.isArray(values)) return null;
  const titles = isObject(schema['x-titles']) ? schema['x-titles'] : {};
  return (values as readonly Json[])
    .filter((value): value is string => typeof value === 'string')
    .map((value) => ({
      value,
      title: model.text(language, titleKey(field, value), textOf(titles[value]) ?? value),
    }));
}

/** `…#/properties/kind/title` → `…#/properties/kind/x-titles/goods`. */
function titleKey(field: Field, value: string): string {
  return besideTitle(field.textKey, `${field.kind === 'list' ? 'items/' : ''}x-titles/${value}`);
}

/** Whether what a field says is still to come: `awaited` of the form it stands in. */
export function isAwaited(awaited: 'nothing' | 'live' | 'all', field: FormField): boolean {
  return awaited === 'all' ? field.computed || field.filled : awaited === 'live' && field.live;
}

function textOf(value: Json | undefined): string | null {
  return typeof value === 'string' && value !== '' ? value : null;
}

function numberOf(value: Json | undefined): number | null {
  return typeof value === 'number' ? value : null;
}

function isObject(value: Json | undefined): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
