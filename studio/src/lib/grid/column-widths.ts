import type { FormField } from '#lib/forms/form-field.ts';

/** Tracks of the grid: numbers keep their width, words share the rest. */
export function columnWidths(columns: readonly FormField[]): string {
  return columns.map(widthOf).join(' ');
}

function widthOf(field: FormField): string {
  switch (field.kind) {
    case 'decimal':
    case 'integer':
      if ((field.scale ?? 0) >= 2 && field.money !== null) return 'minmax(88px, 0.6fr)';
      return field.unit ? 'minmax(80px, 0.4fr)' : 'minmax(76px, 0.4fr)';
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
