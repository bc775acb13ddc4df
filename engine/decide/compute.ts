import type { JsonObject } from '../model/json.ts';
import type { Model } from '../model/model.ts';
import type { Stored } from '../model/record.ts';
import type { RecordType } from '../model/type.ts';
import type { FieldProblem } from '../problems/problem.ts';
import { Fault } from '../problems/problem.ts';
import type { ComputeMemo } from './compute-memo.ts';
import { computeRecord } from './compute-record.ts';
import { verbs } from './decide.ts';
import { linesAt } from './each-field.ts';
import { fieldStates } from './field-states.ts';
import { foreseeForm } from './ledgers/judge-actions.ts';
import { openSession } from './open-session.ts';
import { applyPatch } from './patch.ts';
import { storedValues, systemValues, type SystemFields } from './record-values.ts';
import { may } from './rights.ts';
import { scopeOf } from './scope.ts';
import { schemaProblems } from './schema-problems.ts';
import type { Session } from './session.ts';
import { titleOf } from './title.ts';
import type { Computed, Facts, Needs, Setting } from './types.ts';
import type { Validators } from './validators.ts';
import type { Work } from './work.ts';

/**
 * Values of a form while a user types: the same computation that saving will make, and what is wrong with the shape of
 * each value. Nothing is decided here.
 *
 * @param data      as the form has it: whole tables, every line with its id
 * @param before    the stored record that is being edited; null for a new one
 * @param previous  `memo` of the last answer: lines that are the same objects as then (whether they went in or came
 *                  out) are not computed again, and fills follow what changed since. Drop it when a fact was replaced
 * @returns         computed | needs, answered when a value depends on what has not been read yet
 * @throws Fault for a type that the model does not have
 */
export function compute(
  model: Model,
  validators: Validators,
  typeKey: string,
  data: JsonObject,
  before: Stored | null,
  facts: Facts,
  setting: Setting,
  previous: ComputeMemo | null = null,
): Computed | Needs {
  const type = model.types.get(typeKey);
  if (!type) throw new Fault(`No type ${typeKey} in the model`);
  const session = openSession(model, validators, facts, setting, verbs);
  const clean = withIds(session, type, data);
  const system = before ?? newSystem(session, type);
  const computed = computeRecord({
    type,
    data: clean,
    system: systemValues(system),
    before: previous?.doc ?? (before ? storedValues(type, before) : null),
    blank: new Set(),
    scope: scopeOf(session),
    memo: previous,
  });
  const work = workOf(type, system, before, computed.data, computed.doc);
  const fields = fieldStates(session, work, may(session, before ? 'edit' : 'create', typeKey));
  const title = titleOf(session, type, computed.doc, system.number);
  const ledgers = foreseeForm(session, work);
  if (session.lacks.any) return session.lacks.needs();
  const problems = [...formProblems(session, type, clean, computed.memo), ...ledgers];
  return { kind: 'computed', data: computed.data, fields, problems, title, memo: computed.memo };
}

/** Nulls out and line ids in, leaving line objects that need neither as they are: the memo knows them by identity. */
function withIds(session: Session, type: RecordType, data: JsonObject): JsonObject {
  const tables = new Set(
    [...type.fields.values()].flatMap(({ key, kind }) => (kind === 'table' ? [key] : [])),
  );
  const header = Object.fromEntries(Object.entries(data).filter(([key]) => !tables.has(key)));
  const clean = Object.fromEntries(Object.entries(applyPatch(type.fields, {}, header, session.ids)));
  for (const table of tables) {
    if (!Array.isArray(data[table])) continue;
    const fields = type.fields.get(table)?.fields ?? new Map();
    clean[table] = linesAt(data, table).map((line) => {
      const isReady = line['id'] !== undefined && Object.values(line).every((value) => value !== null);
      return isReady ? line : { id: session.ids.line(), ...applyPatch(fields, {}, line, session.ids) };
    });
  }
  return clean;
}

/** Shape problems: of the header every time, of a line only when it is another object than before. */
function formProblems(
  session: Session,
  type: RecordType,
  data: JsonObject,
  memo: ComputeMemo,
): FieldProblem[] {
  const { model, validators, setting } = session;
  const header = schemaProblems(model, type, validators.header(type.key)(data), setting.language);
  const lines = [...type.fields.values()].flatMap((field) => {
    if (field.kind !== 'table') return [];
    return linesAt(data, field.key).flatMap((line, index) => {
      const result = memo.lines.get(line);
      const found =
        result?.problems ??
        schemaProblems(
          model,
          type,
          validators.line(type.key, field.key)(line),
          setting.language,
          `/${field.key}/0`,
        );
      if (result) result.problems = found;
      return found.map((problem) => ({
        ...problem,
        pointer: problem.pointer.replace(`/${field.key}/0`, `/${field.key}/${index}`),
      }));
    });
  });
  return [...header, ...lines];
}

function newSystem(session: Session, type: RecordType): SystemFields {
  const { now } = session.constants;
  const { machine } = type;
  const stage = machine?.initial ?? null;
  return {
    id: '',
    type: type.key,
    number: null,
    revision: 0,
    version: 0,
    stage,
    states: machine && stage !== null ? machine.pathsOf(stage) : [],
    phase: machine && stage !== null ? machine.phaseOf(stage) : 'posted',
    title: '',
    owner: session.setting.user.id,
    createdAt: now,
    createdBy: session.setting.user.id,
    updatedAt: now,
    postedAt: null,
    release: session.setting.release,
    archived: false,
  };
}

function workOf(
  type: RecordType,
  system: SystemFields,
  before: Stored | null,
  data: JsonObject,
  doc: Work['doc'],
): Work {
  const { id, number, stage, states, phase, owner, postedAt, archived } = system;
  return {
    id,
    type,
    before,
    number,
    stage,
    states,
    phase,
    owner,
    postedAt,
    archived,
    deleted: false,
    data,
    doc,
  };
}
