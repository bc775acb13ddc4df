// What was paid in advance is subtracted, amount by amount as it was posted. @source conversions.md P7
import type { Conversion, Settles } from '../../model/conversion.ts';
import type { Id } from '../../model/record.ts';
import { formatDecimal, isDecimal, zero } from '../../values/decimal.ts';
import { phaseOf, requireLineage, requireWork } from '../records.ts';
import { refuse } from '../refused.ts';
import { run, scopeOf } from '../scope.ts';
import type { Session } from '../session.ts';
import type { ConversionSource } from '../types.ts';
import { downLinks } from '../web.ts';
import { offersOf } from './offer.ts';

/** Adds every posted advance of these sources to the target, as far as the limit and what is open of it allow. */
export function settleAdvances(
  session: Session,
  conversion: Conversion,
  target: Id,
  sources: readonly Id[],
): void {
  for (const settles of conversion.settles)
    for (const source of sources)
      for (const advance of advancesOf(session, settles, source))
        settleOne(session, settles, advance, target);
}

function advancesOf(session: Session, settles: Settles, source: Id): Id[] {
  const ids = downLinks(session, source).flatMap(({ conversion, kind, targetRecord }) =>
    conversion === settles.conversion && kind === 'direct' && targetRecord !== null ? [targetRecord] : [],
  );
  const posted = [...new Set(ids)].filter((id) => phaseOf(session, id) === 'posted').sort();
  const unread = posted.filter(
    (id) => session.work.works.get(id)?.before !== null && !session.facts.lineages.has(id),
  );
  for (const id of unread) session.lacks.lineage(id);
  if (unread.length > 0) refuse('not-found', 404, {}, session.setting.language);
  return posted;
}

function settleOne(session: Session, { by, limit }: Settles, advance: Id, target: Id): void {
  const conversion = session.model.conversions.get(by);
  if (!conversion) return;
  const work = requireLineage(session, advance);
  const lines: NonNullable<ConversionSource['lines']>[number][] = [];
  for (const { line, taken, sign } of offersOf(session, conversion, { work, asked: { id: advance } })) {
    if (line === null || !taken.gt(zero)) continue;
    const doc = requireWork(session, target).doc;
    const scope = scopeOf(session, { source: work.doc, sourceLine: line, target: doc, doc, line });
    const said = limit === null ? null : run(limit, scope);
    if (limit !== null && !isDecimal(said)) continue;
    // Of a negative group as much as the target has of it, both seen the other way up.
    const most = isDecimal(said) ? (sign === -1 ? said.neg() : said) : taken;
    const quantity = most.lt(taken) ? most : taken;
    if (quantity.gt(zero)) lines.push({ id: line['id'] as string, quantity: formatDecimal(quantity) });
  }
  if (lines.length === 0) return;
  const request = { conversion: by, sources: [{ id: advance, lines }], set: {}, into: target };
  session.verbs.convert(session, request, 'definition');
}
