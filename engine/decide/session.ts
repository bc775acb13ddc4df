import type { Reads, ValueObject } from '../expressions/scope.ts';
import type { Id } from '../model/record.ts';
import type { Model } from '../model/model.ts';
import type { IdSource } from '../values/ids.ts';
import type { Facts, Setting } from './types.ts';
import type { JsonObject } from '../model/json.ts';
import type { ConversionReport, ConversionSource, Override } from './types.ts';
import type { Lacks } from './facts.ts';
import type { Validators } from './validators.ts';
import type { WorkingSet } from './working-set.ts';

/** Who asks: a person, whose roles are looked at, or the definitions themselves (consequences; M7). */
export type Right = 'person' | 'definition';

/** Verbs that actions may call; handed in, so that a verb and its actions do not import each other. */
export interface Verbs {
  readonly fire: (session: Session, id: Id, event: string, input: JsonObject, right: Right) => void;
  readonly convert: (session: Session, request: ConvertRequest, right: Right) => ConversionReport;
  readonly amend?: (session: Session, id: Id, patch: JsonObject, right: Right) => void;
  readonly create?: (session: Session, type: string, data: JsonObject, right: Right) => Id;
}

export interface ConvertRequest {
  readonly conversion: string;
  readonly sources: readonly ConversionSource[];
  readonly set: JsonObject;
  readonly into: Id | null;
}

/** One call of `decide`: what it was given, what it lacks, what it has changed. */
export interface Session {
  readonly model: Model;
  readonly validators: Validators;
  readonly setting: Setting;
  readonly facts: Facts;
  readonly lacks: Lacks;
  readonly work: WorkingSet;
  readonly ids: IdSource;
  readonly reads: Reads;
  /** Values that are the same in every expression of this decision. */
  readonly constants: Constants;
  readonly verbs: Verbs;
  /** Checks that the person goes past, with the reason. */
  readonly overrides: readonly Override[];
  /** How deep actions have set each other off by now. */
  readonly nesting: { depth: number };
}

export interface Constants {
  readonly user: ValueObject;
  readonly here: string | null;
  readonly company: ValueObject;
  readonly settings: ValueObject;
  readonly now: string;
  readonly today: string;
}
