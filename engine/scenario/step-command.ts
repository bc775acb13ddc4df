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
  const verb = verbOf(step, cast, resolved);
  if (verb === null || step.overrides === undefined) return verb;
  return { ...verb, overrides: Object.entries(step.overrides).map(([code, reason]) => ({ code, reason })) };
}

function verbOf(step: Step, cast: Cast, data: JsonObject): Command | null {
  if (step.create !== undefined) return { kind: 'create', type: step.create, data };
  if (step.convert !== undefined) return convertCommand(step, step.convert, cast, data);
  if (step.fire !== undefined) {
    return {
      kind: 'fire',
      id: idOf(cast, step.on ?? ''),
      event: step.fire,
      input: data,
      ...(step.each === undefined ? {} : { bulk: true }),
      ...(step.gives === undefined ? {} : { gives: step.gives }),
    };
  }
  const [kind, alias] = onOne(step) ?? [];
  if (kind === undefined || alias === undefined) return null;
  const id = idOf(cast, alias);
  switch (kind) {
    case 'edit':
    case 'amend':
    case 'copy':
      return { kind, id, patch: data };
    case 'delete':
      return { kind, id };
    case 'settle':
    case 'reopen':
      return { kind, id, ...settledOf(step) };
    case 'refill':
      return { kind, id, fields: step.fields ?? [] };
    case 'opening':
      return {
        kind,
        id,
        done: (step.done ?? []).map(({ document, ...done }) => ({
          ...done,
          document: document === undefined ? null : idOf(cast, document),
        })),
      };
  }
}

const ONE = ['edit', 'delete', 'settle', 'reopen', 'amend', 'opening', 'refill', 'copy'] as const;

/** The verb of a step that is about one record, with the record's alias. */
function onOne(step: Step): readonly [(typeof ONE)[number], string] | null {
  for (const kind of ONE) {
    const alias = step[kind];
    if (alias !== undefined) return [kind, alias];
  }
  return null;
}

function settledOf({
  track,
  lines,
}: Step): Pick<Extract<Command, { kind: 'settle' | 'reopen' }>, 'track' | 'lines'> {
  return {
    ...(track === undefined ? {} : { track }),
    ...(lines === undefined
      ? {}
      : {
          lines: Object.entries(lines).map(([id, quantity]) => ({
            id,
            ...(quantity === null ? {} : { quantity }),
          })),
        }),
  };
}

function convertCommand(step: Step, conversion: string, cast: Cast, set: JsonObject): Command {
  return {
    kind: 'convert',
    conversion,
    sources: (step.from ?? []).map(({ record, lines, amount }) => ({
      id: idOf(cast, record),
      ...(lines ? { lines: Object.entries(lines).map(([id, quantity]) => ({ id, quantity })) } : {}),
      ...(amount === undefined ? {} : { amount }),
    })),
    set,
    into: step.into === undefined ? null : idOf(cast, step.into),
  };
}

/** A step for many at once as a step for each, with what is expected of it; any other is its own only one. */
export function singleSteps(step: Step): readonly Step[] {
  const { each, ...one } = step;
  if (each === undefined) return [step];
  return Object.entries(each).map(([on, expected]) => ({
    ...one,
    ...expected,
    on,
    each: { [on]: expected },
  }));
}

/** Aliases of what the step makes, in the order of the targets. */
export function aliasesOf(step: Step): readonly string[] {
  if (step.as === undefined) return [];
  return typeof step.as === 'string' ? [step.as] : step.as;
}

/** The record whose state the step's own `then` speaks of. */
export function subjectOf(step: Step): string | null {
  const [made] = aliasesOf(step);
  return made ?? step.on ?? step.into ?? onOne(step)?.[1] ?? null;
}

/** The record that a step is about: what it names, else what it takes from; null when it only makes, or lets time pass. */
export function documentOf(step: Step): string | null {
  return step.on ?? step.into ?? onOne(step)?.[1] ?? step.from?.[0]?.record ?? null;
}

/** `fire POST on i1`: what an author reads in a report. */
export function stepWords(step: Step): string {
  if (step.create !== undefined) return `create ${step.create}${named(step)}`;
  if (step.fire !== undefined)
    return `fire ${step.fire} on ${step.on ?? Object.keys(step.each ?? {}).join(', ')}`;
  if (step.convert !== undefined)
    return `convert ${step.convert} from ${(step.from ?? []).map(({ record }) => record).join(', ')}${named(step)}`;
  const [kind, alias] = onOne(step) ?? [];
  return kind === undefined ? `day ${step.day ?? ''}` : `${kind} ${alias}${named(step)}`;
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
  const patched = step.edit ?? step.amend;
  if (patched !== undefined) return { fields: fieldsOf(cast.typeOf(patched)), data: step.patch ?? {} };
  if (step.copy !== undefined) return { fields: fieldsOf(cast.typeOf(step.copy)), data: step.data ?? {} };
  if (step.convert !== undefined) {
    return { fields: fieldsOf(model.conversions.get(step.convert)?.to), data: step.set ?? {} };
  }
  if (step.fire !== undefined) {
    const machine = model.types.get(cast.typeOf(step.on ?? '') ?? '')?.machine;
    return { fields: machine?.events.get(step.fire)?.asked ?? null, data: step.input ?? {} };
  }
  return { fields: null, data: {} };
}
