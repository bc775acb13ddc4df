// Whether a change of values moves what a target's links measure.
import type { Link } from '../model/record.ts';
import { linesById } from './line-index.ts';
import { lineLabel } from './line-words.ts';
import { mappingOf } from './mapping-of.ts';
import { sameValue } from './same.ts';
import type { Session } from './session.ts';
import { upLinks } from './web.ts';
import { fieldLabel } from './words.ts';
import type { Work } from './work.ts';

/** What people call the first line or field that counts on a source and is not what it was; null: none. */
export function movedMeasure(session: Session, before: Work, after: Work): string | null {
  const { type } = after;
  const old = linesById(type, before.doc);
  const now = linesById(type, after.doc);
  for (const link of upLinks(session, after.id)) {
    if (link.kind !== 'direct' || link.track === null || link.effect === 0) continue;
    const conversion = session.model.conversions.get(link.conversion);
    if (!conversion) continue;
    if (link.targetLine === null) {
      const path = isAmount(link) ? conversion.amount : null;
      if (path !== null && !sameValue(before.doc[path] ?? null, after.doc[path] ?? null))
        return fieldLabel(session, type, path);
      continue;
    }
    const was = old.get(link.targetLine);
    const is = now.get(link.targetLine);
    const column = was && mappingOf(session, conversion, [link], was.table)?.quantity;
    if (!was || !column) continue;
    if (!is || !sameValue(was.line[column] ?? null, is.line[column] ?? null))
      return lineLabel(session, type, was.table, was.line);
  }
  return null;
}

function isAmount({ quantity, effect }: Link): boolean {
  return quantity === null && effect === 1;
}
