// What a list shows is said by its address: search, stage, column filters, order. Nothing is kept elsewhere.

/** A filter on one column: an exact value, or a range (dates, numbers), or a beginning (text). */
export type ColumnFilter =
  | { readonly kind: 'is'; readonly value: string }
  | { readonly kind: 'range'; readonly from: string; readonly to: string };

export interface ListQuery {
  readonly q: string;
  /** Dotted state path, or ''. */
  readonly stage: string;
  /** `-date`: by date, last first. '' is the server's own order. */
  readonly sort: string;
  readonly filters: ReadonlyMap<string, ColumnFilter>;
  /** What was put away, instead of what is in use. */
  readonly archived: boolean;
}

const PREFIX = 'f.';

export function readQuery(params: Pick<URLSearchParams, 'get' | 'entries'>): ListQuery {
  const filters = new Map<string, ColumnFilter>();
  for (const [name, value] of params.entries()) {
    if (!name.startsWith(PREFIX) || value === '') continue;
    const range = value.split('..');
    filters.set(
      name.slice(PREFIX.length),
      range.length === 2
        ? { kind: 'range', from: range[0] ?? '', to: range[1] ?? '' }
        : { kind: 'is', value },
    );
  }
  return {
    q: params.get('q') ?? '',
    stage: params.get('stage') ?? '',
    sort: params.get('sort') ?? '',
    filters,
    archived: params.get('archived') === '1',
  };
}

/** The address of a query: `?q=…&f.date=2026-01-01..`, '' when nothing is asked. */
export function writeQuery(query: ListQuery): string {
  const params = new URLSearchParams();
  if (query.q) params.set('q', query.q);
  if (query.stage) params.set('stage', query.stage);
  if (query.sort) params.set('sort', query.sort);
  if (query.archived) params.set('archived', '1');
  for (const [path, filter] of query.filters) {
    const text =
      filter.kind === 'is' ? filter.value : filter.from || filter.to ? `${filter.from}..${filter.to}` : '';
    if (text) params.set(PREFIX + path, text);
  }
  const text = params.toString();
  return text ? `?${text}` : '';
}

/**
 * The filter in the expression language, as the server takes it.
 * @param kindOf  kind of a column, for literals: numbers stand bare, all else in quotes
 */
export function toFilter(query: ListQuery, kindOf: (path: string) => string | undefined): string {
  const parts: string[] = [];
  if (query.stage) parts.push(`${quoted(query.stage)} in states`);
  if (query.archived) parts.push('archived');
  for (const [path, filter] of query.filters) {
    const kind = kindOf(path);
    if (kind === undefined) continue;
    const name = path === 'number' ? 'number' : `doc.${path}`;
    const literal = (value: string): string => (isBare(kind, value) ? value : quoted(value));
    if (filter.kind === 'range') {
      if (filter.from) parts.push(`${name} >= ${literal(filter.from)}`);
      if (filter.to) parts.push(`${name} <= ${literal(filter.to)}`);
    } else if (kind === 'text' || kind === 'number')
      parts.push(`startsWith(${name}, ${quoted(filter.value)})`);
    else parts.push(`${name} == ${literal(filter.value)}`);
  }
  return parts.join(' && ');
}

/** The next order when a column's head is pressed: up, down, none. */
export function nextSort(sort: string, path: string): string {
  if (sort === path) return `-${path}`;
  return sort === `-${path}` ? '' : path;
}

function isBare(kind: string, value: string): boolean {
  if (kind === 'boolean') return value === 'true' || value === 'false';
  return (kind === 'decimal' || kind === 'integer') && /^-?\d+(\.\d+)?$/.test(value);
}

function quoted(text: string): string {
  return `'${text.replace(/\\/g, '\\\\').replace(/'/g, "\\'")}'`;
}
