import { compile, makeValidators, replay } from '#engine';
import type { Refusal, ReplaySide } from '#engine';
import type { Caller } from '../access/caller.ts';
import type { App } from '../app.ts';
import type { ReplayAnswer } from '../definition-shapes.ts';
import { readReleaseFiles } from '../store/releases.ts';
import type { Files } from '../store/releases.ts';
import { ajvValidator } from '../validation.ts';
import { readDraft } from './drafts.ts';
import { refuseDefinition } from './refusals.ts';
import { replayHistory } from './replay-history.ts';
import { baseDataOf, scenariosIn } from './run-scenarios.ts';

/**
 * The commands of the scenarios of the release that a draft began from, decided again by the draft: what would differ,
 * document by document, whether or not a scenario looks at it.
 *
 * @param history  decides what the company has done again as well, since a day
 * @returns the stories that would go otherwise | refusal `not-compiling` when the draft has errors
 */
export async function replayDraft(
  app: App,
  caller: Caller,
  draftId: string,
  history?: { readonly since: string | null },
): Promise<ReplayAnswer | Refusal> {
  const draft = await readDraft(app, caller, draftId);
  if ('kind' in draft) return draft;
  const files = await readReleaseFiles(app.pool, caller.companyId, draft.base);
  const [from, to] = [sideOf(files), sideOf(draft.files)];
  if (from === null || to === null) return refuseDefinition('not-compiling', caller.language);
  const stories = scenariosIn(files).flatMap(({ name, scenario }) => {
    const documents = replay(scenario, from, to, caller.language);
    return documents.length === 0 ? [] : [{ name, title: scenario.title, documents }];
  });
  if (history === undefined) return { stories };
  return { stories, history: await replayHistory(app, caller, from, to, history.since) };
}

function sideOf(files: Files): ReplaySide | null {
  const { model } = compile({ files }, { validator: ajvValidator });
  return model && { model, validators: makeValidators(model, ajvValidator), base: baseDataOf(files) };
}
