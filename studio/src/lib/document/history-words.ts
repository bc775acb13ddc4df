import type { HistoryEntry, Json } from '#engine';
import { formField } from '#lib/forms/form-field.ts';
import { t } from '#lib/i18n/locale.svelte.ts';
import { showValue } from '#lib/values/show.ts';
import type { DocumentState } from './document.svelte.ts';
import { linesOf } from './edits.ts';

export interface ChangeWords {
  readonly field: string;
  readonly before: string;
  readonly after: string;
}

/** A change (`/lines/L1/quantity`) in the words of the form: title of the field, number of the line, values as shown. */
export function describeChange(
  document: DocumentState,
  change: HistoryEntry['changes'][number],
): ChangeWords {
  const { model, type, language } = document.types;
  const [key = '', line, inner] = change.path.split('/').slice(1);
  const isTable = type.fields.get(key)?.kind === 'table';
  const path = isTable && inner ? `${key}.${inner}` : change.path.slice(1).replaceAll('/', '.');
  const field = type.fieldByPath.get(path) ?? type.fields.get(key);
  const shown = field ? formField(model, field, language) : null;
  const number = isTable
    ? linesOf(document.data, key).findIndex((candidate) => candidate.id === line) + 1
    : 0;
  const say = (value: unknown): string =>
    (shown && showValue(value as Json, shown, document.refs)) ||
    (typeof value === 'string' ? value : t('document.emptyValue'));
  const title = shown?.title ?? path;
  return {
    field: number > 0 ? `${title}, ${t('document.line', { n: number })}` : title,
    before: say(change.before),
    after: say(change.after),
  };
}
