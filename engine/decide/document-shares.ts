// What a target made of lines counts on its sources as a whole: what it comes to itself. @source conversions.md Q5, Q13
import type Big from 'big.js';
import type { Conversion } from '../model/conversion.ts';
import type { Id } from '../model/record.ts';
import { allocate } from '../values/allocate.ts';
import { isDecimal, zero } from '../values/decimal.ts';
import { sourceOf } from './convert/settled-parts.ts';
import { partsOf, takenBySource } from './paper-shares.ts';
import { requireWork } from './records.ts';
import type { Session } from './session.ts';
import { measured, upLinks } from './web.ts';

/** Whether the target's own amount is what is counted, so that a price changed by hand counts, too. */
export function countsItself(conversion: Conversion): boolean {
  return conversion.amount !== null && movesLines(conversion);
}

/** Whether lines of the source become lines of the target. */
export function movesLines({ lines }: Conversion): boolean {
  return lines.some(({ from }) => from !== null && from !== '$document');
}

/**
 * The target's amount by source; where several came together, in proportion to what it would come to of each alone, less what
 * is settled of each one's advances.
 */
export function documentShares(session: Session, conversion: Conversion, id: Id): ReadonlyMap<Id, Big> {
  const work = requireWork(session, id);
  const field = work.type.fields.get(conversion.amount ?? '');
  const total = field ? (work.doc[field.key] ?? null) : null;
  const links = upLinks(session, id).filter(({ kind, targetLine, conversion: key }) => {
    const path = kind === 'direct' && targetLine !== null ? session.model.conversions.get(key) : undefined;
    return path !== undefined && countsItself(path) && path.amount === conversion.amount;
  });
  const taken = takenBySource(links);
  const scale = field?.decimal?.scale ?? 2;
  const amount = isDecimal(total) ? total : zero;
  if (taken.size < 2) return new Map([...taken.keys()].map((source) => [source, amount]));
  const parts = partsOf(session, work, conversion.adjust?.groups?.to ?? null, taken);
  const weights = [...parts.values()].map((doc) => {
    const value = doc[field?.key ?? ''] ?? null;
    return isDecimal(value) ? value : zero;
  });
  const settled = settledBySource(session, conversion, id);
  const all = [...settled.values()].reduce((sum, one) => sum.plus(one), amount);
  const shares = allocate(all, weights, scale);
  return new Map(
    [...parts.keys()].map((source, index) => [
      source,
      (shares[index] ?? zero).minus(settled.get(source) ?? zero),
    ]),
  );
}

/** What a target settles of advances, by what they are for. */
export function settledBySource(
  session: Session,
  { settles }: Pick<Conversion, 'settles'>,
  id: Id,
): Map<Id, Big> {
  const settled = new Map<Id, Big>();
  const seen = new Set<string>();
  for (const link of settles.length > 0 ? upLinks(session, id) : []) {
    const one = link.kind === 'direct' ? settles.find(({ by }) => by === link.conversion) : undefined;
    const source = one && sourceOf(session, one, link.sourceRecord);
    if (source === undefined || link.targetLine === null || seen.has(link.targetLine)) continue;
    seen.add(link.targetLine);
    settled.set(source, (settled.get(source) ?? zero).plus(measured(link)));
  }
  return settled;
}
