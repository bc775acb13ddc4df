import type { Model } from '../model/model.ts';
import type { View } from '../model/view.ts';
import { metFields, type MetField } from './met-fields.ts';
import { metReads } from './met-reads.ts';
import { grantsReading } from './policy.ts';
import { hidesField } from './shared-text.ts';

/** Fields that the parts of a view are made of. */
export function viewFields(model: Model, { type, filter }: View, path: string | null): readonly MetField[] {
  if (path !== null) return metFields(model, type, path);
  return filter === null
    ? []
    : metReads(model, filter.reads, (name) => (name === 'doc' ? [{ type, table: '' }] : []));
}

/**
 * A view as somebody of these roles may see it: without the columns, sums and sorts that are made of what is hidden from
 * him. Neither chosen nor laid out by such a field: which cards a board has, and on which day, tells a value.
 *
 * @returns null: it is not for him, or he may see none of it
 */
export function viewFor(model: Model, roles: readonly string[], view: View): View | null {
  const isFor = view.roles.length === 0 || view.roles.some((role) => roles.includes(role));
  if (!isFor || !grantsReading(model, roles, view.type)) return null;
  const isOpen = (path: string | null): boolean =>
    !viewFields(model, view, path).some((field) => hidesField(model, roles, field));
  const laidOut = [view.group, view.from].filter((path) => path !== null);
  if (!isOpen(null) || !laidOut.every(isOpen)) return null;
  const columns = view.columns.filter(({ path }) => isOpen(path));
  if (columns.length === 0 && view.columns.length > 0) return null;
  return {
    ...view,
    columns,
    sums: view.sums.filter(isOpen),
    sort: view.sort.filter(({ path }) => isOpen(path)),
    to: view.to !== null && isOpen(view.to) ? view.to : null,
  };
}
