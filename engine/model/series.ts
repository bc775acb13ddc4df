/** One numbering. `pattern` holds `{year}`, `{month}`, `{by}` and `{number:5}`. */
export interface Series {
  readonly key: string;
  readonly title: string;
  readonly pattern: string;
  readonly reset: 'never' | 'year' | 'month';
  readonly mode: 'gapless' | 'fast';
  /** Number that the first document gets. */
  readonly start: number;
}
