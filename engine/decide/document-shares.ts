// What a target made of lines counts on its sources as a whole: what it comes to itself. @source conversions.md Q5, Q13
import type Big from 'big.js';
import type { Conversion } from '../model/conversion.ts';
import type { Id } from '../model/record.ts';
import { allocate } from '../values/allocate.ts';
import { isDecimal, zero } from '../values/decimal.ts';
import { linesById } from './line-index.ts';
import { requireWork } from './records.ts';
import type { Session } from './session.ts';
import { upLinks } from './web.ts';

/** Whether the target's own amount is what is counted, so that a price changed by hand counts, too. */
export function countsItself(conversion: Conversion): boolean {
  return conversion.amount !== null && movesLines(conversion);
}

/** Whether lines of the source become lines of the target. */
export function movesLines({ lines }: Conversion): boolean {
  return lines.some(({ from }) => from !== null && from !== '$document');
}

/** The target's amount by source; where several came together, in proportion to the lines that came from each. */
export function documentShares(session: Session, conversion: Conversion, id: Id): ReadonlyMap<Id, Big> {
  const { type, doc } = requireWork(session, id);
  const field = type.fields.get(conversion.amount ?? '');
  const total = field ? (doc[field.key] ?? null) : null;
  const lines = linesById(type, doc);
  const weights = new Map<Id, Big>();
  for (const { kind, targetLine, sourceRecord, conversion: key } of upLinks(session, id)) {
    const path = session.model.conversions.get(key);
    if (kind !== 'direct' || targetLine === null || !path || !countsItself(path)) continue;
    if (path.amount !== conversion.amount) continue;
    const place = lines.get(targetLine);
    const amount = place?.line[type.tables.get(place.table)?.amount ?? ''] ?? null;
    const known = weights.get(sourceRecord) ?? zero;
    weights.set(sourceRecord, isDecimal(amount) ? known.plus(amount) : known);
  }
  const scale = field?.decimal?.scale ?? 2;
  const shares = allocate(isDecimal(total) ? total : zero, [...weights.values()], scale);
  return new Map([...weights.keys()].map((source, index) => [source, shares[index] ?? zero]));
}
