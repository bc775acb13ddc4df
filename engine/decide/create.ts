import type { JsonObject } from '../model/json.ts';
import type { Id, StageValue } from '../model/record.ts';
import type { RecordType } from '../model/type.ts';
import { computedProblems } from './computed-problems.ts';
import { completeProblems, mustBeComplete } from './complete.ts';
import type { LineValues } from './compute-record.ts';
import { computeWork } from './compute-work.ts';
import { givenInVain } from './field-rights.ts';
import { judgeOf } from './judge.ts';
import { refuseProblems } from './overrides.ts';
import { applyPatch } from './patch.ts';
import { refuse } from './refused.ts';
import { may } from './rights.ts';
import { runActions } from './run-actions.ts';
import { computedFieldProblems, contentProblems, shapeProblems } from './save-checks.ts';
import type { Right, Session } from './session.ts';
import { enterStages } from './stages/enter-stages.ts';
import type { Work } from './work.ts';

/** @throws Refused unknown-type, not-allowed, invalid (every field problem at once) */
export function create(
  session: Session,
  typeKey: string,
  data: JsonObject,
  right: Right = 'person',
  what: 'create' | 'copy' = 'create',
): Id {
  const { language } = session.setting;
  const type = session.model.types.get(typeKey) ?? refuse('unknown-type', 404, { type: typeKey }, language);
  if (right === 'person' && !may(session, 'create', typeKey)) refuse('not-allowed', 403, {}, language);
  const raw = applyPatch(type.fields, {}, data, session.ids);
  const work = startWork(session, type, raw, new Set(), true);
  const problems = [
    ...givenInVain(session, work, raw),
    ...computedFieldProblems(session, type, raw, work.data, null),
    ...contentProblems(session, type, work.doc, work.data, null),
    ...(mustBeComplete(work) ? completeProblems(session, work, null) : computedProblems(session, work)),
  ];
  if (problems.length > 0) refuseProblems(session, 'invalid', {}, problems);
  recordCreation(session, work, what, null);
  return work.id;
}

/**
 * A new record in its initial stage, computed and kept; its content is for the caller to check.
 *
 * @param lines  the lines of `raw` as values, by table, where somebody has them already; they are changed
 * @throws Refused invalid, when the data does not have the shape of the type
 */
export function startWork(
  session: Session,
  type: RecordType,
  raw: JsonObject,
  blank: ReadonlySet<string>,
  byHand = false,
  lines: LineValues | null = null,
): Work {
  const problems = shapeProblems(session, type, raw);
  if (problems.length > 0) refuse('invalid', 422, {}, session.setting.language, problems);
  const id = session.ids.uuid();
  const { machine } = type;
  const stage: StageValue | null = machine?.initial ?? null;
  const draft: Work = {
    id,
    type,
    before: null,
    number: null,
    revision: 0,
    stage,
    states: machine && stage !== null ? machine.pathsOf(stage) : [],
    phase: machine && stage !== null ? machine.phaseOf(stage) : 'posted',
    owner: session.setting.user.id,
    postedAt: machine ? null : session.constants.now,
    archived: false,
    deleted: false,
    data: {},
    doc: {},
  };
  const work = computeWork(session, draft, raw, null, blank, byHand, lines);
  return machine ? enterFirstStage(session, work) : work;
}

/** `always` out of the initial state and entry actions need the computed document, so they come after it. */
function enterFirstStage(session: Session, work: Work): Work {
  const { machine } = work.type;
  const step = machine?.start(judgeOf(session, work, null));
  if (!machine || !step) return work;
  const stage = step.stage;
  const started = { ...work, stage, states: machine.pathsOf(stage), phase: machine.phaseOf(stage) };
  session.work.works.set(work.id, started);
  if (step.entered) enterStages(session, work.id, step.entered);
  runActions(session, work.id, step.actions, null);
  return session.work.works.get(work.id) ?? started;
}

export function recordCreation(session: Session, work: Work, what: string, key: string | null): void {
  const { id: record, stage: stageAfter } = work;
  session.work.happenings.push({
    record,
    what,
    key,
    stageBefore: null,
    stageAfter,
    dataBefore: null,
    dataAfter: null,
  });
}
