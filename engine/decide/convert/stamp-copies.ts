// A copy remembers what it was copied from, and where that came from. @source conversions.md P2
import type { ValueObject } from '../../expressions/scope.ts';
import type { Conversion, Filling } from '../../model/conversion.ts';
import type { Json } from '../../model/json.ts';
import type { Field } from '../../model/type.ts';
import { holderOf, linesById } from '../line-index.ts';
import { fillsOf } from '../origin-trail.ts';
import { isTraced, originsIn, originsKey, placeOf, type Origin } from '../origins.ts';
import { keepWork, requireWork } from '../records.ts';
import type { Session } from '../session.ts';
import type { Work } from '../work.ts';
import type { Built } from './build-target.ts';

/**
 * Notes, for every filled field of a new target that was copied, its source: where its own fill asks a decision, and
 * where the source knows more of the value than that it has it. Other copies are told by links and mappings alone.
 *
 * @param set    header fields that the person gave
 * @param isNew  the target was made just now; else only its new lines are copies
 */
export function stampCopies(
  session: Session,
  conversion: Conversion,
  { target: { id }, places }: Built,
  set: ReadonlySet<string>,
  isNew: boolean,
): void {
  const target = requireWork(session, id);
  const isTracing = fillsOf(target.type) === 'traced';
  const origins: Record<string, Origin> = {};
  const on = session.constants.today;
  const stamp = (
    fillings: ReadonlyMap<string, Filling>,
    fields: ReadonlyMap<string, Field>,
    source: Work,
    sourceLine: ValueObject | null,
    line: ValueObject | null,
  ): void => {
    for (const [key, filling] of fillings) {
      const field = fields.get(key);
      if (!field?.fill || (filling.kind !== 'from' && filling.kind !== 'expr')) continue;
      if (line === null && (!isNew || set.has(key))) continue;
      if (((line ?? target.doc)[key] ?? null) === null) continue;
      const of = filling.kind === 'from' ? originAt(source, sourceLine, filling.path) : undefined;
      if (!of && !isTraced(field)) continue;
      const record = { record: source.id, line: sourceLine === null ? null : String(sourceLine['id']) };
      origins[placeOf(field, line)] = { by: 'copied', on, ...record, ...(of ? { of } : {}) };
    }
  };
  const seen = new Set<Work>();
  for (const { offer, targetLine, isGathered } of places) {
    if (isGathered) continue;
    const { source, line, mapping } = offer;
    if (!isTracing && source.data[originsKey] === undefined) continue;
    const lines = linesById(target.type, target.doc);
    if (!seen.has(source) && seen.size === 0)
      stamp(conversion.header, target.type.fields, source, null, null);
    seen.add(source);
    const place = targetLine === null ? undefined : lines.get(targetLine);
    const columns = mapping && target.type.fieldByPath.get(mapping.to)?.fields;
    if (place && columns) stamp(mapping.fields, columns, source, line, place.line);
  }
  if (Object.keys(origins).length === 0) return;
  const data = { ...target.data, [originsKey]: { ...originsIn(target.data), ...origins } as unknown as Json };
  keepWork(session, { ...target, data });
}

/** What the source remembers of the field that was copied; of what was reached through a reference, nothing. */
function originAt(source: Work, line: ValueObject | null, path: string): Origin | undefined {
  const known = originsIn(source.data);
  if (line === null) return known[path];
  const table = linesById(source.type, source.doc).get(String(line['id']))?.table ?? '';
  const field = source.type.fieldByPath.get(`${table}.${path}`);
  return field && known[placeOf(field, line, holderOf(source.type, source.doc, String(line['id'])))];
}
