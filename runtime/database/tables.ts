// The tables of schema `app` as Kysely sees them: snake_case as in SQL, numeric and date as text.
import type { ColumnType, Generated, JSONColumnType } from 'kysely';
import type { Json, JsonObject, Layer, Phase, ReleaseManifest, StageValue } from '#engine';

type Instant = ColumnType<Date, Date | string, Date | string>;
type Jsonb<T> = ColumnType<T, string, string>;

export interface CompaniesTable {
  company_id: string;
  key: string;
  title: string;
  country: string;
  currency: string;
  time_zone: string;
  locale: string;
  settings: Jsonb<JsonObject>;
  current_release: number;
  created_at: Generated<Date>;
}

export interface MembersTable {
  company_id: string;
  user_id: string;
  roles: string[];
  /** What `user.teams` holds: ids of records, or names, as the types' team fields have them. */
  teams: ColumnType<string[], string[] | undefined>;
}

type SlotColumns = {
  [Slot in `${'t' | 'u'}${1 | 2 | 3 | 4 | 5 | 6}` | `n${1 | 2 | 3 | 4 | 5 | 6}` | `d${1 | 2 | 3 | 4}`]:
    string | null;
} & { [Slot in `b${1 | 2 | 3 | 4}`]: boolean | null };

export interface RecordsTable extends SlotColumns {
  company_id: string;
  id: string;
  type: string;
  number: string | null;
  key: string | null;
  revision: number;
  version: number;
  stage: Jsonb<StageValue> | null;
  states: string[];
  phase: Phase;
  title: string;
  owner: string | null;
  created_at: Instant;
  created_by: string;
  updated_at: Instant;
  posted_at: Instant | null;
  release: number;
  archived: boolean;
  gone: string[] | null;
  data: Jsonb<JsonObject>;
  search: string;
  hidden: Jsonb<JsonObject> | null;
  written: Jsonb<JsonObject> | null;
}

export interface RecordRevisionsTable {
  company_id: string;
  record_id: string;
  revision: number;
  record: Jsonb<JsonObject>;
}

export interface RecordLinesTable {
  company_id: string;
  record_id: string;
  table_key: string;
  line_id: string;
  position: number;
  type: string;
  u1: string | null;
  u2: string | null;
  quantity: string | null;
  amount: string | null;
}

export interface LinksTable {
  company_id: string;
  id: string;
  conversion: string;
  track: string | null;
  kind: string;
  effect: number;
  source_record: string;
  source_line: string | null;
  target_record: string | null;
  target_line: string | null;
  quantity: string | null;
  amount: string | null;
}

export interface CountersTable {
  company_id: string;
  record_id: string;
  line_id: string;
  track: string;
  full: string;
  held: string;
  posted: string;
  settled: string;
}

export interface EntriesTable {
  company_id: string;
  id: string;
  ledger: string;
  record_id: string;
  posting: string;
  kind: string;
  line_id: string | null;
  date: string;
  key: string;
  dimensions: Jsonb<Record<string, string>>;
  measures: Jsonb<Record<string, string>>;
  reverses: string | null;
  release: number;
}

export interface BalancesTable {
  company_id: string;
  ledger: string;
  key: string;
  dimensions: Jsonb<Record<string, string>>;
  measures: Jsonb<Record<string, string>>;
  version: number;
}

export interface SeriesTable {
  company_id: string;
  series: string;
  scope: string;
  first: string;
  last: string;
}

export interface HistoryTable {
  company_id: string;
  record_id: string;
  version: number;
  id: string;
  at: Instant;
  by: string;
  what: string;
  key: string | null;
  stage_before: Jsonb<StageValue> | null;
  stage_after: Jsonb<StageValue> | null;
  changes: JSONColumnType<{ path: string; before: Json; after: Json }[]>;
  release: number;
}

export interface CommandsTable {
  company_id: string;
  id: Generated<string>;
  at: Instant;
  by: string;
  standing: JSONColumnType<object>;
  seed: string;
  command: JSONColumnType<object>;
  made: JSONColumnType<[string, string][]>;
  release: number;
}

export interface OutboxTable {
  company_id: string;
  id: Generated<string>;
  topic: string;
  payload: Jsonb<JsonObject>;
  created_at: Generated<Date>;
}

export interface IdempotencyTable {
  company_id: string;
  key: string;
  hash: string;
  status: number;
  body: Jsonb<Json>;
  created_at: Instant;
}

export interface ReleasesTable {
  company_id: string;
  number: number;
  hash: string;
  author: string;
  message: string;
  published_at: Instant;
  manifest: Jsonb<ReleaseManifest> | null;
}

export interface ReleaseFilesTable {
  company_id: string;
  release: number;
  path: string;
  blob: string;
}

export interface BlobsTable {
  company_id: string;
  hash: string;
  text: string;
}

export interface SlotsTable {
  company_id: string;
  type: string;
  field: string;
  slot: string;
}

export interface DraftsTable {
  company_id: string;
  id: string;
  base: number;
  title: string;
  version: number;
  /** Path → text, as the draft stands now. */
  files: Jsonb<Record<string, string>>;
  /** Each command as what it did to one file; `at` of them are in force, the rest can be redone. */
  log: Jsonb<{ path: string; before: string | null; after: string | null }[]>;
  at: number;
  packs: Jsonb<readonly Layer[]> | null;
  created_by: string;
  updated_at: Instant;
}

export interface TimersTable {
  company_id: string;
  record_id: string;
  state: string;
  key: string;
  due: Instant;
  next_at: Instant | null;
  tries: Generated<number>;
  refused: string | null;
}

export interface LineagesTable {
  company_id: string;
  record_id: string;
  version: number;
}

export interface Tables {
  'app.companies': CompaniesTable;
  'app.members': MembersTable;
  'app.records': RecordsTable;
  'app.record_revisions': RecordRevisionsTable;
  'app.record_lines': RecordLinesTable;
  'app.links': LinksTable;
  'app.counters': CountersTable;
  'app.entries': EntriesTable;
  'app.balances': BalancesTable;
  'app.series': SeriesTable;
  'app.history': HistoryTable;
  'app.commands': CommandsTable;
  'app.outbox': OutboxTable;
  'app.idempotency': IdempotencyTable;
  'app.releases': ReleasesTable;
  'app.release_files': ReleaseFilesTable;
  'app.blobs': BlobsTable;
  'app.slots': SlotsTable;
  'app.drafts': DraftsTable;
  'app.timers': TimersTable;
  'app.lineages': LineagesTable;
}
