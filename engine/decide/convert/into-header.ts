// What more sources bring to the header of a draft that is there already. @source conversions.md M4
import { MISSING, type Value } from '../../expressions/scope.ts';
import type { Conversion } from '../../model/conversion.ts';
import type { RecordType } from '../../model/type.ts';
import { isDecimal, one } from '../../values/decimal.ts';
import { findWork } from '../records.ts';
import { refuse } from '../refused.ts';
import { sameValue } from '../same.ts';
import type { Session } from '../session.ts';
import { upLinks } from '../web.ts';
import { fieldLabel } from '../words.ts';
import type { Work } from '../work.ts';
import { exchanged, standingExchange } from './exchange.ts';
import { fill, valueAt, type Filled } from './fill.ts';
import { merged, type Group } from './group.ts';

/**
 * The draft is what its sources would have become together with these: fields with a merge take what the new ones bring,
 * all others agree. What somebody wrote on the draft since is his own and keeps nobody apart; references, the currency
 * and the rate are not: they are the sources' for good.
 *
 * @param given  fields that the person sets
 * @returns fields that change
 * @throws Refused sources-differ, naming the field
 */
export function intoHeader(
  session: Session,
  conversion: Conversion,
  group: Group,
  into: Work,
  given: ReadonlySet<string>,
): readonly Filled[] {
  const sources = sourcesOf(session, conversion, into);
  requireAgreement(session, conversion, group, into, given, sources);
  const known = new Set(sources.map(({ id }) => id));
  // A source that stands in the draft already has brought what it has.
  const [first, ...rest] = group.portions.filter(({ source }) => !known.has(source));
  if (!first) return [];
  const brought = rest.reduce((all, { header }) => merged(all, header), first.header);
  const present = brought
    .filter(({ path, merge }) => merge !== null && merge !== 'equal' && merge !== 'first' && !given.has(path))
    .map((filled): Filled => ({ ...filled, value: valueAt(session, into.doc, filled.path) }));
  const together = merged(present, brought);
  // Nobody can be asked here: what differs stays as the draft has it.
  return together.filter(({ merge, value }) => merge !== 'ask' && value !== MISSING);
}

/** Where the draft and what is brought differ in a field that is to be asked for. */
export function askedInto(
  session: Session,
  { portions }: Group,
  into: Work,
  given: ReadonlySet<string>,
): string[] {
  return (portions[0]?.header ?? []).flatMap(({ path, value, merge }) =>
    merge !== 'ask' || given.has(path) || sameValue(value, valueAt(session, into.doc, path)) ? [] : [path],
  );
}

function requireAgreement(
  session: Session,
  conversion: Conversion,
  { header }: Group,
  into: Work,
  given: ReadonlySet<string>,
  sources: readonly Work[],
): void {
  const { type } = into;
  const apart = header.filter(({ path, value, merge }) => {
    if ((merge !== null && merge !== 'equal') || (given.has(path) && !isFirm(type, path))) return false;
    const there = valueAt(session, into.doc, path);
    return (
      there !== MISSING && !(path === type.money.rate ? sameRate(value, there) : sameValue(value, there))
    );
  });
  if (apart.length === 0) return;
  const brought = broughtBy(session, conversion, into, sources);
  const [differing] = apart.filter(({ field, path }) => {
    if (isFirm(type, path) || field.kind === 'ref') return true;
    return brought.some((one) => one.path === path && sameValue(one.value, valueAt(session, into.doc, path)));
  });
  if (!differing) return;
  const label = fieldLabel(session, type, differing.path);
  refuse('sources-differ', 422, { label }, session.setting.language);
}

/** In which money a document is, and what that is worth: all its amounts hang on it. */
function isFirm({ money }: RecordType, path: string): boolean {
  return [money.currency, money.rate, money.rateSource, money.rateDate].includes(path);
}

/** Without a rate nothing was exchanged, as at a rate of one. */
function sameRate(a: Value, b: Value): boolean {
  const rate = (value: Value) => (isDecimal(value) ? value : one);
  return rate(a).eq(rate(b));
}

/** What the draft was made of by this conversion. */
function sourcesOf(session: Session, { key }: Conversion, into: Work): Work[] {
  const links = upLinks(session, into.id).filter((link) => link.kind === 'direct' && link.conversion === key);
  return [...new Set(links.map(({ sourceRecord }) => sourceRecord))].flatMap(
    (id) => findWork(session, id) ?? [],
  );
}

/** What the first of them gives the header now; the others gave the same, where they had to agree. */
function broughtBy(
  session: Session,
  conversion: Conversion,
  into: Work,
  [source]: readonly Work[],
): readonly Filled[] {
  if (!source) return [];
  const names = { source: source.doc, sourceLine: null, target: null };
  const filled = fill(session, into.type.fields, conversion.header, names, source.doc);
  return exchanged(filled, standingExchange(session, conversion, source, into), into.type);
}
