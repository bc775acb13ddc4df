// What one person may see, for whoever reads records without deciding anything: lists, search, flow, history, facts.
import type { AddParam, SqlColumns } from '../expressions/index.ts';
import { newScope } from '../expressions/new-scope.ts';
import type { Scope } from '../expressions/scope.ts';
import type { Json, JsonObject } from '../model/json.ts';
import type { Model } from '../model/model.ts';
import type { Stored } from '../model/record.ts';
import type { Field, RecordType } from '../model/type.ts';
import {
  fieldRight,
  fieldSql,
  hidesTitle,
  mayCreate,
  mayRead,
  neededSql,
  policyOf,
  readSql,
  readsSome,
  searchNeeds,
  showsTitles,
  titleNeeds,
} from '../roles/index.ts';
import type { Needed, Policy } from '../roles/index.ts';
import { constantsOf } from './constants.ts';
import { groundReads } from './grounds.ts';
import { keptKey } from './kept.ts';
import { originsKey } from './origins.ts';
import { bareTitle } from './reader-title.ts';
import { storedValues } from './record-values.ts';
import { shownKept, shownOrigins } from './shown-beside.ts';
import type { HistoryEntry, Setting } from './types.ts';

/**
 * Rights of one person under one release, at one moment, on the grounds that were read for them. Every answer comes from
 * the same policies as decisions do.
 */
export interface Access {
  /** Whether any record of the type might be seen. */
  readonly readsSome: (type: string) => boolean;
  /** Every record of the type may be seen, and its title. */
  readonly readsWhole: (type: string) => boolean;
  readonly mayRead: (record: Stored) => boolean;
  readonly mayCreate: (type: string) => boolean;
  /** The record without the fields that are hidden from the person; the same object when nothing is. */
  readonly shown: (record: Stored) => Stored;
  /** Data of a record that is not there yet, or as it would be, without what is hidden. */
  readonly shownData: (type: string, data: JsonObject, before: Stored | null) => JsonObject;
  /** Entries of a record's history without the changes of hidden fields. */
  readonly shownHistory: <Entry extends HistoryEntry>(
    record: Stored,
    entries: readonly Entry[],
  ) => readonly Entry[];
  /** SQL for the records that may be read; null: all of them. */
  readonly readSql: (type: string, columns: SqlColumns, add: AddParam) => string | null;
  /** SQL for the records whose field may be seen; true: of all that may be read; false: of none. */
  readonly fieldSql: (type: string, path: string, columns: SqlColumns, add: AddParam) => string | boolean;
  /** The same for the title, which shows what its label is made of. */
  readonly titleSql: (type: string, columns: SqlColumns, add: AddParam) => string | boolean;
  /** The same for being found by the text of a search path, `lines.description` or `partner.name`. */
  readonly searchSql: (type: string, path: string, columns: SqlColumns, add: AddParam) => string | boolean;
}

