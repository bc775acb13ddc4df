import type { Expr } from './expression.ts';

/** A column of a view: a field of the type, a system field, or a field behind a reference. */
export interface ViewColumn {
  readonly path: string;
  readonly title: string;
  readonly textKey: string | null;
}

/** How records of a type are shown. */
export interface View {
  /** `<type>/<view>` */
  readonly key: string;
  readonly type: string;
  readonly title: string;
  readonly textKey: string;
  readonly kind: 'list' | 'board' | 'calendar' | 'till';
  readonly columns: readonly ViewColumn[];
  readonly filter: Expr | null;
  readonly group: string | null;
  readonly sort: readonly { readonly path: string; readonly descending: boolean }[];
  readonly sums: readonly string[];
  readonly from: string | null;
  readonly to: string | null;
  readonly roles: readonly string[];
}
