// What a computation remembers of its fills: which row of which decision, or a hand. @source conversions.md P2
import type { Verdict } from '../decisions/verdict.ts';
import type { Value } from '../expressions/scope.ts';
import type { Json, JsonObject } from '../model/json.ts';
import type { RecordType } from '../model/type.ts';
import { listen } from './decide-table.ts';
import { isTraced, originsIn, originsKey, type Origin, type Origins, type Trail } from './origins.ts';
import type { Session } from './session.ts';
import type { Work } from './work.ts';

/** Notes on a copy of what is known; `taken` afterwards is what belongs to the new data, lines that have gone left out. */
export class OriginTrail implements Trail {
  readonly byHand: boolean;
  readonly #session: Session;
  #origins: Record<string, Origin>;

  constructor(session: Session, known: Origins, byHand: boolean) {
    this.#session = session;
    this.#origins = { ...known };
    this.byHand = byHand;
  }

  known(place: string): Origin | undefined {
    return this.#origins[place];
  }

  fill(place: string, run: () => Value): Value {
    const { value, verdicts } = listen(this.#session, run);
    const verdict = verdicts.at(-1);
    if (verdict) this.#origins[place] = originOf(verdict);
    else this.forget(place);
    return value;
  }

  hand(place: string): void {
    const { constants, setting } = this.#session;
    this.#origins[place] = { by: 'hand', on: constants.today, user: setting.user.id };
  }

  forget(place: string): void {
    delete this.#origins[place];
  }

  /** null: nothing worth keeping. */
  taken(type: RecordType, data: JsonObject): Json | null {
    const entries = Object.entries(this.#origins).filter(([place]) => isThere(type, data, place));
    return entries.length === 0 ? null : (Object.fromEntries(entries) as unknown as Json);
  }
}

export function originOf({ decision, rows, isDefault, day }: Verdict): Origin {
  const won = rows.find(({ outcome }) => outcome === 'won');
  return {
    by: 'decision',
    on: day,
    decision,
    row: won?.row ?? null,
    title: won?.title ?? null,
    record: won?.record ?? null,
    line: won?.line ?? null,
    isDefault,
  };
}

/** Whether the line of a place still stands, and the field still has a value. */
function isThere(type: RecordType, data: JsonObject, place: string): boolean {
  const steps = place.split('/');
  let holder: JsonObject | undefined = data;
  for (let index = 0; index + 2 < steps.length; index += 2) {
    const lines: Json = holder?.[steps[index] ?? ''] ?? null;
    holder = Array.isArray(lines)
      ? (lines as readonly JsonObject[]).find((line) => line['id'] === steps[index + 1])
      : undefined;
  }
  return holder?.[steps.at(-1) ?? ''] !== undefined && type.fields.has(steps[0] ?? '');
}

const withFills = new WeakMap<RecordType, 'none' | 'plain' | 'traced'>();

/** Whether a type fills anything at all, and whether decisions have a say in it. */
export function fillsOf(type: RecordType): 'none' | 'plain' | 'traced' {
  const known = withFills.get(type);
  if (known) return known;
  const filled = [...type.fieldByPath.values()].filter(({ fill }) => fill !== null);
  const kind = filled.length === 0 ? 'none' : filled.some(isTraced) ? 'traced' : 'plain';
  withFills.set(type, kind);
  return kind;
}

/** null where there is nothing to remember: no fills, or nothing but fills of something new that say what they read. */
export function trailOf(
  session: Session,
  { type, data }: Work,
  before: Value,
  byHand: boolean,
): OriginTrail | null {
  const fills = fillsOf(type);
  const origins = originsIn(data);
  if (
    data[originsKey] === undefined &&
    (fills === 'none' || (fills === 'plain' && (before === null || !byHand)))
  )
    return null;
  return new OriginTrail(session, origins, byHand);
}
