// What a draft takes of a record as a whole follows it: an amount, or pieces. @source conversions.md X5, Q13
import { zero } from '../values/decimal.ts';
import type { Conversion } from '../model/conversion.ts';
import type { Id, Link } from '../model/record.ts';
import { isDecimal } from '../values/decimal.ts';
import { computeWork } from './compute-work.ts';
import { toData } from './convert/fill.ts';
import { takesPieces } from './convert/offer.ts';
import { countsItself, movesLines } from './document-shares.ts';
import { requireWork } from './records.ts';
import { sourcesOf, spreadLinks } from './rewrite-line.ts';
import type { Session } from './session.ts';
import { heldNow, type Amended } from './standing.ts';
import { measured, upLinks } from './web.ts';
import { lesser } from './places.ts';

/**
 * Takes as much of an amended record as the draft may have now, and of one that goes nothing; what the draft takes of
 * others stays. An amount that is what lines come to follows these by itself.
 */
export function rebuildWhole(session: Session, id: Id, conversion: Conversion, amended: Amended): void {
  const whole = upLinks(session, id).filter(
    (link) => link.targetLine === null && link.conversion === conversion.key,
  );
  const target = requireWork(session, id);
  const { before, after } = amended;
  const isOwn = (link: Link): boolean => link.sourceRecord === before.id;
  const sources = sourcesOf(session, whole);
  if (!sources.some(isOwn) || (after && movesLines(conversion))) return;
  const field = target.type.fields.get(conversion.amount ?? '');
  const shares = sources.map((link) => {
    const old = measured(link);
    if (!isOwn(link)) return { link, old, share: old };
    const now = heldNow(session, conversion, amended, { draft: id, link, old: null, line: null, field });
    return { link, old, share: takesPieces(conversion) ? lesser(now, old) : now };
  });
  if (after && shares.every(({ old, share }) => share.eq(old))) return;
  // Of a record that is still there it takes nothing for now: what is written into it counts there again.
  const stay = shares.filter(({ link }) => after !== null || !isOwn(link));
  spreadLinks(session, target, { conversion, sign: 1, links: whole }, stay);
  const value = field ? (target.doc[field.key] ?? null) : null;
  if (!field || !isDecimal(value) || countsItself(conversion)) return;
  const moved = shares.reduce((sum, { old, share }) => sum.plus(share).minus(old), zero);
  const left = toData([
    { field, path: field.key, value: value.plus(conversion.sign === -1 ? moved.neg() : moved), merge: null },
  ]);
  computeWork(session, target, { ...target.data, ...left }, target.doc);
}
