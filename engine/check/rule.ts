import type { PlacedExpr } from '../build/workshop.ts';
import type { LinkedPack } from '../model/linked-pack.ts';
import type { Model } from '../model/model.ts';
import type { ValidatorFactory } from '../validation.ts';
import type { Finding } from '../problems/finding.ts';

/** What a rule looks at. The model may be unsound: parts that did not compile say nothing. */
export interface CheckedPack {
  readonly linked: LinkedPack;
  readonly model: Model;
  /** Every expression that compiled, where it stands. */
  readonly expressions: readonly PlacedExpr[];
  /** The files are a slice of a pack. */
  readonly partial: boolean;
  /** Judges the shape of records that stand in the pack. */
  readonly validator: ValidatorFactory;
}

/** One thing that must hold of a pack. */
export type Rule = (pack: CheckedPack) => Iterable<Finding>;
