import type { JsonObject } from '../model/json.ts';
import type { Field, RecordType } from '../model/type.ts';
import type { Id } from '../model/record.ts';
import { fieldProblem } from '../problems/index.ts';
import type { FieldProblem } from '../problems/problem.ts';
import { completeProblems, mustBeComplete } from './complete.ts';
import { computedProblems } from './computed-problems.ts';
import { computeWork } from './compute-work.ts';
import { chosenOf, eachField, linesAt } from './each-field.ts';
import { phaseAllows } from './editable.ts';
import { followChange } from './follow.ts';
import { hasFieldRules, rightOnField } from './field-rights.ts';
import { refuseProblems } from './overrides.ts';
import { applyPatch, renamedLines } from './patch.ts';
import { linesOf } from './progress.ts';
import { rebuildDrafts } from './rebuild-drafts.ts';
import { nameOf, requireLineage, requireWork } from './records.ts';
import { refuse } from './refused.ts';
import { requireRight } from './rights.ts';
import { reusedLines } from './reused-lines.ts';
import { sameJson } from './same.ts';
import { computedFieldProblems, contentProblems, shapeProblems } from './save-checks.ts';
import { holds, scopeOf } from './scope.ts';
import type { Session } from './session.ts';
import { standingRate } from './standing-rate.ts';
import { afterEdit } from './stages/after-edit.ts';
import { downLinks } from './web.ts';
import { fieldLabel, stageTitle } from './words.ts';
import type { Work } from './work.ts';

/**
 * Changes a record's data.
 *
 * @throws Refused not-found, not-allowed, not-a-draft (void), invalid (all field problems at once), open-exceeded when a
 *         line of a draft asks for more than its source has
 */
export function edit(session: Session, id: Id, patch: JsonObject): void {
  const work = requireLineage(session, id);
  const { language } = session.setting;
  requireRight(session, work, 'edit');
  const { type } = work;
  if (work.phase === 'void') refuse('not-a-draft', 422, { title: nameOf(session, id) }, language);
  refuseRenamed(session, type, patch);
  changeData(session, work, applyPatch(type.fields, work.data, patch, session.ids), {
    what: 'edit',
    free: false,
  });
  afterEdit(session, id, work);
}

/** @throws Refused invalid, when a patch gives lines other ids */
export function refuseRenamed(session: Session, type: RecordType, patch: JsonObject): void {
  const { language } = session.setting;
  const renamed = renamedLines(type.fields, patch);
  if (renamed.length === 0) return;
  const problems = renamed.map(({ pointer, id, other }) =>
    fieldProblem('line-keeps-id', pointer, { id, other }, language),
  );
  refuse('invalid', 422, {}, language, problems);
}

/**
 * Gives a record new data and checks all that saving checks; what hangs on it follows.
 *
 * @param as.what  what the history calls it; null: whoever called writes it, and has what hangs on it follow
 * @param as.free  fields may change whatever the phase says: an amendment; `whole` that a definition makes, which no role
 *                 holds back
 */
export function changeData(
  session: Session,
  work: Work,
  raw: JsonObject,
  as: { readonly what: 'edit' | 'refill' | null; readonly free: boolean | 'whole' },
): void {
  const { id, type } = work;
  const { language } = session.setting;
  const shape = shapeProblems(session, type, raw, work.data);
  if (shape.length > 0) refuse('invalid', 422, {}, language, shape);
  const reused = reusedLines(session, work, raw);
  if (reused.length > 0) refuse('invalid', 422, {}, language, reused);
  const fixed = as.free === 'whole' ? [] : fixedProblems(session, work, raw, as.free);
  if (fixed.length > 0 && as.free) refuse('invalid', 422, {}, language, fixed);
  if (fixed.length > 0) refuseFixed(session, work, fixed);
  const after = computeWork(session, work, raw, work.doc, undefined, true);
  const problems = [
    ...computedFieldProblems(session, type, raw, after.data, work.data),
    ...contentProblems(session, type, after.doc, after.data, work.data, work.doc),
    ...(mustBeComplete(after) ? completeProblems(session, after, null) : computedProblems(session, after)),
  ];
  if (problems.length > 0) refuseProblems(session, 'invalid', {}, problems);
  if (as.what === null) return;
  if (after.phase === 'draft') session.work.warnings.push(...standingRate(session, work, after));
  followChange(session, work, after);
  // Edited again after it was in force: drafts that were made from it follow.
  if (after.phase === 'draft' && after.revision > 0 && downLinks(session, id).length > 0)
    rebuildDrafts(session, work, after);
  const { stage } = work;
  const stages = { stageBefore: stage, stageAfter: stage };
  session.work.happenings.push({
    record: id,
    what: as.what,
    key: null,
    ...stages,
    dataBefore: work.data,
    dataAfter: requireWork(session, id).data,
  });
}

