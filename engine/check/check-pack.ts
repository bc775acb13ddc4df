import type { Finding } from '../problems/finding.ts';
import type { CheckedPack, Rule } from './rule.ts';
import { amountsAreNumbers } from './rules/amounts-are-numbers.ts';
import { approvalsReachable } from './rules/approvals-reachable.ts';
import { askedFieldsObeyed } from './rules/asked-fields-obeyed.ts';
import { automationLoops } from './rules/automation-loops.ts';
import { billableOnce } from './rules/billable-once.ts';
import { candidatesReachable } from './rules/candidates-reachable.ts';
import { checksNameMoments } from './rules/checks-name-moments.ts';
import { columnsExist } from './rules/columns-exist.ts';
import { compensationNamed } from './rules/compensation-named.ts';
import { computedAlone } from './rules/computed-alone.ts';
import { connectorsSound } from './rules/connectors-sound.ts';
import { constantsFit } from './rules/constants-fit.ts';
import { conversionPartsWork } from './rules/conversion-parts-work.ts';
import { conversionPossible } from './rules/conversion-possible.ts';
import { countedStays } from './rules/counted-stays.ts';
import { dataFits } from './rules/data-fits.ts';
import { decisionLimits } from './rules/decision-limits.ts';
import { decisionRows } from './rules/decision-rows.ts';
import { decisionsEnd } from './rules/decisions-end.ts';
import { dataTrees } from './rules/data-trees.ts';
import { decimalsHold } from './rules/decimals-hold.ts';
import { dropsExist } from './rules/drops-exist.ts';
import { eventsFireable } from './rules/events-fireable.ts';
import { exchangeKept } from './rules/exchange-kept.ts';
import { fieldRolesExist } from './rules/field-roles-exist.ts';
import { fieldRolesSuit } from './rules/field-roles-suit.ts';
import { finalRests } from './rules/final-rests.ts';
import { formScopesExist } from './rules/form-scopes-exist.ts';
import { hiddenLeftOut } from './rules/hidden-left-out.ts';
import { hiddenNotProposed } from './rules/hidden-not-proposed.ts';
import { hiddenNotSent } from './rules/hidden-not-sent.ts';
import { hiddenStaysHidden } from './rules/hidden-stays-hidden.ts';
import { historyLeadsBack } from './rules/history-leads-back.ts';
import { keyAndLabel } from './rules/key-and-label.ts';
import { limitsMeet } from './rules/limits-meet.ts';
import { localesComplete } from './rules/locales-complete.ts';
import { mappingsKeepValues } from './rules/mappings-keep-values.ts';
import { homeLeadsSomewhere } from './rules/home-leads-somewhere.ts';
import { menuTypesExist } from './rules/menu-types-exist.ts';
import { messagesSent } from './rules/messages-sent.ts';
import { noEndlessWays } from './rules/no-endless-ways.ts';
import { nobodyIsRead } from './rules/nobody-is-read.ts';
import { numberOnPosting } from './rules/number-on-posting.ts';
import { ofCatalogsAlone } from './rules/of-catalogs-alone.ts';
import { phaseOrder } from './rules/phase-order.ts';
import { plansHold } from './rules/plans-hold.ts';
import { postingsKeepDecimals } from './rules/postings-keep-decimals.ts';
import { postingsSound } from './rules/postings-sound.ts';
import { printsNameFields } from './rules/prints-name-fields.ts';
import { ratesHeld } from './rules/rates-held.ts';
import { reportsSound } from './rules/reports-sound.ts';
import { requiredFilled } from './rules/required-filled.ts';
import { rolesNameThings } from './rules/roles-name-things.ts';
import { conditionsInSql } from './rules/conditions-in-sql.ts';
import { rightsNameFields } from './rules/rights-name-fields.ts';
import { schedulesRecur } from './rules/schedules-recur.ts';
import { countedNotExchanged } from './rules/counted-not-exchanged.ts';
import { seriesPlaceholders } from './rules/series-placeholders.ts';
import { sourceGoesSomewhere } from './rules/source-goes-somewhere.ts';
import { stagesTold } from './rules/stages-told.ts';
import { stateHasPhase } from './rules/state-has-phase.ts';
import { stateHasWayOut } from './rules/state-has-way-out.ts';
import { stateReachable } from './rules/state-reachable.ts';
import { stepsNameThings } from './rules/steps-name-things.ts';
import { targetsAgree } from './rules/targets-agree.ts';
import { tracksExist } from './rules/tracks-exist.ts';
import { uniqueInReach } from './rules/unique-in-reach.ts';
import { usersFound } from './rules/users-found.ts';
import { viewsShown } from './rules/views-shown.ts';
import { viewsSound } from './rules/views-sound.ts';
import { waitsForNoCycle } from './rules/waits-for-no-cycle.ts';
import { wordsSuitKind } from './rules/words-suit-kind.ts';

/** Every rule; a new one is a file and a line. */
const rules: readonly Rule[] = [
  amountsAreNumbers,
  approvalsReachable,
  askedFieldsObeyed,
  automationLoops,
  billableOnce,
  candidatesReachable,
  checksNameMoments,
  columnsExist,
  compensationNamed,
  computedAlone,
  connectorsSound,
  constantsFit,
  conversionPartsWork,
  conversionPossible,
  dataFits,
  dataTrees,
  decimalsHold,
  decisionLimits,
  decisionRows,
  decisionsEnd,
  dropsExist,
  eventsFireable,
  exchangeKept,
  fieldRolesExist,
  fieldRolesSuit,
  finalRests,
  formScopesExist,
  hiddenLeftOut,
  hiddenNotProposed,
  hiddenNotSent,
  hiddenStaysHidden,
  historyLeadsBack,
  homeLeadsSomewhere,
  keyAndLabel,
  limitsMeet,
  localesComplete,
  mappingsKeepValues,
  menuTypesExist,
  messagesSent,
  noEndlessWays,
  nobodyIsRead,
  numberOnPosting,
  ofCatalogsAlone,
  phaseOrder,
  plansHold,
  postingsKeepDecimals,
  postingsSound,
  printsNameFields,
  ratesHeld,
  reportsSound,
  requiredFilled,
  rolesNameThings,
  conditionsInSql,
  rightsNameFields,
  schedulesRecur,
  countedStays,
  countedNotExchanged,
  seriesPlaceholders,
  sourceGoesSomewhere,
  stagesTold,
  stateHasPhase,
  stateHasWayOut,
  stateReachable,
  stepsNameThings,
  targetsAgree,
  tracksExist,
  uniqueInReach,
  usersFound,
  viewsShown,
  viewsSound,
  waitsForNoCycle,
  wordsSuitKind,
];

export function checkPack(pack: CheckedPack): readonly Finding[] {
  return rules.flatMap((rule) => [...rule(pack)]);
}
