import type { FormField } from '#lib/forms/form-field.ts';

/** Tracks of the grid: numbers keep their width, words share the rest. */
export function columnWidths(columns: readonly FormField[]): string {
  return columns.map(widthOf).join(' ');
}

/** A letter of the head, and what stands around its words; no title makes a column of numbers wider than this. */
const LETTER = 6;
const AROUND = 18;
const TITLE_MAX = 128;

/** At least so wide, and as its title is. */
function least(field: FormField, width: number): number {
  const letters = field.title.length + (field.unit ? field.unit.length + 1 : 0);
  return Math.max(width, Math.min(TITLE_MAX, letters * LETTER + AROUND));
}

function widthOf(field: FormField): string {
  switch (field.kind) {
    case 'decimal':
    case 'integer':
      if ((field.scale ?? 0) >= 2 && field.money !== null) return `minmax(${least(field, 88)}px, 0.6fr)`;
      return `minmax(${least(field, field.unit ? 80 : 76)}px, 0.4fr)`;
    case 'date':
      return '104px';
    case 'boolean':
      return '72px';
    case 'ref':
      return 'minmax(72px, 0.8fr)';
    default:
      return field.choices ? 'minmax(88px, 0.6fr)' : 'minmax(140px, 2fr)';
  }
}
