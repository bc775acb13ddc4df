import type { JsonObject } from '#engine';
import { formField, type FormField } from '#lib/forms/form-field.ts';
import { showCell } from '#lib/values/show.ts';
import type { DocumentState } from './document.svelte.ts';

/** What stands in a line, by the columns that people fill. */
export function lineWords(
  { types, refs }: DocumentState,
  table: string,
  line: JsonObject,
): readonly { readonly field: FormField; readonly words: string }[] {
  const { model, type, language } = types;
  return [...(type.fields.get(table)?.fields?.values() ?? [])].flatMap((field) => {
    if (field.key === 'id' || field.formula !== null) return [];
    const shown = formField(model, field, language);
    const words = showCell(line[field.key], shown, refs);
    return words === '' ? [] : [{ field: shown, words }];
  });
}

/** What a line is called: its first words that are no numbers. */
export function lineName(document: DocumentState, table: string, line: JsonObject): string {
  const texts = lineWords(document, table, line).filter(({ field }) => NAMING.has(field.kind));
  return texts
    .slice(0, 2)
    .map(({ words }) => words)
    .join(' · ');
}

const NAMING: ReadonlySet<string> = new Set(['ref', 'text']);
