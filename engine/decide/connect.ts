// What a connector sends, what its answers mean, what becomes of what arrives. The ports themselves are the runtime's.
import { listNeedOf } from '../decisions/narrow.ts';
import { MISSING, type Value, type ValueObject } from '../expressions/scope.ts';
import type { Connector, Values } from '../model/connector.ts';
import type { Hides } from '../model/expression.ts';
import type { Json, JsonObject } from '../model/json.ts';
import type { Model } from '../model/model.ts';
import type { Id } from '../model/record.ts';
import type { Field, RecordType } from '../model/type.ts';
import { Fault } from '../problems/problem.ts';
import { dehydrateJson, hydrate, hydrateJson, readField, writeField } from '../values/hydrate.ts';
import { listed } from './decide-table.ts';
import { verbs } from './decide.ts';
import { hidesIn } from './hides.ts';
import { openSession } from './open-session.ts';
import { findWork } from './records.ts';
import { mayRead } from './rights.ts';
import { run, scopeOf, type Names } from './scope.ts';
import type { Session } from './session.ts';
import type { Command, Facts, Needs, Setting } from './types.ts';
import type { Validators } from './validators.ts';

/** What goes to the port; null: its condition does not hold, so nothing does. */
export interface Sending {
  readonly kind: 'sending';
  readonly port: string;
  readonly message: JsonObject | null;
  readonly device: Json;
  /** YYYY-MM-DD: the last day for it. */
  readonly by: string | null;
}

/** Maps a record to the message of a connector's port, after commit: by then it has its number. */
export function mapSending(
  model: Model,
  validators: Validators,
  connector: string,
  record: Id,
  facts: Facts,
  setting: Setting,
): Sending | Needs {
  const { session, found } = open(model, validators, connector, facts, setting);
  const work = findWork(session, record);
  const names: Names = { doc: work?.doc ?? null };
  const { send, device, port } = found;
  const holds = send?.when ? run(send.when, scopeOf(session, names)) : true;
  const message = send && work ? mapped(session, send.map, names) : null;
  const to = device === null ? null : dehydrateJson(run(device, scopeOf(session, names)));
  const by = send?.by ? run(send.by, scopeOf(session, names)) : null;
  if (session.lacks.any) return session.lacks.needs();
  return {
    kind: 'sending',
    port,
    message: holds === true ? message : null,
    device: to,
    by: typeof by === 'string' ? by : null,
  };
}

/** The event that a port's answer fires on the record; null: the answer is not known to the connector. */
export function mapAnswer(
  model: Model,
  validators: Validators,
  connector: string,
  record: Id,
  name: string,
  answer: JsonObject,
  facts: Facts,
  setting: Setting,
):
  | {
      readonly kind: 'answered';
      readonly command: Extract<Command, { kind: 'fire' }> | null;
      readonly attach: readonly Json[];
    }
  | Needs {
  const { session, found } = open(model, validators, connector, facts, setting);
  const mapping = found.answers.get(name);
  if (!mapping) return { kind: 'answered', command: null, attach: [] };
  const work = findWork(session, record);
  const names: Names = { doc: work?.doc ?? null, answer: hydrateJson(answer) };
  const asked = askedBy(work?.type, mapping.event);
  const input = dataOf(session, mapping.input, asked, names);
  const attach = mapping.attach.map((expr) => dehydrateJson(run(expr, scopeOf(session, names))));
  if (session.lacks.any) return session.lacks.needs();
  return { kind: 'answered', command: { kind: 'fire', id: record, event: mapping.event, input }, attach };
}

/**
 * What becomes of something that arrived: a new record, or an event on the one record that it matches. Several that
 * match are told, and nothing is done: a person decides.
 */
export function mapReceived(
  model: Model,
  validators: Validators,
  connector: string,
  arrived: JsonObject,
  facts: Facts,
  setting: Setting,
):
  | {
      readonly kind: 'received';
      readonly command: Command | null;
      readonly matches: readonly Id[];
      readonly attachments: boolean;
    }
  | Needs {
  const { session, found } = open(model, validators, connector, facts, setting);
  const { receive } = found;
  if (!receive) return { kind: 'received', command: null, matches: [], attachments: false };
  const names: Names = { arrived: hydrateJson(arrived) };
  const type = model.types.get(receive.type);
  const data = dataOf(session, receive.set, type?.fields ?? new Map(), names);
  const matches = matchesOf(session, receive, names);
  if (session.lacks.any) return session.lacks.needs();
  const [match] = matches;
  const command: Command | null =
    match === undefined
      ? { kind: 'create', type: receive.type, data }
      : matches.length > 1 || receive.event === null
        ? null
        : { kind: 'fire', id: match, event: receive.event, input: inputOf(type, receive.event, data) };
  return { kind: 'received', command, matches, attachments: receive.attachments };
}

/** Fields that an event asks for, in whatever stage. */
function askedBy(type: RecordType | undefined, event: string): ReadonlyMap<string, Field> {
  const ways = type?.machine?.transitions.filter((way) => way.event === event) ?? [];
  return new Map(ways.flatMap(({ asked }) => [...asked]));
}

/** Of what arrived, what the event asks for; it takes nothing else. */
function inputOf(type: RecordType | undefined, event: string, data: JsonObject): JsonObject {
  const asked = askedBy(type, event);
  return Object.fromEntries(Object.entries(data).filter(([key]) => asked.has(key)));
}

