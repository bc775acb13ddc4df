// One source becomes several targets by declared line keys. @source conversions.md M5
import type { Value, ValueObject } from '../../expressions/scope.ts';
import type { Conversion } from '../../model/conversion.ts';
import type { RecordType } from '../../model/type.ts';
import { sameValue } from '../same.ts';
import type { Session } from '../session.ts';
import type { Work } from '../work.ts';
import { fill, valueAt } from './fill.ts';
import type { Portion } from './group.ts';
import type { Offer } from './offer.ts';

/** What is taken of one source, by the values of the line keys; one portion where none are declared. */
export function portionsOf(
  session: Session,
  conversion: Conversion,
  type: RecordType,
  source: Work,
  offers: readonly Offer[],
): Portion[] {
  return splitOffers(session, conversion, offers).map(({ key, offers: taken }) => ({
    source: source.id,
    offers: taken,
    key,
    header: fill(
      session,
      type.fields,
      conversion.header,
      { source: source.doc, sourceLine: lineOf(conversion, taken), target: null },
      source.doc,
    ),
  }));
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
