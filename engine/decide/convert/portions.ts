// One source becomes several targets by declared line keys. @source conversions.md M5
import type { Value, ValueObject } from '../../expressions/scope.ts';
import type { Conversion } from '../../model/conversion.ts';
import { readField } from '../../values/hydrate.ts';
import { sameValue } from '../same.ts';
import type { Session } from '../session.ts';
import type { Work } from '../work.ts';
import { exchangeOf, landed, rateFieldOf, type Exchange } from './exchange.ts';
import { expectedTarget, type Landing } from './expected-target.ts';
import { fill, valueAt } from './fill.ts';
import type { Portion } from './group.ts';
import type { Offer } from './offer.ts';

/**
 * What is taken of one source, by the values of the line keys; one portion where none are declared.
 *
 * @param standing  the exchange that the draft was made by, where it is no new one that it stands by
 * @throws Refused rate-missing, invalid (what is set, or no day for the rate)
 */
export function portionsOf(
  session: Session,
  conversion: Conversion,
  landing: Landing,
  source: Work,
  offers: readonly Offer[],
  standing: Exchange | null = null,
): Portion[] {
  const { type } = landing;
  const rate = conversion.currency ? rateFieldOf(type) : null;
  const given = rate ? readField(rate, landing.set[rate.key]) : null;
  return splitOffers(session, conversion, offers).map(({ key, offers: taken }) => {
    const names = { source: source.doc, sourceLine: lineOf(conversion, taken), target: null };
    const header = fill(session, type.fields, conversion.header, names, source.doc);
    const portion = { source: source.id, offers: taken, key };
    if (!conversion.currency) return { ...portion, header, exchange: null };
    const exchange =
      standing ??
      exchangeOf(session, conversion, source, type, given, (currency) => {
        const others = header.filter(({ path }) => path !== currency.path);
        return expectedTarget(session, conversion, landing, [...others, currency]);
      });
    return { ...portion, header: landed(header, exchange, conversion, type), exchange };
  });
}

interface Part {
  readonly key: readonly Value[];
  readonly offers: readonly Offer[];
}

function splitOffers(session: Session, conversion: Conversion, offers: readonly Offer[]): Part[] {
  if (conversion.split.length === 0) return [{ key: [], offers }];
  const parts: { readonly key: readonly Value[]; readonly offers: Offer[] }[] = [];
  for (const offer of offers) {
    const key = keyOf(session, conversion, offer);
    const part = parts.find((one) => sameValue(one.key, key));
    if (part) part.offers.push(offer);
    else parts.push({ key, offers: [offer] });
  }
  return parts;
}

function keyOf(session: Session, { split }: Conversion, { line, table }: Offer): readonly Value[] {
  return split.map((one) => (line && one.table === table ? valueAt(session, line, one.path) : null));
}

/** A header made for some lines may look at the first of them: they are equal in what keeps them together. */
function lineOf({ split }: Conversion, offers: readonly Offer[]): ValueObject | null {
  return split.length === 0 ? null : (offers.find(({ line }) => line !== null)?.line ?? null);
}
