// What a target took is written down as links, and judged. @source conversions.md Q2, Q5, M4
import type { Conversion } from '../../model/conversion.ts';
import type { Id, Link } from '../../model/record.ts';
import type { JsonObject } from '../../model/json.ts';
import { isDecimal, zero } from '../../values/decimal.ts';
import { agreementProblems } from '../check-agreement.ts';
import { checkOpens } from '../check-opens.ts';
import { countsItself, documentShares } from '../document-shares.ts';
import { fitAdvance } from '../fit-advance.ts';
import { fitAmounts } from '../fit-amounts.ts';
import { countedAt } from '../places.ts';
import { followAmounts } from '../relink.ts';
import { refuse } from '../refused.ts';
import { sourcesOf, spreadLinks } from '../rewrite-line.ts';
import type { Session } from '../session.ts';
import type { Work } from '../work.ts';
import { measured, upLinks } from '../web.ts';
import { writeLinks } from '../write-links.ts';
import type { Built } from './build-target.ts';
import type { Offer } from './offer.ts';

/**
 * Leaves the links of a target, fits what hangs on them, and judges what it took.
 *
 * @throws Refused invalid (it no longer agrees with its sources), open-exceeded
 */
export function linkTarget(
  session: Session,
  conversion: Conversion,
  { target, places }: Built,
  set: JsonObject,
): void {
  for (const { offer, targetLine, isGathered } of places) {
    const { source, line, taken, counted, sign } = offer;
    if (isGathered && takeAgain(session, target, offer, targetLine, conversion)) continue;
    writeLinks(session, { conversion, source, line, target: target.id, targetLine, taken, sign }, counted);
  }
  const apart =
    Object.keys(set).length === 0 ? [] : agreementProblems(session, target.id, (path) => path in set);
  if (apart.length > 0) refuse('invalid', 422, {}, session.setting.language, apart);
  fitAdvance(session, target.id);
  fitAmounts(session, target.id);
  linkDocuments(session, conversion, target, places);
  followAmounts(session, target.id);
  checkOpens(session, target.id);
}

/** A line that a gathered one has taken from before is taken from once more; false: it never was. */
function takeAgain(
  session: Session,
  target: Work,
  { mapping, sign, source, line, taken }: Offer,
  targetLine: string | null,
  conversion: Conversion,
): boolean {
  const links = upLinks(session, target.id).filter(
    (link) => link.targetLine === targetLine && link.conversion === conversion.key,
  );
  const sources = sourcesOf(session, links);
  const isOwn = (link: Link) => link.sourceRecord === source.id && link.sourceLine === line?.['id'];
  if (!mapping || !sources.some(isOwn)) return false;
  const shares = sources.map((link) => {
    const share = measured(link).abs();
    return { link, share: isOwn(link) ? share.plus(taken) : share };
  });
  spreadLinks(session, target, { conversion, sign, links }, shares);
  return true;
}

/**
 * Lines moved, and a track counts on the document as a whole: what the target comes to by itself is its share, or the
 * amounts of the lines taken (Q5, Q13).
 */
function linkDocuments(
  session: Session,
  conversion: Conversion,
  target: Work,
  places: Built['places'],
): void {
  const from = session.model.types.get(conversion.from);
  const tracks = conversion.tracks.filter(({ track }) => from?.tracks.get(track)?.table === null);
  if (tracks.length === 0 || conversion.effect === 0) return;
  const bySource = Map.groupBy(
    places.filter(({ offer }) => offer.line !== null),
    ({ offer }) => offer.source,
  );
  const shares = countsItself(conversion) ? documentShares(session, conversion, target.id) : null;
  for (const [source, taken] of bySource) {
    const isWhole = places.some(({ offer }) => offer.source === source && offer.line === null);
    if (isWhole) continue;
    // A draft that more lines go into counts what it comes to once.
    if (shares && isLinked(session, conversion, source.id, target.id)) continue;
    const sum =
      shares?.get(source.id) ??
      taken.reduce((total, { offer }) => total.plus(amountTaken(offer.source, offer) ?? zero), zero);
    // What comes to nothing now may come to something when a price is written.
    if (shares === null && !sum.gt(zero)) continue;
    const whole = { line: null, targetLine: null, beside: true };
    writeLinks(
      session,
      { conversion, source, target: target.id, taken: sum, ...whole },
      countedAt(session, conversion, tracks, source, null),
    );
  }
}

function isLinked(session: Session, { key }: Conversion, source: Id, target: Id): boolean {
  return upLinks(session, target).some(
    (link) =>
      link.kind === 'direct' &&
      link.conversion === key &&
      link.sourceRecord === source &&
      link.targetLine === null &&
      link.track !== null,
  );
}

function amountTaken(source: Work, { table, line, taken }: Built['places'][number]['offer']) {
  const roles = table === null ? undefined : source.type.tables.get(table);
  const amount = roles?.amount ? (line?.[roles.amount] ?? null) : null;
  const quantity = roles?.quantity ? (line?.[roles.quantity] ?? null) : null;
  if (!isDecimal(amount) || !isDecimal(quantity) || quantity.eq(zero)) return null;
  return amount.times(taken).div(quantity);
}
