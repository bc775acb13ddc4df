import type { Conversion } from '../model/conversion.ts';
import { asList, asText, type LinkedPack } from '../model/linked-pack.ts';
import type { Model, PackHead } from '../model/model.ts';
import type { RecordType } from '../model/type.ts';
import type { Finding } from '../problems/finding.ts';
import { buildConversion } from './build-conversion.ts';
import { buildLedger } from './build-ledger.ts';
import { buildRole } from './build-roles.ts';
import { buildSeries } from './build-series.ts';
import { buildSettings } from './build-settings.ts';
import { buildType } from './build-type.ts';
import { openWorkshop } from './workshop.ts';

/**
 * Linked pack → model. Expressions, machines and mappings are compiled here, so their mistakes are found here too;
 * with findings of severity error the model is for the rules of `check/` only, never to be run.
 */
export function buildModel(
  linked: LinkedPack,
  partial: boolean,
): { model: Model; findings: readonly Finding[] } {
  const workshop = openWorkshop(linked, partial);
  const types = new Map<string, RecordType>();
  for (const [key, type] of linked.types) types.set(key, buildType(type, workshop));
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
    series: new Map([...linked.series].map(([key, definition]) => [key, buildSeries(definition)])),
    roles: new Map([...linked.roles].map(([key, definition]) => [key, buildRole(definition, workshop)])),
    ...buildSettings(workshop),
    app: linked.app,
    text: workshop.translate,
  };
  return { model, findings: workshop.findings };
}

function headOf({ head }: LinkedPack): PackHead {
  return {
    key: asText(head['key']) ?? '',
    title: asText(head['title']) ?? '',
    version: asText(head['version']) ?? '0.0.0',
    language: typeof head['language'] === 'number' ? head['language'] : 1,
    locales: asList(head['locales']).map(String),
  };
}