/** What left the draft phase is refused as such, naming the fields; a draft's field may be closed by `x-editable` alone. */
function refuseFixed(session: Session, work: Work, fixed: readonly FieldProblem[]): never {
  const { language } = session.setting;
  if (work.phase === 'draft' || work.type.machine === null) refuse('invalid', 422, {}, language, fixed);
  refuse('not-a-draft', 422, { title: nameOf(session, work.id) }, language, fixed);
}

/**
 * Fields that were changed although they stand fixed: by roles, by the phase, or by `x-editable`.
 *
 * @param amends  only roles hold a field back
 */
function fixedProblems(session: Session, work: Work, raw: JsonObject, amends: boolean): FieldProblem[] {
  const { type, data, doc } = work;
  const ruled = hasFieldRules(session, type);
  if (amends && !ruled) return [];
  const withheld = (field: Field) => ruled && rightOnField(session, work, field.path).readonly;
  const closed = (field: Field, table: string | null) =>
    (!amends && !phaseAllows(session, work, field, table)) || withheld(field);
  const free = amends || work.phase === 'draft' || type.machine === null;
  const judged = (field: Field) =>
    field.kind !== 'table' &&
    field.formula === null &&
    field.key !== 'id' &&
    (!free || (!amends && field.editable !== null) || withheld(field));
  const places = eachField(chosenOf(type, judged), raw, raw, data, true);
  const problems = places.flatMap(({ field, pointer, table, index, value, before }) => {
    if (sameJson(value, before ?? null)) return [];
    const id = table === null ? null : linesAt(raw, table)[index]?.['id'];
    const line =
      table === null ? null : (linesOf(doc, table).find((candidate) => candidate['id'] === id) ?? null);
    const isNew = table !== null && line === null;
    const open =
      amends || field.editable === null || isNew || holds(field.editable, scopeOf(session, { doc, line }));
    return open && !closed(field, table) ? [] : [notEditable(session, work, field.path, pointer)];
  });
  const inner = ruled ? withheldInObjects(session, work, raw) : [];
  return [...problems, ...inner, ...fixedTables(session, work, raw, closed)];
}

/** Members of an object field that roles close, where the object itself stands open. */
function withheldInObjects(session: Session, work: Work, raw: JsonObject): FieldProblem[] {
  return [...work.type.fields.values()].flatMap((field) => {
    if (field.kind !== 'object' || !field.fields) return [];
    const [after, before] = [raw[field.key], work.data[field.key]].map((json) => (json ?? {}) as JsonObject);
    return [...field.fields.values()].flatMap(({ key, path }) =>
      sameJson(after?.[key] ?? null, before?.[key] ?? null) || !rightOnField(session, work, path).readonly
        ? []
        : [notEditable(session, work, path, `/${field.key}/${key}`)],
    );
  });
}

/** Lines may come and go only where the whole table may change. */
function fixedTables(
  session: Session,
  work: Work,
  raw: JsonObject,
  closed: (field: Field, table: string) => boolean,
): FieldProblem[] {
  return [...work.type.fields.values()].flatMap((field) => {
    if (field.kind !== 'table' || !closed(field, field.key)) return [];
    const before = linesAt(work.data, field.key).map((line) => line['id'] ?? null);
    const after = linesAt(raw, field.key).map((line) => line['id'] ?? null);
    return sameJson(before, after) ? [] : [notEditable(session, work, field.path, `/${field.key}`)];
  });
}

function notEditable(session: Session, work: Work, path: string, pointer: string): FieldProblem {
  const params = {
    label: fieldLabel(session, work.type, path),
    stage: stageTitle(session, work.type, work.states),
  };
  return fieldProblem('not-editable', pointer, params, session.setting.language);
}
