// Steps of stories as commands: pure, so that the player in memory and the runtime read stories the same way.
import type { Command } from '../decide/types.ts';
import type { JsonObject } from '../model/json.ts';
import type { Model } from '../model/model.ts';
import type { Field } from '../model/type.ts';
import { naturalKeysIn, resolveNaturalKeys, type FindId, type NaturalKey } from './natural-keys.ts';
import type { Step } from './types.ts';

/** Records that earlier steps have made. */
export interface Cast {
  /** null: no earlier step made it. */
  readonly idOf: (alias: string) => string | null;
  readonly typeOf: (alias: string) => string | null;
}

/** Thrown for a story that cannot be read: an author's mistake, which the player shows at the step. */
export class StoryError extends Error {
  override readonly name = 'StoryError';
}

/** The records that a step names by natural key: read them, then call `commandOf`. */
export function keysOfStep(model: Model, step: Step, cast: Cast): NaturalKey[] {
  const { fields, data } = dataOf(model, step, cast);
  return fields ? naturalKeysIn(fields, data) : [];
}

/**
 * The command that a step means; null for one that only lets time pass.
 *
 * @param find  ids by natural key, all that `keysOfStep` named having been looked for
 * @throws StoryError when the step names an alias that nothing made
 */
export function commandOf(model: Model, step: Step, cast: Cast, find: FindId): Command | null {
  const { fields, data } = dataOf(model, step, cast);
  const resolved = fields ? resolveNaturalKeys(fields, data, find) : data;
  if (step.create !== undefined) return { kind: 'create', type: step.create, data: resolved };
  if (step.edit !== undefined) return { kind: 'edit', id: idOf(cast, step.edit), patch: resolved };
  if (step.delete !== undefined) return { kind: 'delete', id: idOf(cast, step.delete) };
  if (step.fire !== undefined)
    return { kind: 'fire', id: idOf(cast, step.on ?? ''), event: step.fire, input: step.input ?? {} };
  if (step.convert === undefined) return null;
  return {
    kind: 'convert',
    conversion: step.convert,
    sources: (step.from ?? []).map(({ record, lines, amount }) => ({
      id: idOf(cast, record),
      ...(lines ? { lines: Object.entries(lines).map(([id, quantity]) => ({ id, quantity })) } : {}),
      ...(amount === undefined ? {} : { amount }),
    })),
    set: resolved,
    into: step.into === undefined ? null : idOf(cast, step.into),
  };
}

/** Aliases of what the step makes, in the order of the targets. */
export function aliasesOf(step: Step): readonly string[] {
  if (step.as === undefined) return [];
  return typeof step.as === 'string' ? [step.as] : step.as;
}

/** The record whose state the step's own `then` speaks of. */
export function subjectOf(step: Step): string | null {
  const [made] = aliasesOf(step);
  return made ?? step.edit ?? step.on ?? step.into ?? step.delete ?? null;
}

/** `fire POST on i1`: what an author reads in a report. */
export function stepWords(step: Step): string {
  if (step.create !== undefined) return `create ${step.create}${named(step)}`;
  if (step.edit !== undefined) return `edit ${step.edit}`;
  if (step.delete !== undefined) return `delete ${step.delete}`;
  if (step.fire !== undefined) return `fire ${step.fire} on ${step.on ?? '?'}`;
  if (step.convert !== undefined)
    return `convert ${step.convert} from ${(step.from ?? []).map(({ record }) => record).join(', ')}${named(step)}`;
  return `day ${step.day ?? ''}`;
}

function named(step: Step): string {
  const aliases = aliasesOf(step);
  return aliases.length === 0 ? '' : ` as ${aliases.join(', ')}`;
}

function idOf(cast: Cast, alias: string): string {
  const id = cast.idOf(alias);
  if (id === null) throw new StoryError(`no earlier step made “${alias}”`);
  return id;
}

/** The data of a step with the fields that it is data of. */
function dataOf(
  model: Model,
  step: Step,
  cast: Cast,
): { fields: ReadonlyMap<string, Field> | null; data: JsonObject } {
  const fieldsOf = (type: string | null | undefined) => model.types.get(type ?? '')?.fields ?? null;
  if (step.create !== undefined) return { fields: fieldsOf(step.create), data: step.data ?? {} };
  if (step.edit !== undefined) return { fields: fieldsOf(cast.typeOf(step.edit)), data: step.patch ?? {} };
  if (step.convert !== undefined) {
    return { fields: fieldsOf(model.conversions.get(step.convert)?.to), data: step.set ?? {} };
  }
  return { fields: null, data: {} };
}
