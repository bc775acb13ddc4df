import type { Refusal } from '#engine';
import type { Caller } from '../access/caller.ts';
import type { App } from '../app.ts';
import { inTransaction } from '../database/transaction.ts';
import { readCompany } from '../store/companies.ts';
import { layered } from '../store/release-layers.ts';
import { putRelease } from '../store/releases.ts';
import { putSlots, readSlots } from '../store/slots.ts';
import { allotSlots } from '../store/type-plan.ts';
import { carryOver, movedTypes } from './carry-over.ts';
import { deleteDraft, draftPacks, readDraft } from './drafts.ts';
import { isError, makePlan } from './plan.ts';
import type { Plan } from './plan.ts';
import { refuseDefinition } from './refusals.ts';

export interface Published {
  readonly kind: 'published';
  readonly release: number;
  readonly hash: string;
}

/**
 * Publishes a draft as the next release, in one transaction: files, slots of new columns, and every record whose type
 * reads otherwise now, carried over.
 *
 * @param planHash  of the plan that the author has seen
 * @returns published | refusal: `base-moved`, `plan-moved`, `not-publishable`; nothing is written then
 */
export async function publishDraft(
  app: App,
  caller: Caller,
  draftId: string,
  request: { readonly plan: string; readonly message: string },
): Promise<Published | Refusal> {
  const { companyId, language } = caller;
  const result = await inTransaction(app.pool, async ({ client, commit }): Promise<Published | Refusal> => {
    // Whoever publishes holds the company's row, so that two drafts of one base do not follow each other unseen.
    const company = await readCompany(client, companyId, true);
    const draft = await readDraft(app, caller, draftId);
    if ('kind' in draft) return draft;
    const current = company?.release ?? 0;
    if (draft.base !== current)
      return refuseDefinition('base-moved', language, { base: draft.base, current });

    const plan = await makePlan(app, client, caller, draft);
    if (plan.hash !== request.plan) return refuseDefinition('plan-moved', language);
    if (!plan.publishable || !plan.sides) {
      return refusePublishing(plan, language);
    }

    const number = current + 1;
    const { before, after } = plan.sides;
    const allotted = allotSlots(after.model, await readSlots(client, companyId));
    const head = {
      number,
      author: caller.user.id,
      message: request.message,
      publishedAt: new Date(app.clock()).toISOString(),
    };
    const hash = await putRelease(
      client,
      companyId,
      head,
      draft.files,
      layered(await draftPacks(app, companyId, draft), draft.files),
    );
    await putSlots(client, companyId, allotted);
    const moved = movedTypes(before, after);
    if (moved.length > 0) {
      // Commands under way finish first; later ones wait, and find that the release has moved on.
      await client.query('lock table app.records in exclusive mode');
      await carryOver(client, companyId, moved, after);
    }
    await commit(() => deleteDraft(client, companyId, draftId));
    return { kind: 'published', release: number, hash };
  });
  // This process need not wait for its own message.
  if (result.kind === 'published') app.models.forget(companyId);
  return result;
}

/** Names what is in the way: publishing is refused by the scenario that fails, not by a number. */
function refusePublishing({ problems, scenarios }: Plan, language: string): Refusal {
  const errors = problems.filter(isError);
  const failing = scenarios.filter((scenario) => !scenario.passed);
  const refusal = refuseDefinition('not-publishable', language, {
    problems: errors.length,
    scenarios: failing.length,
  });
  return {
    ...refusal,
    problems: [
      ...errors.map(({ code, file, pointer, message, params }) => ({
        code,
        pointer: `${file}#${pointer}`,
        message,
        params,
      })),
      ...failing.map(({ name, title, detail }) => ({
        code: 'scenario-failed',
        pointer: `scenarios/${name}.json#`,
        message: `${title}: ${detail ?? ''}`,
        params: { scenario: name },
      })),
    ],
  };
}
