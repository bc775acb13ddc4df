import type { Finding } from '../problems/finding.ts';
import type { CheckedPack, Rule } from './rule.ts';
import { automationLoops } from './rules/automation-loops.ts';
import { columnsExist } from './rules/columns-exist.ts';
import { decisionRows } from './rules/decision-rows.ts';
import { compensationNamed } from './rules/compensation-named.ts';
import { dropsExist } from './rules/drops-exist.ts';
import { fieldRolesExist } from './rules/field-roles-exist.ts';
import { formScopesExist } from './rules/form-scopes-exist.ts';
import { keyAndLabel } from './rules/key-and-label.ts';
import { localesComplete } from './rules/locales-complete.ts';
import { menuTypesExist } from './rules/menu-types-exist.ts';
import { numberOnPosting } from './rules/number-on-posting.ts';
import { phaseOrder } from './rules/phase-order.ts';
import { postingsSound } from './rules/postings-sound.ts';
import { plansHold } from './rules/plans-hold.ts';
import { requiredFilled } from './rules/required-filled.ts';
import { rightsInSql } from './rules/rights-in-sql.ts';
import { rightsNameFields } from './rules/rights-name-fields.ts';
import { seriesPlaceholders } from './rules/series-placeholders.ts';
import { sourceGoesSomewhere } from './rules/source-goes-somewhere.ts';
import { stateHasPhase } from './rules/state-has-phase.ts';
import { stateHasWayOut } from './rules/state-has-way-out.ts';
import { stateReachable } from './rules/state-reachable.ts';
import { tracksExist } from './rules/tracks-exist.ts';
import { waitsForNoCycle } from './rules/waits-for-no-cycle.ts';

/** Every rule; a new one is a file and a line. */
const rules: readonly Rule[] = [
  automationLoops,
  columnsExist,
  compensationNamed,
  decisionRows,
  dropsExist,
  fieldRolesExist,
  formScopesExist,
  keyAndLabel,
  localesComplete,
  menuTypesExist,
  numberOnPosting,
  phaseOrder,
  postingsSound,
  plansHold,
  requiredFilled,
  rightsInSql,
  rightsNameFields,
  seriesPlaceholders,
  sourceGoesSomewhere,
  stateHasPhase,
  stateHasWayOut,
  stateReachable,
  tracksExist,
  waitsForNoCycle,
];

export function checkPack(pack: CheckedPack): readonly Finding[] {
  return rules.flatMap((rule) => [...rule(pack)]);
}
