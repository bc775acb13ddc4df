import type { Parse } from '../expressions/index.ts';
import type { DecisionTable } from '../model/decision-table.ts';
import type { LinkedPack } from '../model/linked-pack.ts';
import type { Model } from '../model/model.ts';
import type { RecordType } from '../model/type.ts';
import type { Finding } from '../problems/finding.ts';
import { headOf } from './build-head.ts';
import { buildRole } from './build-roles.ts';
import { buildSettings } from './build-settings.ts';
import { buildType, type TypeParts } from './build-type.ts';
import { restingMachine } from './machine/resting-machine.ts';
import { openWorkshop, type Workshop } from './workshop.ts';

const fieldsOnly: TypeParts = { machine: restingMachine, postings: () => [], pickBalances: () => [] };

/** Makes the decision tables of a slice: `buildDecisions`, or none of them. */
export type BuildDecisions = (linked: LinkedPack, workshop: Workshop) => ReadonlyMap<string, DecisionTable>;

/**
 * Linked slice of a pack → model that forms are computed with: fields, stages at rest, roles, settings, and the decision
 * tables that came along. Conversions, ledgers and rules are not in it: what they would say is asked of whoever has the
 * whole model.
 */
export function buildFormModel(
  linked: LinkedPack,
  parse: Parse,
  decisionsOf: BuildDecisions,
): { model: Model; findings: readonly Finding[] } {
  const workshop = openWorkshop(linked, true, parse);
  const types = new Map<string, RecordType>();
  for (const [key, type] of linked.types) types.set(key, buildType(type, workshop, fieldsOnly));
  const model: Model = {
    pack: headOf(linked),
    types,
    conversions: new Map(),
    conversionsFrom: new Map(),
    ledgers: new Map(),
    decisions: decisionsOf(linked, workshop),
    rules: new Map(),
    connectors: new Map(),
    reports: new Map(),
    views: new Map(),
    plans: new Map(),
    series: new Map(),
    roles: new Map([...linked.roles].map(([key, definition]) => [key, buildRole(definition, workshop)])),
    ...buildSettings(workshop),
    names: { scope: workshop.common, types: workshop.types, isTree: workshop.isTree },
    app: linked.app,
    text: workshop.translate,
  };
  return { model, findings: workshop.findings };
}
