import type { Json } from '../../model/json.ts';
import type { PackText } from '../../model/pack.ts';
import { canonicalText, compareText } from '../canonical/canonical-json.ts';
import { canonicalPack } from '../canonical/canonical-pack.ts';
import { parsedFiles } from '../compare/parsed-files.ts';
import { renamedFiles } from '../compare/renames.ts';
import { extractOverlay } from '../overlay/extract-overlay.ts';
import { mergeLayers } from '../overlay/merge-layers.ts';
import { tellConflict, type ConflictWords } from '../words/conflict-words.ts';
import { mergeThree } from './merge-three.ts';

export type Choice = 'mine' | 'theirs';

/** A place that both the overlay and the new base changed, differently. */
export interface Conflict extends ConflictWords {
  /** Stable: the same clash has the same id in every attempt; choices name it. */
  readonly id: string;
  readonly file: string;
  readonly pointer: string;
  /** undefined: not there. */
  readonly base: Json | undefined;
  readonly mine: Json | undefined;
  readonly theirs: Json | undefined;
  /** null: nobody has chosen; the overlay's word stands for the time being. */
  readonly choice: Choice | null;
}

export interface Upgrade {
  /** To lay on the new base: differences only. */
  readonly overlay: PackText;
  /** The new base with the overlay laid on it, canonical. */
  readonly pack: PackText;
  /** All of them at once, chosen or not, by file and place. */
  readonly conflicts: readonly Conflict[];
}

export interface UpgradeRequest {
  /** What the overlay was written over: the base packs of the release, merged. */
  readonly oldBase: PackText;
  readonly overlay: PackText;
  readonly newBase: PackText;
  /** By conflict id. */
  readonly choices?: Readonly<Record<string, Choice>>;
  /** Of the words of conflicts; English when absent. */
  readonly language?: string;
}

/**
 * Moves an overlay from one version of its base to another: a three-way merge of meaning, by key. What only one side
 * changed is taken; what both changed is a conflict, all of them listed at once with the words to choose by. Until
 * somebody chooses, the overlay's word stands, so that nothing of the company's is lost unseen.
 *
 * Over an unchanged base it changes nothing; run again over the new base it changes nothing more.
 */
export function upgradeOverlay({
  oldBase,
  overlay,
  newBase,
  choices = {},
  language = 'en',
}: UpgradeRequest): Upgrade {
  const own = mergeLayers([
    { key: 'base', pack: oldBase },
    { key: 'overlay', pack: overlay },
  ]).pack;
  const renames = renamedFiles(new Set(Object.keys(oldBase.files)), parsedFiles(newBase));
  const [base, mine, theirs] = [
    movedFiles(parsedFiles(oldBase), renames),
    movedFiles(parsedFiles(own), renames),
    parsedFiles(newBase),
  ];
  const conflicts: Conflict[] = [];
  const files = new Map<string, string>();
  for (const path of [...new Set([...mine.keys(), ...theirs.keys()])].sort(compareText)) {
    const merged = mergeThree(base.get(path), mine.get(path), theirs.get(path), '', (clash) => {
      const id = `${path}#${clash.pointer}`;
      const choice = Object.hasOwn(choices, id) ? (choices[id] ?? null) : null;
      const { named: _, ...sides } = clash;
      conflicts.push({ id, file: path, ...sides, choice, ...tellConflict(path, clash, language) });
      return choice === 'theirs' ? clash.theirs : clash.mine;
    });
    if (merged !== undefined) files.set(path, textOf(path, merged, own, newBase));
  }
  const pack = canonicalPack({ files: Object.fromEntries(files) });
  return { overlay: extractOverlay(newBase, pack), pack, conflicts };
}

function movedFiles(
  files: ReadonlyMap<string, Json>,
  renames: ReadonlyMap<string, string>,
): ReadonlyMap<string, Json> {
  const newPaths = new Map([...renames].map(([path, was]) => [was, path]));
  return new Map(
    [...files].map(([path, json]) => [newPaths.get(path) ?? inRenamedFolder(path, newPaths) ?? path, json]),
  );
}

/** A file of a type's folder that only one side has follows its type.json; so do the type's migrations. */
function inRenamedFolder(path: string, newPaths: ReadonlyMap<string, string>): string | null {
  const [, folder = '', type = '', rest = ''] = /^(types|migrations)\/([^/]+)\/(.+)$/.exec(path) ?? [];
  const renamed = /^types\/([^/]+)\//.exec(newPaths.get(`types/${type}/type.json`) ?? '')?.[1];
  return renamed === undefined ? null : `${folder}/${renamed}/${rest}`;
}

/** A JSON file may hold a text alone; a broken one is a text that must not be quoted. */
function textOf(path: string, value: Json, ...packs: readonly PackText[]): string {
  if (typeof value !== 'string') return canonicalText(value);
  const isBroken = packs.some(({ files }) => files[path] === value);
  return path.endsWith('.json') && !isBroken ? canonicalText(value) : value;
}
