import type { Model } from '../../model/model.ts';
import type { PackText } from '../../model/pack.ts';
import type { Params } from '../../problems/fill-words.ts';
import type { Migrations } from '../migration/migration.ts';
import type { LayerCode } from '../words/layer-words.ts';
import type en from '../words/effects.en.json';

/** What a change does to a company that works with the definitions. */
export type EffectKind = keyof typeof en;

/**
 * Live records that a change touches, for the runtime to count. All given conditions hold together.
 */
export interface Touched {
  readonly type: string;
  /** In one of these states (dotted paths); absent: in any. */
  readonly states?: readonly string[];
  /** Whose stored data hold this field (dotted path); absent: all. */
  readonly field?: string;
  /** Those that do not hold it: of a column, some line of theirs does not. */
  readonly lacks?: boolean;
  /** Of those that hold it, the ones with another value than these: what stays allowed. Absent: with any. */
  readonly otherThan?: readonly (string | number)[];
}

/** An effect as a rule finds it, before words. */
export interface FoundEffect {
  readonly kind: EffectKind;
  readonly file: string;
  readonly pointer: string;
  readonly params: Params;
  /** null: no record. Keys are those of the older definitions: so records are stored. */
  readonly touches: Touched | null;
  /** What is wrong unless no record is touched, or a migration looks after it. */
  readonly problem?: LayerCode;
  /** A migration of the plan looks after it. */
  readonly isCovered?: boolean;
}

/** Both sides of a plan; `migrations` are those of the newer one. */
export interface PlanSides {
  readonly before: { readonly pack: PackText; readonly model: Model };
  readonly after: { readonly pack: PackText; readonly model: Model; readonly migrations: Migrations };
}

/** One rule of the plan: finds the effects of one kind of change. */
export type EffectRule = (sides: PlanSides) => readonly FoundEffect[];

/** Where the text of a definition stands is where the definition stands. */
export function placeOf(textKey: string): { readonly file: string; readonly pointer: string } {
  const [file = '', pointer = ''] = textKey.split('#');
  return { file: `${file}.json`, pointer: pointer.replace(/(?:\/meta)?\/title$/, '') };
}
