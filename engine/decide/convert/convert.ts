import type { Conversion } from '../../model/conversion.ts';
import type { JsonObject } from '../../model/json.ts';
import type { RecordType } from '../../model/type.ts';
import { fieldProblem } from '../../problems/index.ts';
import type { FieldProblem } from '../../problems/problem.ts';
import { formatDecimal, isPositive, minus, zero } from '../../values/decimal.ts';
import type { Spent } from '../pour.ts';
import { nameOf, requireLineage } from '../records.ts';
import { refuse } from '../refused.ts';
import { checkOpens } from '../check-opens.ts';
import { followAmounts } from '../relink.ts';
import { setInVain } from '../field-rights.ts';
import { requireRight } from '../rights.ts';
import type { ConvertRequest, Right, Session } from '../session.ts';
import type { ConversionReport } from '../types.ts';
import { fieldLabel } from '../words.ts';
import type { Work } from '../work.ts';
import { buildTarget, type Built } from './build-target.ts';
import type { Landing } from './expected-target.ts';
import { askedApart, groupPortions, type Group, type Portion } from './group.ts';
import { askedInto } from './into-header.ts';
import { linkTarget } from './link-target.ts';
import { offersOf, refuseNothing, type Offer } from './offer.ts';
import { matchInto } from './match-into.ts';
import { portionsOf } from './portions.ts';
import { selectSources } from './select-sources.ts';
import { stampCopies } from './stamp-copies.ts';
import { settleAdvances } from './settle-advances.ts';

/**
 * Makes targets from sources: one per group of sources that agree. Re-running is harmless: what is linked already is
 * subtracted (M6).
 *
 * @param right  'definition' when an action of a machine converts (M7)
 * @throws Refused unknown-conversion, not-allowed, conversion-stage, conversion-guard, nothing-open, open-exceeded,
 *         unknown-line, quantity-positive, into-not-draft, sources-differ, rate-missing, invalid
 */
export function convert(session: Session, request: ConvertRequest, right: Right): ConversionReport {
  const { model, setting } = session;
  const { language } = setting;
  const conversion =
    model.conversions.get(request.conversion) ??
    refuse('unknown-conversion', 404, { conversion: request.conversion }, language);
  const type =
    model.types.get(conversion.to) ?? refuse('unknown-type', 404, { type: conversion.to }, language);
  const wrong = [
    ...setProblems(session, conversion, type, request.set),
    ...(right === 'person' ? setInVain(session, type, request.set) : []),
  ];
  if (wrong.length > 0) refuse('invalid', 422, {}, language, wrong);
  if (right === 'person') requireAsked(session, conversion, type, request);
  const sources = selectSources(session, conversion, request.sources, right);
  const into = request.into === null ? null : requireInto(session, conversion, request.into, right);
  const landing: Landing = { type, set: request.set, into };
  const spent: Spent = new Map();
  const offered = sources.map((source) => ({ source, offers: offersOf(session, conversion, source, spent) }));
  const all = offered.flatMap(({ offers }) => offers);
  const portions = offered.flatMap(({ source, offers }): Portion[] => {
    const taken = offers.filter((offer) => isPositive(offer.taken));
    return taken.length === 0 ? [] : portionsOf(session, conversion, landing, source.work, taken);
  });
  if (portions.length === 0) refuseNothing(session, all);
  const given = new Set(Object.keys(request.set));
  const { groups, split } = groupPortions(portions, given);
  if (into && groups.length > 1) refuseApart(session, conversion, type, split);
  if (right === 'person') requireDecided(session, type, groups, into, given);
  const isMatch = into !== null && conversion.lines.some(({ match }) => match.length > 0);
  const built = groups.map((group) =>
    isMatch
      ? matchInto(
          session,
          into,
          group.portions.flatMap(({ offers }) => offers),
        )
      : buildTarget(session, conversion, type, group, request.set, into),
  );
  if (built.every(({ places }) => places.length === 0)) refuseNothing(session, []);
  built.forEach((one, index) => {
    const settling = conversion.settles.length > 0 ? one.target.id : null;
    // What it comes to in the end is known when its advances are settled.
    if (settling !== null) session.work.making.add(settling);
    try {
      linkTarget(session, conversion, one, request.set);
      if (!isMatch) stampCopies(session, conversion, one, given, into === null);
      const from = new Set((groups[index]?.portions ?? []).map(({ source }) => source));
      if (settling !== null) settleAdvances(session, conversion, settling, [...from]);
    } finally {
      if (settling !== null) session.work.making.delete(settling);
    }
    if (settling === null) return;
    followAmounts(session, settling, false);
    checkOpens(session, settling);
  });
  return {
    targets: built.map(({ target }) => target.id),
    offered: all.map(({ shown }) => shown),
    split,
    left: all.flatMap((offer) => {
      const { open, shown, line, lands } = offer;
      const rest = minus(open, isMatch ? matchedOf(built, offer) : offer.taken);
      if (!isPositive(rest)) return [];
      const left = line === null && lands === -1 ? rest.neg() : rest;
      return [{ source: shown.source, line: shown.line, open: formatDecimal(left) }];
    }),
  };
}

