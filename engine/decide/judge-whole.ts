// What is done comes to the cent, also when undoing a reversal is what makes it done. @source conversions.md P5, X2
import type { Conversion } from '../model/conversion.ts';
import type { Id } from '../model/record.ts';
import { formatDecimal, isDecimal } from '../values/decimal.ts';
import { lastGroups } from './fit-groups.ts';
import { amountIn } from './paper-shares.ts';
import { unsettled } from './paper-tables.ts';
import { papersOf, sumOf } from './papers.ts';
import { findWork, nameOf } from './records.ts';
import { refuse } from './refused.ts';
import { run, scopeOf } from './scope.ts';
import type { Session } from './session.ts';
import { upLinks } from './web.ts';
import type { Work } from './work.ts';

/**
 * A document that was voided had given something back, which is taken again now. Where that leaves nothing open, no document
 * is to come that could make good for what the others rounded, so it has to come out even by itself.
 *
 * @throws Refused rounding-left
 */
export function judgeWhole(session: Session, voided: Id): void {
  const seen = new Set<string>();
  for (const { kind, sourceRecord, track } of upLinks(session, voided)) {
    if (kind !== 'mirror') continue;
    const source = findWork(session, sourceRecord);
    for (const path of source ? (session.model.conversionsFrom.get(source.type.key) ?? []) : []) {
      if (!path.adjust?.groups || !path.tracks.some((named) => named.track === track)) continue;
      if (path.currency || seen.has(`${path.key} ${sourceRecord}`)) continue;
      seen.add(`${path.key} ${sourceRecord}`);
      judge(session, path, path.adjust, source!);
    }
  }
}

function judge(
  session: Session,
  path: Conversion,
  { groups, within }: NonNullable<Conversion['adjust']>,
  source: Work,
): void {
  const papers = groups && papersOf(session, path, groups, source, null);
  if (!groups || !papers) return;
  const whole = unsettled(session, source);
  const said = run(within, scopeOf(session, { source: source.doc, doc: source.doc }));
  for (const key of lastGroups(session, path, groups, source, null))
    for (const name of groups.amounts) {
      const all = amountIn(whole, groups.of, groups.key, key, name);
      const off = all.minus(sumOf(papers, groups, key, name));
      // More than rounding is a price that somebody wrote.
      if (off.eq(0) || (isDecimal(said) && off.abs().gt(said))) continue;
      const params = { label: nameOf(session, source.id), amount: formatDecimal(off) };
      refuse('rounding-left', 422, params, session.setting.language);
    }
}
