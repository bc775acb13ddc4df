// Lines that came to a source later go to the draft that took all the others. @source conversions.md X5
import type { Conversion } from '../../model/conversion.ts';
import { isPositive } from '../../values/decimal.ts';
import { Refused } from '../refused.ts';
import type { Session } from '../session.ts';
import type { Work } from '../work.ts';
import { buildTarget } from './build-target.ts';
import { standingExchange } from './exchange.ts';
import { groupPortions } from './group.ts';
import { linkTarget } from './link-target.ts';
import { offersOf } from './offer.ts';
import { portionsOf } from './portions.ts';
import { stampCopies } from './stamp-copies.ts';

/** A line of the source; without a quantity all that is open of it. */
export interface More {
  readonly id: string;
  readonly quantity?: string;
}

/**
 * Adds what is open of these lines to a draft that was made of the source already. Where the draft was changed so that
 * they no longer go together (another partner, say), it stays as people made it.
 */
export function takeMore(
  session: Session,
  conversion: Conversion,
  source: Work,
  lines: readonly More[],
  into: Work,
): void {
  // What comes along without a source line came along the first time.
  const moved = conversion.lines.filter(({ from }) => from !== null && from !== '$document');
  const path = { ...conversion, lines: moved };
  const asked = { id: source.id, lines };
  const mark = session.work.mark();
  try {
    const taken = offersOf(session, path, { work: source, asked }).filter((offer) => isPositive(offer.taken));
    // They come at the rate that stands on the draft.
    const standing = standingExchange(session, path, source, into);
    const landing = { type: into.type, set: {}, into };
    const portions = portionsOf(session, path, landing, source, taken, standing);
    const [group] = groupPortions(portions, new Set()).groups;
    if (!group) return;
    const built = buildTarget(session, path, into.type, group, {}, into);
    linkTarget(session, path, built, {});
    stampCopies(session, path, built, new Set(), false);
  } catch (error) {
    if (!(error instanceof Refused)) throw error;
    session.work.reset(mark);
  }
}
