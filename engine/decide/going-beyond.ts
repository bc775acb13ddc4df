// What of a taking goes with a record that is voided, where links say what it took of that. @source conversions.md X1, Q11, M9
import type Big from 'big.js';
import type { Link } from '../model/record.ts';
import { isPositive, minus, plus, zero } from '../values/decimal.ts';
import { sourceLinks, type Going } from './going.ts';
import { returnedOf } from './mirror.ts';
import { takingsOf } from './passed.ts';
import { findWork, phaseOf } from './records.ts';
import { isGoing } from './serves-others.ts';
import type { Session } from './session.ts';
import { measured, upLinksAt } from './web.ts';

/**
 * A taking of a line counts beyond it on what that line was made of, too: there it says what it took of the records that
 * are being voided, whatever others took of the line.
 *
 * @returns null: nothing there counts it, and the line can only tell how much goes of all that was taken of it
 */
export function goingBeyond(session: Session, link: Link): Going | null {
  const { targetRecord, targetLine, conversion, track } = link;
  if (targetRecord === null) return null;
  const typeOf = ({ sourceRecord }: Link) => findWork(session, sourceRecord)?.type;
  const goers = new Set(
    sourceLinks(session, link.sourceRecord)
      .filter((one) => one.targetLine === link.sourceLine && isGoing(session, one.sourceRecord))
      .map(typeOf),
  );
  const rows = upLinksAt(session, targetRecord, targetLine).filter(
    (row) => row.conversion === conversion && row.track === track && row.effect === 1,
  );
  const takings = takingsOf(session, rows);
  const at = takings.findIndex(([head]) => head?.id === link.id);
  const beyond = (takings[at] ?? []).filter((row) => row.kind === 'through' && goers.has(typeOf(row)));
  if (beyond.length === 0) return null;
  const returned = returnedOf(session, targetRecord, targetLine, takings)[at];
  let [gone, goes] = [zero, zero];
  for (const row of beyond) {
    if (!isGoing(session, row.sourceRecord)) continue;
    const place = session.work.placeOf(row);
    const back = ((place && returned?.get(place)) ?? [])
      .filter((one) => one.targetRecord !== null && phaseOf(session, one.targetRecord) === 'posted')
      .reduce<Big>((sum, one) => plus(sum, measured(one).abs()), zero);
    const left = minus(measured(row).abs(), back);
    gone = plus(gone, measured(row).abs());
    if (isPositive(left)) goes = plus(goes, left);
  }
  return { gone, goes };
}
