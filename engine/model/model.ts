import type { ScopeTypes, TypeTable } from '../expressions/types.ts';
import type { Conversion } from './conversion.ts';
import type { Connector } from './connector.ts';
import type { DecisionTable } from './decision-table.ts';
import type { JsonObject } from './json.ts';
import type { Ledger } from './ledger.ts';
import type { Role } from './role.ts';
import type { Plan } from './plan.ts';
import type { Report } from './report.ts';
import type { AutomationRule } from './rule.ts';
import type { Series } from './series.ts';
import type { RecordType } from './type.ts';
import type { View } from './view.ts';

export interface PackHead {
  readonly key: string;
  readonly title: string;
  readonly version: string;
  readonly language: number;
  readonly locales: readonly string[];
}

export interface CommonNames {
  /** user, here, company, settings, now, today. */
  readonly scope: ScopeTypes;
  readonly types: TypeTable;
  readonly isTree: (type: string) => boolean;
}

/** A checked pack, executable. Immutable and shared between requests. */
export interface Model {
  readonly pack: PackHead;
  readonly types: ReadonlyMap<string, RecordType>;
  readonly conversions: ReadonlyMap<string, Conversion>;
  /** Outgoing conversions by source type. */
  readonly conversionsFrom: ReadonlyMap<string, readonly Conversion[]>;
  readonly ledgers: ReadonlyMap<string, Ledger>;
  readonly decisions: ReadonlyMap<string, DecisionTable>;
  readonly rules: ReadonlyMap<string, AutomationRule>;
  readonly connectors: ReadonlyMap<string, Connector>;
  readonly reports: ReadonlyMap<string, Report>;
  /** By `<type>/<view>`. */
  readonly views: ReadonlyMap<string, View>;
  readonly plans: ReadonlyMap<string, Plan>;
  readonly series: ReadonlyMap<string, Series>;
  readonly roles: ReadonlyMap<string, Role>;
  /** JSON Schema of the company's switches, with defaults. */
  readonly settings: JsonObject;
  readonly settingDefaults: JsonObject;
  /** What expressions may name wherever they stand, for those that no definition holds: filters of lists. */
  readonly names: CommonNames;
  /** app.json: menu and home pages. */
  readonly app: JsonObject;
  /** Translated text, or `fallback` (the English in place). */
  readonly text: (language: string, key: string, fallback: string) => string;
}