/** What a line that is there already took of an offer. */
function matchedOf(built: readonly Built[], { line, source }: Offer) {
  return built
    .flatMap(({ places }) => places)
    .filter(({ offer }) => offer.line === line && offer.source === source)
    .reduce((sum, { offer }) => sum.plus(offer.taken), zero);
}

/**
 * Lines come from the sources, the amount from what is taken, and formulas from themselves: nobody sets them; nor the
 * currency of what is exchanged.
 */
function setProblems(
  session: Session,
  { amount, currency }: Conversion,
  type: RecordType,
  set: JsonObject,
): FieldProblem[] {
  const { language } = session.setting;
  return Object.keys(set).flatMap((key) => {
    const field = type.fields.get(key);
    if (field?.kind === 'table') return [fieldProblem('unknown-field', `/${key}`, { field: key }, language)];
    const isExchanged = currency !== null && key === type.money.currency;
    if (field && field.formula === null && key !== amount && !isExchanged) return [];
    if (!field) return [fieldProblem('unknown-field', `/${key}`, { field: key }, language)];
    return [fieldProblem('computed-field', `/${key}`, { label: fieldLabel(session, type, key) }, language)];
  });
}

/**
 * What the path asks for must be said by whoever takes it (M1); where definitions convert, nobody is there to be asked.
 *
 * @throws Refused invalid, naming every field that is asked for and not given
 */
function requireAsked(
  session: Session,
  conversion: Conversion,
  type: RecordType,
  { set, into }: ConvertRequest,
): void {
  const { language } = session.setting;
  const there = into === null ? null : requireLineage(session, into).doc;
  const problems = [...conversion.header].flatMap(([key, { kind }]) => {
    if (kind !== 'ask' || (set[key] ?? there?.[key] ?? null) !== null) return [];
    return [fieldProblem('required', `/${key}`, { label: fieldLabel(session, type, key) }, language)];
  });
  if (problems.length > 0) refuse('invalid', 422, {}, language, problems);
}

/**
 * Where sources differ in a field whose merge is to ask, whoever converts says what it shall be (M4).
 *
 * @throws Refused invalid, naming every such field
 */
function requireDecided(
  session: Session,
  type: RecordType,
  groups: readonly Group[],
  into: Work | null,
  given: ReadonlySet<string>,
): void {
  const { language } = session.setting;
  const paths = groups.flatMap((group) => [
    ...askedApart(group, given),
    ...(into ? askedInto(session, group, into, given) : []),
  ]);
  const problems = [...new Set(paths)].map((path) => {
    const label = fieldLabel(session, type, path);
    return fieldProblem('required', `/${path.replaceAll('.', '/')}`, { label }, language);
  });
  if (problems.length > 0) refuse('invalid', 422, {}, language, problems);
}

/** What does not go together does not go into one draft: by a field of the header, or by what its lines are kept apart by. */
function refuseApart(
  session: Session,
  conversion: Conversion,
  type: RecordType,
  split: ConversionReport['split'],
): never {
  const source = session.model.types.get(conversion.from) ?? type;
  const [field] = split.map((one) => fieldLabel(session, type, one.field));
  const [key] = conversion.split.map(({ table, path }) => keyLabel(session, source, table, path));
  refuse('sources-differ', 422, { label: field ?? key ?? '' }, session.setting.language);
}

/** The title of a line key, that of the last field where it leads through references. */
function keyLabel(session: Session, type: RecordType, table: string, path: string): string {
  const [key = '', ...rest] = path.split('.');
  const field = type.fieldByPath.get(table === '' ? key : `${table}.${key}`);
  const [of = ''] = field?.ref?.types ?? [];
  const other = session.model.types.get(of);
  return rest.length > 0 && other
    ? keyLabel(session, other, '', rest.join('.'))
    : fieldLabel(session, type, table === '' ? path : `${table}.${path}`);
}

function requireInto(session: Session, conversion: Conversion, id: string, right: Right): Work {
  const work = requireLineage(session, id);
  if (right === 'person') requireRight(session, work, 'edit');
  if (work.type.key !== conversion.to || work.phase !== 'draft') {
    refuse('into-not-draft', 422, { title: nameOf(session, id) }, session.setting.language);
  }
  return work;
}
