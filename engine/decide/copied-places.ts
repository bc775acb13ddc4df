// Which values of a draft a conversion copied, told to forms: they follow nothing there either. @source conversions.md P1
import type { ValueObject } from '../expressions/scope.ts';
import type { Id, Stored } from '../model/record.ts';
import type { Field, RecordType } from '../model/type.ts';
import { copiedOf, type Copied } from './copied.ts';
import { hiddenFrom } from './field-rights.ts';
import { linesById } from './line-index.ts';
import { sameValue } from './same.ts';
import type { Session } from './session.ts';
import type { Facts } from './types.ts';
import type { Work } from './work.ts';

const fills = new WeakMap<RecordType, readonly Field[]>();

function fillsOf(type: RecordType): readonly Field[] {
  const known = fills.get(type);
  if (known) return known;
  const found = type.steps.flatMap(({ mode, field }) => (mode === 'fill' ? [field] : []));
  fills.set(type, found);
  return found;
}

/** `price` on the header, `<line> lines.price` on a line. */
function nameOf(path: string, line: Id | null): string {
  return line === null ? path : `${line} ${path}`;
}

/** Names of the values of a draft that have a fill and were copied, as far as the user may see them. */
export function copiedValues(session: Session, work: Work): readonly string[] {
  const { type, phase, doc } = work;
  if (phase !== 'draft' || fillsOf(type).length === 0) return [];
  const copied = copiedOf(session, type, doc);
  if (!copied) return [];
  const lines = [...linesById(type, doc)];
  const isHidden = hiddenFrom(session, work);
  return fillsOf(type).flatMap(({ path, key }) => {
    if (isHidden(path)) return [];
    const table = path.slice(0, -key.length - 1);
    const holders: readonly (readonly [Id | null, ValueObject])[] =
      table === '' ? [[null, doc]] : lines.flatMap(([id, at]) => (at.table === table ? [[id, at.line]] : []));
    return holders.flatMap(([id, holder]) =>
      copied(path, id, holder[key] ?? null) ? [nameOf(path, id)] : [],
    );
  });
}

/** The same where links are not at hand but were told: a value counts as copied as long as it stands as it was stored. */
export function toldCopied(
  { copied }: Facts,
  type: RecordType,
  { id }: Stored,
  stored: ValueObject,
): Copied | null {
  const names = copied?.get(id);
  if (!names || names.size === 0) return null;
  return (path, line, value) => {
    const holder = line === null ? stored : linesById(type, stored).get(line)?.line;
    const key = type.fieldByPath.get(path)?.key ?? '';
    return names.has(nameOf(path, line)) && sameValue(holder?.[key] ?? null, value)
      ? { record: id, line }
      : null;
  };
}
