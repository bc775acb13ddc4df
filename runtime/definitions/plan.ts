import { createHash } from 'node:crypto';
import {
  changeWords,
  compile,
  compileMigrations,
  diffPacks,
  makeValidators,
  planChanges,
  standingProblems,
} from '#engine';
import type { Effect, Model, Problem, Refusal } from '#engine';
import type { Caller } from '../access/caller.ts';
import type { App } from '../app.ts';
import type { DefinitionDraft, PlanAnswer, ProblemsAnswer } from '../definition-shapes.ts';
import { hashOfFiles, readReleaseFiles } from '../store/releases.ts';
import { readSlots } from '../store/slots.ts';
import type { Connection } from '../store/statement.ts';
import { allotSlots } from '../store/type-plan.ts';
import { ajvValidator } from '../validation.ts';
import { foreseeParked, movedTypes } from './carry-over.ts';
import type { ReadingRelease } from './carry-over.ts';
import { countTouched } from './count-touched.ts';
import { readDraft } from './drafts.ts';
import { readLiveRecords } from './live-records.ts';
import { runScenarios } from './run-scenarios.ts';
import { touchedRecords } from './touched-records.ts';

export interface Plan extends PlanAnswer {
  /** Both sides, as far as records are read with them; null when the draft has errors. */
  readonly sides: { readonly before: ReadingRelease; readonly after: ReadingRelease } | null;
}

/** Every problem of a draft, in the caller's language; live records that it would strand included. */
export async function draftProblems(
  app: App,
  caller: Caller,
  draftId: string,
): Promise<ProblemsAnswer | Refusal> {
  const draft = await readDraft(app, caller, draftId);
  if ('kind' in draft) return draft;
  const { problems } = await judge(app.pool, caller, draft, await baseOf(app, app.pool, caller, draft));
  return { problems };
}

/** What publishing would change, in words, with the number of live records each change touches, and whether it may be. */
export async function planDraft(app: App, caller: Caller, draftId: string): Promise<PlanAnswer | Refusal> {
  const draft = await readDraft(app, caller, draftId);
  if ('kind' in draft) return draft;
  const { sides: _, ...answer } = await makePlan(app, app.pool, caller, draft);
  return answer;
}

export async function makePlan(
  app: App,
  connection: Connection,
  caller: Caller,
  draft: DefinitionDraft,
): Promise<Plan> {
  const { companyId, language } = caller;
  const base = await baseOf(app, connection, caller, draft);
  const { model, problems, effects } = await judge(connection, caller, draft, base);
  const live = await readLiveRecords(connection, companyId);
  const changes = diffPacks({ files: base.files }, { files: draft.files }).map((change) => ({
    kind: change.kind,
    file: change.file,
    pointer: change.pointer,
    words: changeWords(change, language),
    records: touchedRecords(change.file, change.pointer, live, model, draft.files),
  }));
  const { scenarios, coverage } = model
    ? runScenarios(draft.files, model, makeValidators(model, ajvValidator))
    : { scenarios: [], coverage: [] };
  const sides = model && {
    before: base,
    after: {
      files: draft.files,
      model,
      plan: allotSlots(model, await readSlots(connection, companyId)).plan,
    },
  };
  return {
    // Seals what is published over what; counts of live records move on while people look at the plan.
    hash: createHash('sha256')
      .update(JSON.stringify([draft.base, draft.version, hashOfFiles(draft.files)]))
      .digest('hex'),
    changes,
    effects,
    parked: sides
      ? await foreseeParked(
          connection,
          companyId,
          movedTypes(sides.before, sides.after),
          sides.after,
          language,
        )
      : [],
    problems,
    scenarios,
    coverage,
    publishable:
      model !== null &&
      changes.length > 0 &&
      !problems.some(isError) &&
      scenarios.every((scenario) => scenario.passed),
    sides,
  };
}

export function isError(problem: Problem): boolean {
  return problem.severity === 'error';
}

/** The release that the draft began from. */
async function baseOf(
  app: App,
  connection: Connection,
  { companyId }: Caller,
  draft: DefinitionDraft,
): Promise<ReadingRelease> {
  const files = await readReleaseFiles(connection, companyId, draft.base);
  const current = await app.models.current(companyId);
  if (current.release === draft.base) return { files, model: current.model, plan: current.plan };
  const model = compile({ files }, { validator: ajvValidator }).model ?? current.model;
  return { files, model, plan: current.plan };
}

interface Judged {
  readonly model: Model | null;
  readonly problems: readonly Problem[];
  readonly effects: PlanAnswer['effects'];
}

async function judge(
  connection: Connection,
  { companyId, language }: Caller,
  { files }: DefinitionDraft,
  base: ReadingRelease,
): Promise<Judged> {
  const options = { validator: ajvValidator, language };
  const { model, problems } = compile({ files }, options);
  const steps = compileMigrations({ files }, options);
  const all = [...problems, ...steps.problems];
  if (!model) return { model, problems: all, effects: [] };
  const plan = planChanges(
    {
      before: { pack: { files: base.files }, model: base.model },
      after: { pack: { files }, model, migrations: steps.migrations },
    },
    language,
  );
  const counts = await countTouched(connection, companyId, plan.effects, hashOfFiles(files));
  return {
    model: steps.problems.some(isError) ? null : model,
    problems: [
      ...all,
      ...standingProblems(
        plan,
        counts.map(({ stranded }) => stranded),
      ),
    ],
    effects: plan.effects.map((effect, place) => effectShape(effect, counts[place]?.records ?? 0)),
  };
}

function effectShape(
  { kind, file, pointer, words, isDestructive, isCovered }: Effect,
  records: number,
): PlanAnswer['effects'][number] {
  return { kind, file, pointer, words, records, isDestructive, isCovered };
}
