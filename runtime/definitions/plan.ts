import { createHash } from 'node:crypto';
import { compile, makeValidators } from '#engine';
import type { Model, Problem, Refusal } from '#engine';
import type { Caller } from '../access/caller.ts';
import type { App } from '../app.ts';
import type { DefinitionDraft, PlanAnswer, ProblemsAnswer } from '../shapes.ts';
import { hashOfFiles, readReleaseFiles } from '../store/releases.ts';
import type { Connection } from '../store/statement.ts';
import { ajvValidator } from '../validation.ts';
import { compareFiles } from './compare-files.ts';
import { describeChange } from './describe-change.ts';
import { readDraft } from './drafts.ts';
import { readLiveRecords } from './live-records.ts';
import { runScenarios } from './run-scenarios.ts';
import { strandedRecords } from './stranded-records.ts';
import { touchedRecords } from './touched-records.ts';

export interface Plan extends PlanAnswer {
  /** null when the draft has errors. */
  readonly model: Model | null;
}

/** Every problem of a draft, in the caller's language; live records that it would strand included. */
export async function draftProblems(
  app: App,
  caller: Caller,
  draftId: string,
): Promise<ProblemsAnswer | Refusal> {
  const draft = await readDraft(app, caller, draftId);
  if ('kind' in draft) return draft;
  const { problems } = await judge(app.pool, caller, draft);
  return { problems };
}

/** What publishing would change, in words, with the number of live records each change touches, and whether it may be. */
export async function planDraft(app: App, caller: Caller, draftId: string): Promise<PlanAnswer | Refusal> {
  const draft = await readDraft(app, caller, draftId);
  if ('kind' in draft) return draft;
  const { model: _, ...answer } = await makePlan(app.pool, caller, draft);
  return answer;
}

export async function makePlan(
  connection: Connection,
  caller: Caller,
  draft: DefinitionDraft,
): Promise<Plan> {
  const { model, problems, live } = await judge(connection, caller, draft);
  const base = await readReleaseFiles(connection, caller.companyId, draft.base);
  const changes = compareFiles(base, draft.files).map((change) => ({
    kind: change.kind,
    file: change.file,
    pointer: change.pointer,
    words: describeChange(change, caller.language),
    records: touchedRecords(change.file, change.pointer, live, model, draft.files),
  }));
  const { scenarios, coverage } = model
    ? runScenarios(draft.files, model, makeValidators(model, ajvValidator))
    : { scenarios: [], coverage: [] };
  return {
    // Seals what is published over what; counts of live records move on while people look at the plan.
    hash: createHash('sha256')
      .update(JSON.stringify([draft.base, draft.version, hashOfFiles(draft.files)]))
      .digest('hex'),
    changes,
    problems,
    scenarios,
    coverage,
    publishable:
      model !== null &&
      changes.length > 0 &&
      !problems.some(isError) &&
      scenarios.every((scenario) => scenario.passed),
    model,
  };
}

export function isError(problem: Problem): boolean {
  return problem.severity === 'error';
}

async function judge(connection: Connection, caller: Caller, draft: DefinitionDraft) {
  const { model, problems } = compile(
    { files: draft.files },
    { validator: ajvValidator, language: caller.language },
  );
  const live = await readLiveRecords(connection, caller.companyId);
  return {
    model,
    live,
    problems: model ? [...problems, ...strandedRecords(model, live, caller.language)] : problems,
  };
}
