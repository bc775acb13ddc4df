import type { JsonObject } from '../model/json.ts';
import type { Stored } from '../model/record.ts';
import type { RecordType } from '../model/type.ts';
import type { FieldProblem } from '../problems/problem.ts';
import { Fault } from '../problems/problem.ts';
import { lineResult, type ComputeMemo } from './compute-memo.ts';
import { computeRecord } from './compute-record.ts';
import { copiedOf } from './copied.ts';
import { toldCopied } from './copied-places.ts';
import { linesAt } from './each-field.ts';
import { formConditions } from './form-conditions.ts';
import { formChecks } from './field-checks.ts';
import { fieldStates } from './field-states.ts';
import { withoutKept } from './kept.ts';
import { originsIn, rememberedTrail } from './origins.ts';
import { applyPatch } from './patch.ts';
import { storedValues, systemValues, type SystemFields } from './record-values.ts';
import { withLive } from './live-values.ts';
import { hidesTitleOf } from './field-rights.ts';
import { may, mayOn } from './rights.ts';
import { scopeOf } from './scope.ts';
import { mistakenAnswers } from './mistaken-answers.ts';
import { schemaProblems } from './schema-problems.ts';
import type { Session } from './session.ts';
import { bareTitle } from './reader-title.ts';
import { titleOf } from './title.ts';
import type { Computed, Needs } from './types.ts';
import type { ValueSources } from './value-source.ts';
import { workAt, type Work } from './work.ts';

/** What only the whole model can tell of a form. */
export interface Beyond {
  readonly foresee: (session: Session, work: Work) => readonly FieldProblem[];
  readonly sources: (session: Session, work: Work) => ValueSources;
}

/** What `compute` and `computeForm` have in common; see there. */
export function computeIn(
  session: Session,
  typeKey: string,
  data: JsonObject,
  before: Stored | null,
  previous: ComputeMemo | null,
  beyond: Beyond,
): Computed | Needs {
  const type = session.model.types.get(typeKey);
  if (!type) throw new Fault(`No type ${typeKey} in the model`);
  const clean = withIds(session, type, withoutKept(data));
  const system = before ?? newSystem(session, type);
  const stored = before && storedValues(type, before);
  const computed = computeRecord({
    type,
    data: clean,
    system: systemValues(system),
    before: previous?.doc ?? stored,
    blank: new Set(),
    scope: scopeOf(session, stored ? { doc: stored } : {}),
    memo: previous,
    // A form has no links, but was told what they say.
    copied:
      before && stored
        ? session.facts.lineages.has(before.id)
          ? copiedOf(session, type, stored)
          : toldCopied(session.facts, type, before, stored)
        : null,
    trail:
      before && stored ? rememberedTrail(type, originsIn(before.data), stored, previous?.doc ?? null) : null,
  });
  const work = workAt(type, system, before, computed.data, computed.doc);
  const fields = fieldStates(
    session,
    work,
    before ? mayOn(session, 'edit', work) : may(session, 'create', typeKey),
  );
  const made = titleOf(session, type, computed.doc, system.number);
  const title = hidesTitleOf(session, work)
    ? bareTitle(session.model, type, system.number, session.setting.language)
    : made;
  const ledgers = beyond.foresee(session, work);
  const sources = beyond.sources(session, work);
  const conditions = formConditions(session, type, computed.doc);
  if (session.lacks.any) return session.lacks.needs();
  const shown = withLive(session, work);
  const memo = computed.remember(shown);
  const problems = [
    ...formProblems(session, type, clean, memo),
    ...formChecks(session, type, computed.doc, stored),
    ...ledgers,
    ...mistakenAnswers(session),
  ];
  const lacks = session.lacks.any ? { lacks: session.lacks.needs() } : {};
  return { kind: 'computed', data: shown, fields, problems, title, conditions, sources, memo, ...lacks };
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
  const header = schemaProblems(model, type.fieldByPath, validators.header(type.key)(data), setting.language);
  const lines = [...type.fields.values()].flatMap((field) => {
    if (field.kind !== 'table') return [];
    return linesAt(data, field.key).flatMap((line, index) => {
      const result = lineResult(memo, line);
      const found =
        result?.problems ??
        schemaProblems(
          model,
          type.fieldByPath,
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

/** As if `was` had been computed last: fills follow what changed since. Lines are all computed again. */
export function memoOf(
  session: Session,
  typeKey: string,
  was: JsonObject,
  before: Stored | null,
): ComputeMemo {
  const type = session.model.types.get(typeKey);
  if (!type) throw new Fault(`No type ${typeKey} in the model`);
  const data = withIds(session, type, withoutKept(was));
  const doc = storedValues(type, { ...(before ?? newSystem(session, type)), data });
  return { doc, data, today: session.constants.today, form: {} };
}

/** Of a record that is not written yet. */
export function newSystem(session: Session, type: RecordType): SystemFields {
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
