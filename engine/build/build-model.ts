import { parseExpression } from '../expressions/index.ts';
import type { Conversion } from '../model/conversion.ts';
import type { LinkedPack } from '../model/linked-pack.ts';
import type { Model } from '../model/model.ts';
import type { RecordType } from '../model/type.ts';
import type { Finding } from '../problems/finding.ts';
import { buildConnector } from './build-connector.ts';
import { buildConversion } from './build-conversion.ts';
import { buildDecisions } from './build-decision.ts';
import { headOf } from './build-head.ts';
import { buildLedger } from './build-ledger.ts';
import { buildPostings } from './build-postings.ts';
import { buildPickBalances } from './build-pick-balances.ts';
import { buildPlan } from './build-plan.ts';
import { buildReport } from './build-report.ts';
import { buildRule } from './build-rule.ts';
import { buildRole } from './build-roles.ts';
import { buildSeries } from './build-series.ts';
import { buildSettings } from './build-settings.ts';
import { buildType, type TypeParts } from './build-type.ts';
import { buildMachine } from './machine/build-machine.ts';
import { buildView } from './build-view.ts';
import { openWorkshop, type PlacedExpr } from './workshop.ts';

const whole: TypeParts = {
  machine: buildMachine,
  postings: buildPostings,
  pickBalances: buildPickBalances,
};

/**
 * Linked pack → model. Expressions, machines and mappings are compiled here, so their mistakes are found here too;
 * with findings of severity error the model is for the rules of `check/` only, never to be run.
 */
export function buildModel(
  linked: LinkedPack,
  partial: boolean,
): { model: Model; findings: readonly Finding[]; expressions: readonly PlacedExpr[] } {
  const workshop = openWorkshop(linked, partial, parseExpression);
  const types = new Map<string, RecordType>();
  for (const [key, type] of linked.types) types.set(key, buildType(type, workshop, whole));
  const conversions = new Map<string, Conversion>();
  for (const [key, definition] of linked.conversions) {
    const conversion = buildConversion(definition, types, workshop);
    if (conversion !== null) conversions.set(key, conversion);
  }
  const model: Model = {
    pack: headOf(linked),
    types,
    conversions,
    conversionsFrom: Map.groupBy(conversions.values(), (conversion) => conversion.from),
    ledgers: new Map([...linked.ledgers].map(([key, ledger]) => [key, buildLedger(ledger, workshop)])),
    decisions: buildDecisions(linked, workshop),
    rules: new Map([...linked.rules].map(([key, definition]) => [key, buildRule(definition, workshop)])),
    connectors: new Map(
      [...linked.connectors].map(([key, definition]) => [key, buildConnector(definition, workshop)]),
    ),
    reports: new Map(
      [...linked.reports].map(([key, definition]) => [key, buildReport(definition, workshop)]),
    ),
    views: new Map(
      [...linked.views].flatMap(([key, definition]) => {
        const view = buildView(definition, types, workshop);
        return view === null ? [] : [[key, view] as const];
      }),
    ),
    plans: new Map([...linked.plans].map(([key, definition]) => [key, buildPlan(definition)])),
    series: new Map([...linked.series].map(([key, definition]) => [key, buildSeries(definition)])),
    roles: new Map([...linked.roles].map(([key, definition]) => [key, buildRole(definition, workshop)])),
    ...buildSettings(workshop),
    names: { scope: workshop.common, types: workshop.types, isTree: workshop.isTree },
    app: linked.app,
    text: workshop.translate,
  };
  return { model, findings: workshop.findings, expressions: workshop.expressions };
}
