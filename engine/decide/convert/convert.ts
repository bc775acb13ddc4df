import type { Conversion } from '../../model/conversion.ts';
import type { JsonObject } from '../../model/json.ts';
import type { RecordType } from '../../model/type.ts';
import { fieldProblem } from '../../problems/index.ts';
import type { FieldProblem } from '../../problems/problem.ts';
import { formatDecimal, isDecimal, isPositive, minus, zero } from '../../values/decimal.ts';
import { agreementProblems } from '../check-agreement.ts';
import { checkOpens } from '../check-opens.ts';
import { countedAt } from '../places.ts';
import { nameOf, requireLineage } from '../records.ts';
import { refuse } from '../refused.ts';
import { requireRight } from '../rights.ts';
import type { ConvertRequest, Right, Session } from '../session.ts';
import type { ConversionReport } from '../types.ts';
import { fieldLabel } from '../words.ts';
import type { Work } from '../work.ts';
import { writeLinks } from '../write-links.ts';
import { buildTarget, type Built } from './build-target.ts';
import { fitAdvance } from '../fit-advance.ts';
import { fitAmounts } from '../fit-amounts.ts';
import { groupPortions, type Portion } from './group.ts';
import { offersOf, refuseNothing, type Offer, type Spent } from './offer.ts';
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
  const wrong = setProblems(session, conversion, type, request.set);
  if (wrong.length > 0) refuse('invalid', 422, {}, language, wrong);
  const sources = selectSources(session, conversion, request.sources, right);
  const into = request.into === null ? null : requireInto(session, conversion, request.into, right);
  const spent: Spent = new Map();
  const offered = sources.map((source) => ({ source, offers: offersOf(session, conversion, source, spent) }));
  const all = offered.flatMap(({ offers }) => offers);
  const portions = offered.flatMap(({ source, offers }): Portion[] => {
    const taken = offers.filter((offer) => isPositive(offer.taken));
    return taken.length === 0 ? [] : portionsOf(session, conversion, type, source.work, taken);
  });
  if (portions.length === 0) refuseNothing(session, all);
  const given = new Set(Object.keys(request.set));
  const { groups, split } = groupPortions(portions, given);
  if (into && groups.length > 1) refuse('sources-differ', 422, { label: split[0]?.field ?? '' }, language);
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
  for (const one of built) {
    linkTarget(session, conversion, one, request.set);
    if (!isMatch) stampCopies(session, conversion, one, given, into === null);
  }
  groups.forEach(({ portions: parts }, index) => {
    const from = [...new Set(parts.map(({ source }) => source))];
    settleAdvances(session, conversion, built[index]?.target.id ?? '', from);
  });
  return {
    targets: built.map(({ target }) => target.id),
    offered: all.map(({ shown }) => shown),
    split,
    left: all.flatMap((offer) => {
      const { open, shown } = offer;
      const rest = minus(open, isMatch ? matchedOf(built, offer) : offer.taken);
      return isPositive(rest) ? [{ source: shown.source, line: shown.line, open: formatDecimal(rest) }] : [];
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

/** Lines come from the sources, the amount from what is taken, and formulas from themselves: nobody sets them. */
function setProblems(
  session: Session,
  { amount }: Conversion,
  type: RecordType,
  set: JsonObject,
): FieldProblem[] {
  const { language } = session.setting;
  return Object.keys(set).flatMap((key) => {
    const field = type.fields.get(key);
    if (field?.kind === 'table') return [fieldProblem('unknown-field', `/${key}`, { field: key }, language)];
    if (field && field.formula === null && key !== amount) return [];
    if (!field) return [fieldProblem('unknown-field', `/${key}`, { field: key }, language)];
    return [fieldProblem('computed-field', `/${key}`, { label: fieldLabel(session, type, key) }, language)];
  });
}

function requireInto(session: Session, conversion: Conversion, id: string, right: Right): Work {
  const work = requireLineage(session, id);
  if (right === 'person') requireRight(session, work, 'edit');
  if (work.type.key !== conversion.to || work.phase !== 'draft') {
    refuse('into-not-draft', 422, { title: nameOf(session, id) }, session.setting.language);
  }
  return work;
}

function linkTarget(
  session: Session,
  conversion: Conversion,
  { target, places }: Built,
  set: JsonObject,
): void {
  for (const { offer, targetLine } of places) {
    const { source, line, taken, counted } = offer;
    const sign = offer.mapping?.sign ?? 1;
    writeLinks(session, { conversion, source, line, target: target.id, targetLine, taken, sign }, counted);
  }
  linkDocuments(session, conversion, target, places);
  const apart =
    Object.keys(set).length === 0 ? [] : agreementProblems(session, target.id, (path) => path in set);
  if (apart.length > 0) refuse('invalid', 422, {}, session.setting.language, apart);
  fitAdvance(session, target.id);
  fitAmounts(session, target.id);
  checkOpens(session, target.id);
}

/** Lines moved, and a track counts on the document as a whole: the amounts of the lines taken are its share (Q5, Q13). */
function linkDocuments(
  session: Session,
  conversion: Conversion,
  target: Work,
  places: Built['places'],
): void {
  const bySource = Map.groupBy(
    places.filter(({ offer }) => offer.line !== null),
    ({ offer }) => offer.source,
  );
  for (const [source, taken] of bySource) {
    const isWhole = places.some(({ offer }) => offer.source === source && offer.line === null);
    const whole = conversion.tracks.filter(({ track }) => source.type.tracks.get(track)?.table === null);
    if (isWhole || whole.length === 0 || conversion.effect === 0) continue;
    const sum = taken.reduce(
      (total, { offer }) => total.plus(amountTaken(offer.source, offer) ?? zero),
      zero,
    );
    if (!sum.gt(zero)) continue;
    writeLinks(
      session,
      { conversion, source, line: null, target: target.id, targetLine: null, taken: sum },
      countedAt(session, conversion, whole, source, null),
    );
  }
}

function amountTaken(source: Work, { table, line, taken }: Built['places'][number]['offer']) {
  const roles = table === null ? undefined : source.type.tables.get(table);
  const amount = roles?.amount ? (line?.[roles.amount] ?? null) : null;
  const quantity = roles?.quantity ? (line?.[roles.quantity] ?? null) : null;
  if (!isDecimal(amount) || !isDecimal(quantity) || quantity.eq(zero)) return null;
  return amount.times(taken).div(quantity);
}
