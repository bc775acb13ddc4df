// Where a filled value came from, in words.
import type { ValueSource } from '#engine';
import type { TypeModel } from '#lib/workspace/type-models.ts';
import { t } from '#lib/i18n/locale.svelte.ts';
import { showValue, type Refs } from '#lib/values/show.ts';
import type { FormField } from './form-field.ts';

export interface SourceWords {
  readonly text: string;
  /** What would stand there if it were filled now, in words; null: what stands there is just that, or nothing is. */
  readonly instead: string | null;
}

/** null: there is nothing to be said. */
export function sourceWords(
  source: ValueSource,
  field: FormField,
  { model, language }: TypeModel,
  refs: Refs,
): SourceWords | null {
  const table = source.decision === null ? undefined : model.decisions.get(source.decision);
  const decision = table ? model.text(language, table.textKey, table.title) : (source.decision ?? '');
  const told = showValue(source.value, field, refs);
  if (source.by === 'hand') {
    const text = told && decision ? t('form.overridden', { decision, value: told }) : t('form.byHand');
    return { text, instead: source.overridden && told ? told : null };
  }
  if (decision === '') return source.by === 'copied' ? { text: t('form.copied'), instead: null } : null;
  // A row of the pack has a title of its own in each language; a record is called as it is.
  const own = source.record === null ? table?.rows.find(({ key }) => key === source.row) : undefined;
  const row = own ? model.text(language, own.textKey, own.title ?? source.title ?? '') : source.title;
  const text = row ? t('form.fromRow', { decision, row }) : t('form.fromDecision', { decision });
  return { text: source.by === 'copied' ? `${t('form.copied')} ${text}` : text, instead: null };
}
