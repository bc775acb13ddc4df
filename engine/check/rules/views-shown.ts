import { systemFields } from '../../build/system-fields.ts';
import type { FieldKind, RecordType } from '../../model/type.ts';
import type { View } from '../../model/view.ts';
import type { Finding } from '../../problems/finding.ts';
import { misnamed } from '../misnamed.ts';
import type { Rule } from '../rule.ts';

const days: readonly FieldKind[] = ['date', 'instant'];
/** What has few values, each of which may be a column of cards. */
const columns: readonly FieldKind[] = ['text', 'ref', 'boolean'];

/** A calendar knows on which day a record stands, a board in which column. @source definitions.md, Screens and reports */
export const viewsShown: Rule = function* ({ model, linked }) {
  for (const view of model.views.values()) {
    const type = model.types.get(view.type);
    const file = linked.views.get(view.key)?.file ?? '';
    if (type && view.kind === 'calendar') yield* ofCalendar(view, type, file);
    if (type && view.kind === 'board') yield* ofBoard(view, type, file);
  }
};

function* ofCalendar({ from, to }: View, type: RecordType, file: string): Iterable<Finding> {
  if (from === null) yield lacking('from', file);
  else yield* misnamed(shown(from, type), days, 'from', { file, pointer: '/from' });
  if (to !== null) yield* misnamed(shown(to, type), days, 'to', { file, pointer: '/to' });
}

function* ofBoard({ group }: View, type: RecordType, file: string): Iterable<Finding> {
  const place = { file, pointer: '/group' };
  if (group === null) yield lacking('group', file);
  // Nothing has a stage where there is no machine.
  else if (group === 'stage' && type.machine === null)
    yield { code: 'unknown-field', ...place, params: { name: group, suggestion: '' } };
  else yield* misnamed(shown(group, type), columns, 'group', place);
}

function lacking(key: string, file: string): Finding {
  return { code: 'grammar-required', file, pointer: '', params: { key } };
}

/** A field of the type, or one that every record has; undefined: told by whoever builds views. */
function shown(path: string, type: RecordType): { path: string; kind: FieldKind } | undefined {
  const own = type.fieldByPath.get(path);
  if (own) return own;
  const kind = systemFields.get(path)?.kind;
  if (kind === undefined) return undefined;
  return { path, kind: kind === 'instant' || kind === 'decimal' || kind === 'boolean' ? kind : 'text' };
}
