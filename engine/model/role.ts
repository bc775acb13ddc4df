/** What a role may do with one type; default deny. `*` as type key in roles.json means every type. */
export interface Grant {
  readonly read: 'none' | 'own' | 'team' | 'all';
  readonly create: boolean;
  readonly edit: boolean;
  readonly delete: boolean;
  /** Event keys; `*` is all. */
  readonly events: readonly string[];
}

export interface Role {
  readonly key: string;
  readonly title: string;
  readonly grants: ReadonlyMap<string, Grant>;
  /** Conversion keys; `*` is all. */
  readonly conversions: readonly string[];
  /** May edit definitions, users, settings. */
  readonly administers: boolean;
}
