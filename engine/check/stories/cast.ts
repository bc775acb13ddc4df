import type { JsonObject } from '../../model/json.ts';
import type { LinkedPack } from '../../model/linked-pack.ts';
import type { RecordType } from '../../model/type.ts';
import type { Params } from '../../problems/fill-words.ts';
import type { Finding } from '../../problems/finding.ts';
import { nearestName } from '../../problems/nearest-name.ts';
import type { ProblemCode } from '../../problems/problem-words.ts';
import { pointerOf } from '../../read/json-pointer.ts';
import type { CheckedPack } from '../rule.ts';

/** Who is who in a story, step by step. */
export class Cast {
  readonly linked: LinkedPack;
  readonly pack: CheckedPack;
  readonly people: readonly string[];
  /** Type of what an alias names; null: made by itself, of a type that the story does not say. */
  readonly types = new Map<string, string | null>();
  /** The last day that was told: YYYY-MM-DD in a scenario, days ago in a story of the demo. */
  day: string | number;

  constructor(pack: CheckedPack, people: readonly string[], day: string | number) {
    this.pack = pack;
    this.linked = pack.linked;
    this.people = people;
    this.day = day;
  }

  /** undefined: there is no such type, or nobody knows which. */
  type(key: string | null | undefined): RecordType | undefined {
    return this.pack.model.types.get(key ?? '');
  }

  typeOf(alias: string | undefined): RecordType | undefined {
    return this.type(this.types.get(alias ?? ''));
  }
}

/** A place in a story. A line of JSON lines has only its range, whatever stands in it. */
export interface At {
  readonly file: string;
  readonly pointer: string;
  readonly range?: { readonly start: number; readonly end: number };
}

export function under(at: At, ...path: readonly string[]): At {
  return at.range ? at : { ...at, pointer: at.pointer + pointerOf(path) };
}

/** What stands at a key of an object, as the key itself. */
export function atKey(at: At): At & Pick<Finding, 'atKey'> {
  return at.range ? at : { ...at, atKey: true };
}

/** Something is named that is not there. */
export function missing(
  code: ProblemCode,
  name: string,
  known: Iterable<string>,
  at: At & Pick<Finding, 'atKey'>,
  params: Params = {},
): Finding {
  return { code, ...at, params: { name, suggestion: nearestName(name, known), ...params } };
}

/** Keys of an object that are not among those known. */
export function* unknownKeys(
  code: ProblemCode,
  given: JsonObject,
  known: Iterable<string>,
  at: At,
  params: Params = {},
): Iterable<Finding> {
  const all = new Set(known);
  for (const name of Object.keys(given))
    if (!all.has(name)) yield missing(code, name, all, atKey(under(at, name)), params);
}
