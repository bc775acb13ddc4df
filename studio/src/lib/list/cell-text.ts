// What a cell of a list says, as text.
import type { ColumnShape, ListItem, RefShape, TypeHead } from '#api';
import { showValue } from '#lib/values/show.ts';
import { mainStates } from '#lib/values/stages.ts';

export function cellText(
  item: ListItem,
  column: ColumnShape,
  type: TypeHead,
  refs: Readonly<Record<string, RefShape>>,
): string {
  if (column.kind === 'number') return item.number ?? '';
  if (column.kind === 'stage') return mainStates(item.states, type.states)[0]?.title ?? '';
  return showValue(item.data[column.path], column, refs);
}
