export type PlanPeriod = 'day' | 'week' | 'month' | 'year' | 'ever';

/** What a subscription allows. @source definitions.md, Roles */
export interface Plan {
  readonly key: string;
  readonly title: string;
  readonly textKey: string;
  readonly trial: {
    readonly count: number;
    readonly unit: 'D' | 'W' | 'M' | 'Y';
    readonly then: string;
  } | null;
  readonly limits: ReadonlyMap<string, { readonly per: PlanPeriod; readonly count: number }>;
  /** `connectors/card` */
  readonly without: ReadonlySet<string>;
}
