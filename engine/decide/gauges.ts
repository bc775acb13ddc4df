// How much may flow through the counters of a taking, and by each branch of a gathered line. @source conversions.md Q2, Q11, T2
import type Big from 'big.js';
import type { Conversion } from '../model/conversion.ts';
import type { Id } from '../model/record.ts';
import { minus, one, plus, zero } from '../values/decimal.ts';
import type { Gather } from './courses.ts';
import { passedBy, type Passed } from './passed.ts';
import { flipped, levelAt, mostAt, openAt, overOf, type Counted, type Level } from './places.ts';
import type { Gauge } from './pour.ts';
import { findWork, phaseOf } from './records.ts';
import { isGoing } from './serves-others.ts';
import type { Session } from './session.ts';
import { measured, tallyAt, upLinks } from './web.ts';
import type { Place } from './working-set.ts';

/** Of one track of a taking: what is open, and what tolerance lets flow; as counters stand now. */
export interface Gauges {
  /** What is open by way of documents in force: it goes before what is open by way of void ones. */
  readonly live: Gauge<Place>;
  readonly open: Gauge<Place>;
  readonly most: Gauge<Place>;
}

/**
 * @param isBack  of a negative line, which is seen the other way up (Q8)
 * @param target  what it holds as a draft is no longer to be had by it; null: nobody's yet
 */
export function gaugesOf(
  session: Session,
  conversion: Conversion,
  { levels }: Counted,
  isBack: boolean,
  target: Id | null = null,
): Gauges {
  const passed = new Map<Gather, readonly Passed[]>();
  const passedAt = (gather: Gather, branch: number): Passed => {
    let all = passed.get(gather);
    if (!all) passed.set(gather, (all = passedBy(session, gather)));
    return all[branch] ?? { held: zero, posted: zero };
  };
  const at = (place: Place): Level | null => {
    const known = levels.find((level) => level.place === place) ?? levelAt(session, place, null);
    if (!known) return null;
    const level = { ...known, tally: tallyAt(session, place) };
    return isBack ? flipped(level) : level;
  };
  const overAt = ({ place, values }: Pick<Level, 'place' | 'values'>): Big => {
    const work = findWork(session, place.record);
    return work ? overOf(session, conversion, work.doc, values) : zero;
  };
  const sourceOf = (gather: Gather, branch: number): Id => gather.branches[branch]!.link.sourceRecord;
  const room = (place: Place): Big => {
    const level = at(place);
    return level ? openAt(level) : zero;
  };
  const left = (gather: Gather, branch: number): Big | null => {
    // Nothing more is taken of what is being voided.
    if (session.work.voiding.size > 0 && isGoing(session, sourceOf(gather, branch))) return zero;
    const size = gather.branches[branch]?.size ?? null;
    return size && minus(size, passedAt(gather, branch).held);
  };
  return {
    live: {
      room,
      left: (gather, branch) =>
        phaseOf(session, sourceOf(gather, branch)) === 'void' ? zero : left(gather, branch),
    },
    open: { room, left },
    most: {
      room: (place) => {
        const level = at(place);
        return level ? minus(mostAt(level, overAt(level)), heldBy(session, target, place)) : zero;
      },
      left: (gather, branch) => {
        if (session.work.voiding.size > 0 && isGoing(session, sourceOf(gather, branch))) return zero;
        const size = gather.branches[branch]?.size ?? null;
        const level = gather.own && at(gather.own);
        const most = size && level ? size.times(plus(one, overAt(level))) : size;
        return most && minus(most, passedAt(gather, branch).posted);
      },
    },
  };
}

/** What was taken counts where it did, whatever has come to be open elsewhere; of what is being voided it is let go first. */
export function gaugesBefore(session: Session, parts: ReadonlyMap<Place, Big>): readonly Gauge<Place>[] {
  const room = (place: Place): Big => parts.get(place)?.abs() ?? zero;
  const before: Gauge<Place> = { room, left: () => null };
  if (session.work.voiding.size === 0) return [before];
  const isGone = ({ branches }: Gather, branch: number): boolean =>
    isGoing(session, branches[branch]!.link.sourceRecord);
  return [{ room, left: (gather, branch) => (isGone(gather, branch) ? zero : null) }, before];
}

/** What a draft holds at a place. */
function heldBy(session: Session, target: Id | null, place: Place): Big {
  if (target === null || phaseOf(session, target) !== 'draft') return zero;
  return upLinks(session, target).reduce(
    (sum, link) =>
      link.effect === 1 && session.work.placeOf(link) === place ? plus(sum, measured(link).abs()) : sum,
    zero,
  );
}