/** Values for fields, each read as its field says; what is not there is left out. */
function dataOf(
  session: Session,
  values: Values,
  fields: ReadonlyMap<string, Field>,
  names: Names,
): JsonObject {
  const data: Record<string, Json> = {};
  for (const [key, expr] of values) {
    const field = fields.get(key);
    const value = field && fitted(field, run(expr, scopeOf(session, names)));
    if (value !== undefined) data[key] = value;
  }
  return data;
}

/**
 * What a look-up is asked with, of a record as it stands in a form: it need not be saved.
 *
 * @param data  of the connector's type
 */
export function mapAsk(
  model: Model,
  validators: Validators,
  connector: string,
  data: JsonObject,
  facts: Facts,
  setting: Setting,
): { readonly kind: 'ask'; readonly port: string; readonly message: JsonObject } | Needs {
  const { session, found } = open(model, validators, connector, facts, setting);
  const doc = hydrate(fieldsOf(model, found), data);
  const message = mapped(session, found.ask?.with ?? new Map(), { doc });
  return session.lacks.any ? session.lacks.needs() : { kind: 'ask', port: found.port, message };
}

/** The fields that a look-up's answer fills, as a patch of the record it was asked for. */
export function mapFound(
  model: Model,
  validators: Validators,
  connector: string,
  data: JsonObject,
  answer: JsonObject,
  facts: Facts,
  setting: Setting,
): { readonly kind: 'found'; readonly patch: JsonObject } | Needs {
  const { session, found } = open(model, validators, connector, facts, setting);
  const fields = fieldsOf(model, found);
  const names: Names = { doc: hydrate(fields, data), answer: hydrateJson(answer) };
  const patch = dataOf(session, found.ask?.set ?? new Map(), fields, names);
  return session.lacks.any ? session.lacks.needs() : { kind: 'found', patch };
}

function fieldsOf(model: Model, { type }: Connector): ReadonlyMap<string, Field> {
  return model.types.get(type ?? '')?.fields ?? new Map();
}

/**
 * What arrives has no types of its own: a number may come as text. It is read as the field says; what the field cannot
 * take stays as it came, so that saving refuses it instead of losing it.
 */
function fitted(field: Field, value: Value): Json | undefined {
  if (value === null || value === MISSING) return undefined;
  const json = dehydrateJson(value);
  const read = readField(field, json);
  return read === null ? json : writeField(field, read);
}

function matchesOf(
  session: Session,
  { type, match, narrow }: NonNullable<Connector['receive']>,
  names: Names,
): readonly Id[] {
  if (match === null) return [];
  const need = listNeedOf({ type, table: null, narrow }, scopeOf(session, names));
  const all = need === MISSING ? MISSING : listed(session, need, false);
  if (all === MISSING) return [];
  return all
    .filter(({ values }) => run(match, scopeOf(session, { ...names, target: values })) === true)
    .map(({ id }) => id);
}

function mapped(session: Session, values: Values, names: Names, hides?: Hides): JsonObject {
  const out: Record<string, Json> = {};
  for (const [key, expr] of values)
    out[key] = hides?.(expr.reads) ? null : dehydrateJson(run(expr, scopeOf(session, names)));
  return out;
}

/** What a file is called, and what stands in it. */
export interface MappedFile {
  readonly kind: 'file';
  /** By the first of its records that may be told; null: it is not said. */
  readonly name: string | null;
  readonly rows: readonly JsonObject[];
}

/**
 * The rows of a file: one for each line of its table, or one. Records that the user may not read are not in it, and
 * columns that are made of what is hidden from him are empty.
 */
export function mapFile(
  model: Model,
  validators: Validators,
  connector: string,
  records: readonly Id[],
  facts: Facts,
  setting: Setting,
): MappedFile | Needs {
  const { session, found } = open(model, validators, connector, facts, setting);
  const { file } = found;
  if (!file) return { kind: 'file', name: null, rows: [] };
  let name: string | null = null;
  const rows = records.flatMap((id) => {
    const work = findWork(session, id);
    if (!work || !mayRead(session, work)) return [];
    const { doc } = work;
    const hides = hidesIn(session, scopeOf(session, { doc }));
    const row = (names: Names): JsonObject => mapped(session, file.columns, names, hides);
    if (name === null && file.name !== null && !hides?.(file.name.reads)) {
      const said = run(file.name, scopeOf(session, { doc }));
      name = typeof said === 'string' ? said : null;
    }
    if (file.each === null) return [row({ doc })];
    const lines = doc[file.each];
    return Array.isArray(lines) ? (lines as readonly ValueObject[]).map((line) => row({ doc, line })) : [];
  });
  return session.lacks.any ? session.lacks.needs() : { kind: 'file', name, rows };
}

/** @throws Fault for a connector that the model does not have */
function open(
  model: Model,
  validators: Validators,
  connector: string,
  facts: Facts,
  setting: Setting,
): { readonly session: Session; readonly found: Connector } {
  const found = model.connectors.get(connector);
  if (!found) throw new Fault(`No connector ${connector} in the model`);
  return { session: openSession(model, validators, facts, setting, verbs), found };
}
