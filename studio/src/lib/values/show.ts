// One way to show a value, whatever screen it is on.
import type { RefShape } from '#api';
import { locale, t } from '#lib/i18n/locale.svelte.ts';
import { formatDate, formatInstant } from './date-text.ts';
import { formatDecimal } from './decimal-text.ts';

export interface Shown {
  /** FieldKind of the engine. */
  readonly kind: string;
  /** Digits after the point at least; amounts show two. */
  readonly least?: number;
  /** Words of an enumeration, by value. */
  readonly words?: Readonly<Record<string, string>> | null;
}

export type Refs = Readonly<Record<string, RefShape>>;

/** The text of a value in the language shown; '' for nothing. */
export function showValue(value: unknown, shown: Shown, refs: Refs): string {
  if (value === null || value === undefined || value === '') return '';
  if (typeof value === 'string') return showText(value, shown, refs);
  if (typeof value === 'boolean') return value ? t('common.yes') : t('common.no');
  if (typeof value === 'number') return formatDecimal(String(value), locale.tag);
  if (Array.isArray(value)) return value.map((item) => showValue(item, shown, refs)).join(', ');
  return '';
}

/** As in a cell, where room is short: a record by its key, where that is how people call it. */
export function showCell(value: unknown, shown: Shown, refs: Refs): string {
  const ref = shown.kind === 'ref' && typeof value === 'string' ? refs[value] : undefined;
  if (ref?.key && ref.title.startsWith(ref.key)) return ref.key;
  return showValue(value, shown, refs);
}

function showText(value: string, shown: Shown, refs: Refs): string {
  switch (shown.kind) {
    case 'decimal':
    case 'integer': {
      // What is stored keeps its digits: amounts are padded to their scale, quantities are not.
      const digits = value.split('.')[1]?.length ?? 0;
      return formatDecimal(value, locale.tag, Math.max(digits, shown.least ?? 0));
    }
    case 'date':
      return formatDate(value, locale.tag);
    case 'instant':
      return formatInstant(value, locale.tag);
    case 'ref':
      return refs[value]?.title ?? '…';
    default:
      return shown.words?.[value] ?? value;
  }
}

/** Kinds whose values stand at the right, under each other's digits. */
export function isNumeric(kind: string): boolean {
  return kind === 'decimal' || kind === 'integer';
}