export function openAccess(model: Model, setting: Setting): Access {
  const { roles } = setting.user;
  const constants = constantsOf(model, setting);
  const reads = groundReads(model, setting);
  const scopeOf = (record: Stored | null, type: RecordType): Scope =>
    newScope(reads, setting.language, { ...constants, doc: record && storedValues(type, record) });
  const policy = (type: string): Policy | null => policyOf(model, roles, type);

  const hiddenIn = (type: RecordType, states: readonly string[], record: Stored | null) => {
    const of = policy(type.key);
    if (!of?.fieldRules) return null;
    const asked = record && ((): Scope => scopeOf(record, type));
    return (path: string): boolean => fieldRight(of, path, states, asked).hidden;
  };

  const shownData: Access['shownData'] = (typeKey, data, before) => {
    const type = model.types.get(typeKey);
    if (!type) return data;
    const { machine } = type;
    const states = before?.states ?? (machine ? machine.pathsOf(machine.initial) : []);
    const hidden = hiddenIn(type, states, before);
    return besides(type, hidden ? without(type.fields, data, hidden) : data, hidden);
  };

  /** What the engine keeps beside the fields; the same object where nothing of it is hidden. */
  const besides = (
    type: RecordType,
    data: JsonObject,
    hidden: ((path: string) => boolean) | null,
  ): JsonObject => {
    const [origins, kept] = [data[originsKey], data[keptKey]];
    const shown = {
      ...(origins !== undefined && {
        [originsKey]: shownOrigins(model, roles, origins, hidden ?? (() => false)),
      }),
      ...(kept !== undefined && { [keptKey]: shownKept(model, roles, type.fields, data, kept) }),
    };
    const isSame = Object.entries(shown).every(([key, value]) => data[key] === value);
    return isSame ? data : { ...data, ...shown };
  };

  /** Who may not see what the title is made of reads the number, or what kind of thing it is. */
  const shownTitle = (record: Stored): string => {
    const type = model.types.get(record.type);
    if (!type) return record.title;
    const of = policy(record.type);
    const isHidden = of && hidesTitle(model, roles, of, record.states, () => scopeOf(record, type));
    return isHidden ? bareTitle(model, type, record.number, setting.language) : record.title;
  };

  const textSql = (type: string, needed: Needed, columns: SqlColumns, add: AddParam): string | boolean => {
    const of = policy(type);
    return of === null ? false : neededSql(needed, of, columns, scopeOf(null, of.type), add);
  };

  return {
    readsSome: (type) => {
      const of = policy(type);
      return of !== null && readsSome(of);
    },
    readsWhole: (type) => {
      const of = policy(type);
      return of !== null && showsTitles(model, roles, of);
    },
    mayRead: (record) => {
      const of = policy(record.type);
      return of !== null && mayRead(of, () => scopeOf(record, of.type));
    },
    mayCreate: (type) => {
      const of = policy(type);
      return of !== null && mayCreate(of);
    },
    shown: (record) => {
      const data = shownData(record.type, record.data, record);
      const title = shownTitle(record);
      return data === record.data && title === record.title ? record : { ...record, data, title };
    },
    shownData,
    shownHistory: (record, entries) => {
      const type = model.types.get(record.type);
      const hidden = type && hiddenIn(type, record.states, record);
      if (!type || !hidden) return entries;
      return entries.map((entry) => ({
        ...entry,
        changes: entry.changes.flatMap((change) => shownChange(type, change, hidden)),
      }));
    },
    readSql: (type, columns, add) => {
      const of = policy(type);
      return of === null ? 'false' : readSql(of, columns, scopeOf(null, of.type), add);
    },
    fieldSql: (type, path, columns, add) => {
      const of = policy(type);
      return of === null ? false : fieldSql(of, path, columns, scopeOf(null, of.type), add);
    },
    titleSql: (type, columns, add) => textSql(type, titleNeeds(model, roles, type), columns, add),
    searchSql: (type, path, columns, add) =>
      textSql(type, searchNeeds(model, roles, type, path), columns, add),
  };
}

/** Data without hidden fields; the same object when none is. */
function without(
  fields: ReadonlyMap<string, Field>,
  data: JsonObject,
  hidden: (path: string) => boolean,
): JsonObject {
  let isSame = true;
  const kept = Object.entries(data).flatMap(([key, value]): [string, Json][] => {
    const field = fields.get(key);
    if (field && hidden(field.path)) {
      isSame = false;
      return [];
    }
    const inner = field?.fields ? inside(field.fields, value, hidden) : value;
    if (inner !== value) isSame = false;
    return [[key, inner]];
  });
  return isSame ? data : Object.fromEntries(kept);
}

function inside(fields: ReadonlyMap<string, Field>, value: Json, hidden: (path: string) => boolean): Json {
  if (Array.isArray(value)) {
    const rows = value.map((row: Json) => (isObject(row) ? without(fields, row, hidden) : row));
    return rows.every((row, i) => row === value[i]) ? value : rows;
  }
  return isObject(value) ? without(fields, value, hidden) : value;
}

type Change = HistoryEntry['changes'][number];

/** A change of a hidden field is left out; one of a whole line (or table) is told without the hidden columns. */
function shownChange(type: RecordType, change: Change, hidden: (path: string) => boolean): readonly Change[] {
  const steps = change.path.split('/').slice(1);
  let fields: ReadonlyMap<string, Field> | null = type.fields;
  let path = '';
  for (let i = 0; i < steps.length && fields; i++) {
    const field: Field | undefined = fields.get(steps[i] ?? '');
    if (!field) break;
    path = field.path;
    if (hidden(path)) return [];
    fields = field.fields;
    // A table's step is followed by the line's id.
    if (field.kind === 'table') i++;
  }
  const parts = fields;
  if (path === '' || !parts) return [change];
  const strip = (value: unknown): unknown =>
    value === null || value === undefined ? value : inside(parts, value as Json, hidden);
  return [{ ...change, before: strip(change.before), after: strip(change.after) }];
}

function isObject(value: Json): value is JsonObject {
  return value !== null && typeof value === 'object' && !Array.isArray(value);
}
