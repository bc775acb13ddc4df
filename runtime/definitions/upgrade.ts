import { canonicalFile, extractOverlay, upgradeOverlay } from '#engine';
import type { Choice, Refusal } from '#engine';
import type { Caller } from '../access/caller.ts';
import type { App } from '../app.ts';
import type { UpgradeAnswer } from '../definition-shapes.ts';
import { mergedOf, packOf } from '../store/release-layers.ts';
import type { Files } from '../store/releases.ts';
import { draftPacks, readDraft, replaceDraft } from './drafts.ts';
import { refuseDefinition } from './refusals.ts';

export interface UpgradeRequest {
  /** The newer base pack, whole. */
  readonly files: Files;
  /** By conflict id. */
  readonly choices: Readonly<Record<string, Choice>>;
}

/**
 * Moves a draft to a newer version of one of its base packs: a three-way merge of meaning. With a conflict that nobody
 * has decided the draft stays as it is, and all conflicts are listed in words; choices are given back by their ids.
 *
 * An upgrade is one act: the draft's undo begins anew after it.
 *
 * @returns what came of it | refusal `no-base` when the draft lies on no pack of that key
 */
export async function upgradeDraft(
  app: App,
  caller: Caller,
  draftId: string,
  { files, choices }: UpgradeRequest,
): Promise<UpgradeAnswer | Refusal> {
  const draft = await readDraft(app, caller, draftId);
  if ('kind' in draft) return draft;
  const packs = await draftPacks(app, caller.companyId, draft);
  const newer = packOf(files);
  if (!packs.some(({ key }) => key === newer.key))
    return refuseDefinition('no-base', caller.language, {
      pack: newer.key,
      known: packs.map(({ key }) => key).join(', '),
    });
  const next = packs.map((layer) => (layer.key === newer.key ? newer : layer));
  const [oldBase, newBase] = [mergedOf(packs), mergedOf(next)];
  const { pack, conflicts } = upgradeOverlay({
    oldBase,
    overlay: extractOverlay(oldBase, { files: draft.files }),
    newBase,
    choices,
    language: caller.language,
  });
  if (conflicts.some(({ choice }) => choice === null)) return { upgraded: false, conflicts, draft };
  const upgraded = await replaceDraft(
    app,
    caller,
    draft,
    inOldSpelling(pack.files, draft.files, files),
    next,
  );
  return 'kind' in upgraded ? upgraded : { upgraded: true, conflicts, draft: upgraded };
}

/** What means the same stays spelt as its author did, so that the difference shows what has changed. */
function inOldSpelling(merged: Files, ...spellings: readonly Files[]): Files {
  return Object.fromEntries(
    Object.entries(merged).map(([path, text]) => {
      const same = spellings.find(
        ({ [path]: own }) => own !== undefined && canonicalFile(path, own) === text,
      );
      return [path, same?.[path] ?? text];
    }),
  );
}
