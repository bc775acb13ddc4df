// Which values of a record were copied by the conversion that made it. Derived from links and mappings, never stored:
// `data` stays closed, and nothing can disagree with it. @source conversions.md P1, P2
import type { Value, ValueObject } from '../expressions/scope.ts';
import type { Conversion, Filling } from '../model/conversion.ts';
import type { Id, Link } from '../model/record.ts';
import type { RecordType } from '../model/type.ts';
import { valueAt, type FillNames } from './convert/fill.ts';
import { linesById } from './line-index.ts';
import { findWork } from './records.ts';
import { sameValue } from './same.ts';
import { run, scopeOf } from './scope.ts';
import type { Session } from './session.ts';
import { upLinks } from './web.ts';

/** Where a copied value came from: the source and its line. */
export interface CopiedFrom {
  readonly record: Id;
  readonly line: string | null;
}

/** Of a field by dotted path (and line), what it was copied from, if its value still stands as it was copied. */
export type Copied = (path: string, line: string | null, value: Value) => CopiedFrom | null;

/** null: nothing was made from anything, so nothing was copied. */
export function copiedOf(session: Session, type: RecordType, doc: ValueObject): Copied | null {
  const links = upLinks(session, doc['id'] as Id).filter(({ kind }) => kind === 'direct');
  if (links.length === 0) return null;
  const places = linesById(type, doc);
  const byLine = new Map(links.toReversed().map((link) => [link.targetLine, link]));
  return (path, line, value) => {
    if (value === null) return null;
    const table = line === null ? '' : (places.get(line)?.table ?? '');
    const key = line === null ? path : path.slice(table.length + 1);
    const link = line === null ? links[0] : byLine.get(line);
    const conversion = link && session.model.conversions.get(link.conversion);
    return link && conversion ? copiedBy(session, conversion, link, doc, table, key, value) : null;
  };
}

function copiedBy(
  session: Session,
  conversion: Conversion,
  link: Link,
  target: ValueObject,
  table: string,
  key: string,
  value: Value,
): CopiedFrom | null {
  const source = findWork(session, link.sourceRecord);
  if (!source) return null;
  const place = linesById(source.type, source.doc).get(link.sourceLine ?? '');
  const mapping =
    table === ''
      ? conversion.header
      : conversion.lines.find(({ to, from }) => to === table && (!place || from === place.table))?.fields;
  const filling = mapping?.get(key);
  if (filling?.kind !== 'from' && filling?.kind !== 'expr') return null;
  const line = table === '' ? null : (place?.line ?? null);
  const names = { source: source.doc, sourceLine: line, target, parent: place?.holder?.line ?? null };
  // Exchanged amounts are not what the source has, and are copied all the same.
  const same = conversion.currency !== null || sameValue(valueOf(session, filling, names), value);
  return same ? { record: link.sourceRecord, line: line === null ? null : link.sourceLine } : null;
}

function valueOf(
  session: Session,
  filling: Extract<Filling, { kind: 'from' | 'expr' }>,
  names: FillNames,
): Value {
  const { source, sourceLine } = names;
  if (filling.kind === 'from') return valueAt(session, sourceLine ?? source, filling.path);
  return run(filling.expr, scopeOf(session, { ...names, doc: source, line: sourceLine }));
}
