// The rows of one list: read by keyset, a page at a time, the next one before the last row is seen.
import type { ColumnShape, ListAnswer, ListItem, RefShape, TypeHead } from '#api';
import type { ApiClient } from '#lib/api/client.ts';
import { ApiProblem } from '#lib/api/problem.ts';
import { toFilter, writeQuery, type ListQuery } from './list-query.ts';

const PAGE = 60;

export class ListState {
  readonly #api: ApiClient;
  readonly type: TypeHead;
  #items = $state.raw<readonly ListItem[]>([]);
  #refs = $state.raw<Readonly<Record<string, RefShape>>>({});
  #total = $state<number | null>(null);
  #next = $state<string | null>(null);
  #loading = $state(false);
  #problem = $state('');
  #query: ListQuery | null = null;
  #abort: AbortController | undefined;

  constructor(api: ApiClient, type: TypeHead) {
    this.#api = api;
    this.type = type;
  }

  get items(): readonly ListItem[] {
    return this.#items;
  }
  get refs(): Readonly<Record<string, RefShape>> {
    return this.#refs;
  }
  get total(): number | null {
    return this.#total;
  }
  get loading(): boolean {
    return this.#loading;
  }
  get problem(): string {
    return this.#problem;
  }
  get hasMore(): boolean {
    return this.#next !== null;
  }

  /** Columns shown: what the type names, the stage beside the number, where it is looked for. */
  get columns(): readonly ColumnShape[] {
    const isHead = (column: ColumnShape): boolean => column.kind === 'number' || column.kind === 'stage';
    const { columns } = this.type;
    return columns[0]?.kind === 'number'
      ? [...columns.filter(isHead), ...columns.filter((column) => !isHead(column))]
      : columns;
  }

  /** Shows the first page of a query; what was shown stays until it has come. */
  async show(query: ListQuery): Promise<void> {
    if (this.#query && writeQuery(this.#query) === writeQuery(query) && !this.#problem) return;
    this.#query = query;
    await this.#read(null);
  }

  async again(): Promise<void> {
    await this.#read(null);
  }

  /** Reads on, when there is more and nothing is being read. */
  async more(): Promise<void> {
    if (this.#next !== null && !this.#loading) await this.#read(this.#next);
  }

  /** Reads on until so many rows are there, or all. */
  async upTo(count: number): Promise<void> {
    while (this.#items.length < count && this.#next !== null && this.#problem === '')
      await this.#read(this.#next);
  }

  async #read(cursor: string | null): Promise<void> {
    const query = this.#query;
    if (!query) return;
    this.#abort?.abort();
    const abort = new AbortController();
    this.#abort = abort;
    this.#loading = true;
    this.#problem = '';
    try {
      const answer = await this.#api.get<ListAnswer>(`/records/${encodeURIComponent(this.type.key)}`, {
        query: {
          q: query.q,
          filter: toFilter(query, (path) => this.type.columns.find((column) => column.path === path)?.kind),
          sort: query.sort,
          limit: PAGE,
          cursor,
          total: cursor === null ? true : null,
        },
        signal: abort.signal,
      });
      this.#items = cursor === null ? answer.items : [...this.#items, ...answer.items];
      this.#refs = cursor === null ? answer.refs : { ...this.#refs, ...answer.refs };
      if (cursor === null) this.#total = answer.total ?? null;
      this.#next = answer.next;
    } catch (problem) {
      if (abort.signal.aborted) return;
      if (!(problem instanceof ApiProblem)) throw problem;
      this.#problem = problem.sentence;
    }
    this.#loading = false;
  }
}
