// Amounts that were exchanged stay as they are, and so does their rate: whoever changes what it hangs on is told.
// @source conversions.md P1, P4
import type Big from 'big.js';
import { MISSING } from '../expressions/scope.ts';
import type { Conversion } from '../model/conversion.ts';
import { fieldProblem } from '../problems/index.ts';
import type { FieldProblem } from '../problems/problem.ts';
import { formatDecimal } from '../values/decimal.ts';
import { pairOf, rateFieldOf, rateOn, standingExchange } from './convert/exchange.ts';
import { dayFields } from './convert/expected-target.ts';
import { findWork } from './records.ts';
import { Refused } from './refused.ts';
import { sameValue } from './same.ts';
import type { Session } from './session.ts';
import { upLinks } from './web.ts';
import type { Work } from './work.ts';

/**
 * Told of a draft whose amounts were exchanged, when its day or its rate was changed by hand just now: they stand at the
 * rate that they were exchanged at. Nothing is said where the new day has the same rate.
 */
export function standingRate(session: Session, before: Work, after: Work): FieldProblem[] {
  const paths = [...session.model.conversions.values()];
  const field = rateFieldOf(after.type);
  if (!field || !paths.some(({ to, currency }) => currency && to === after.type.key)) return [];
  const pathOf = (key: string) => session.model.conversions.get(key);
  const link = upLinks(session, after.id).find(
    ({ kind, conversion }) => kind === 'direct' && pathOf(conversion)?.currency,
  );
  const conversion = link && pathOf(link.conversion);
  const source = link && findWork(session, link.sourceRecord);
  if (!conversion || !source) return [];
  const changed = (name: string) => !sameValue(before.doc[name], after.doc[name]);
  const byHand = changed(field.key);
  if (!byHand && !dayFields(conversion).some(changed)) return [];
  const stood = standingExchange(session, conversion, source, before);
  if (!stood || (!byHand && isRateOn(session, conversion, source, after, stood.rate))) return [];
  const params = { rate: formatDecimal(stood.rate) };
  return [fieldProblem('rate-stays', `/${field.key}`, params, session.setting.language)];
}

function isRateOn(session: Session, conversion: Conversion, source: Work, target: Work, rate: Big): boolean {
  const pair = pairOf(session, conversion, source, target.type);
  try {
    const now = pair && rateOn(session, conversion, pair, source, target.type, target.doc);
    return now === null || now === MISSING || now.rate.eq(rate);
  } catch (error) {
    // Where the new day has no rate, or there is no day any more, it is another one.
    if (!(error instanceof Refused)) throw error;
    return false;
  }
}
