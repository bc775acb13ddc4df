// Between a cell's value and the text one types into it.
import type { RefShape } from '#api';
import type { Json } from '#engine';
import type { FormField } from '#lib/forms/form-field.ts';
import { t } from '#lib/i18n/locale.svelte.ts';
import { formatDate, parseDate, todayHere } from '#lib/values/date-text.ts';
import { editDecimal, parseDecimal } from '#lib/values/decimal-text.ts';
import { fold } from '#lib/values/fold.ts';

/** The text to start editing with. */
export function editText(
  field: FormField,
  value: Json,
  refs: Readonly<Record<string, RefShape>>,
  tag: string,
): string {
  if (value === null) return '';
  if (field.kind === 'decimal' || field.kind === 'integer') return editDecimal(String(value), tag);
  if (typeof value !== 'string') return '';
  if (field.kind === 'date') return formatDate(value, tag);
  if (field.kind === 'ref') return refs[value]?.title ?? '';
  return field.words?.[value] ?? value;
}

/**
 * Reads what was typed or pasted; references are looked up elsewhere.
 * @returns null for nothing, undefined when it cannot be read
 */
export function readCell(field: FormField, text: string, tag: string): Json | undefined {
  const bare = text.trim();
  if (bare === '') return null;
  switch (field.kind) {
    case 'decimal':
    case 'integer': {
      const decimal = parseDecimal(bare.replace(/%$/, ''), tag);
      if (decimal === null) return undefined;
      if (field.kind === 'decimal') return decimal;
      return /^-?\d{1,15}$/.test(decimal) ? Number.parseInt(decimal, 10) : undefined;
    }
    case 'date':
      return parseDate(bare, todayHere(new Date())) ?? undefined;
    case 'boolean':
      return ['1', 'true', 'x', 'yes', 'da', 'tak'].includes(bare.toLowerCase());
    default:
      return field.choices ? choiceOf(field, bare) : text;
  }
}

/** Why a text cannot be read into a field. */
export function unreadWords({ kind }: FormField): string {
  if (kind === 'ref') return t('form.notRecord');
  if (kind === 'date') return t('form.notDate');
  return t(kind === 'decimal' || kind === 'integer' ? 'form.notNumber' : 'form.notChoice');
}

function choiceOf(field: FormField, text: string): string | undefined {
  const wanted = fold(text);
  return field.choices?.find((choice) => fold(choice.title) === wanted || choice.value === text)?.value;
}
