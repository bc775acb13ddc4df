import type { Json, JsonObject } from '../../model/json.ts';
import type { Model } from '../../model/model.ts';
import type { Stored } from '../../model/record.ts';
import type { RecordType } from '../../model/type.ts';
import { isList, isObject } from '../canonical/json-shapes.ts';
import { sentence, valueWords } from '../words/change-words.ts';
import { fits } from './fits.ts';
import { hideUnknown } from './hidden.ts';
import { pathIn, type Migration, type Migrations } from './migration.ts';
import { moveMemory } from './move-memory.ts';
import { leavesOf, mapLeaves, stageOf } from './move-stage.ts';
import { takeStep } from './take-step.ts';

export type Migrated =
  | {
      readonly kind: 'migrated';
      /** As today's model has it. `version` and `release` are those of storage: reading writes nothing. */
      readonly record: Stored;
      /** Members of storage that no field holds; `withHidden` puts them back when the record is written. */
      readonly hidden: JsonObject;
      /** Something differs from what is stored. */
      readonly isChanged: boolean;
    }
  /** It cannot move: shown as it was stored, with the reason, for a person to decide. */
  | { readonly kind: 'parked'; readonly record: Stored; readonly at: string | null; readonly reason: string };

/**
 * Steps that a stored record has still to take.
 *
 * @param type   as the record says; a type that has been renamed since is found by its old key
 * @param taken  names of the steps that the release that last wrote the record had (`migrationNames`)
 */
export function chainOf(
  migrations: Migrations,
  type: string,
  taken: readonly string[],
): readonly Migration[] {
  const steps =
    migrations.get(type) ??
    [...migrations.values()].find((all) => all.some((step) => step.renamedFrom === type)) ??
    [];
  return steps.filter(({ name }) => !taken.includes(name));
}

/**
 * Reads a stored record through the chain of steps it has still to take. Pure and repeatable: storage keeps what it
 * has until somebody writes the record.
 *
 * @param language  of the reasons
 */
export function migrateRecord(
  model: Model,
  chain: readonly Migration[],
  stored: Stored,
  language = 'en',
): Migrated {
  const parked = (at: string | null, reason: string): Migrated => ({
    kind: 'parked',
    record: stored,
    at,
    reason,
  });
  let record = stored;
  let leaves = leavesOf(stored.stage);
  for (const step of chain) {
    const stepped = takeStep(step, record, language);
    if (stepped.kind === 'parked') return parked(step.name, stepped.reason);
    record = { ...record, type: step.type, data: stepped.data };
    leaves = mapLeaves(leaves, step.stageMap);
  }
  const type = model.types.get(record.type);
  if (type === undefined) return parked(null, sentence('park-type', { type: stored.type }, language));
  const { data, hidden } = hideUnknown(type.fields, record.data);
  const misfit = misfitOf(type, chain, data);
  if (misfit !== null)
    return parked(
      misfit.at,
      sentence('park-value', { field: misfit.path, value: valueWords(misfit.value, language) }, language),
    );
  const moved = moveStage(type, stored, leaves, language);
  if (typeof moved === 'string') return parked(null, moved);
  const isChanged = chain.length > 0 || moved.stage !== stored.stage || Object.keys(hidden).length > 0;
  return {
    kind: 'migrated',
    record: isChanged ? { ...record, ...moved, data: moveMemory(data, chain) } : stored,
    hidden,
    isChanged,
  };
}

type Standing = Pick<Stored, 'stage' | 'states' | 'phase'>;

/** A phase is moved by events only, so a step that would move it cannot be taken. */
function moveStage(
  type: RecordType,
  stored: Stored,
  leaves: readonly string[],
  language: string,
): Standing | string {
  const { machine } = type;
  const same = { stage: stored.stage, states: stored.states, phase: stored.phase };
  if (machine === null) return stored.stage === null ? same : { ...same, stage: null, states: [] };
  const found = stageOf(machine, leaves);
  if (typeof found === 'string') return sentence('park-stage', { stage: found }, language);
  const phase = machine.phaseOf(found.stage);
  const params = { stage: leaves.join(', '), before: stored.phase, after: phase };
  if (phase !== stored.phase) return sentence('park-phase', params, language);
  const states = machine.pathsOf(found.stage);
  const isSame =
    states.length === stored.states.length && states.every((path) => stored.states.includes(path));
  return isSame ? same : { stage: found.stage, states, phase };
}

/** The first value that a step has put where today's field does not take it. */
function misfitOf(
  type: RecordType,
  chain: readonly Migration[],
  data: JsonObject,
): { readonly at: string; readonly path: string; readonly value: Json } | null {
  for (const step of chain)
    for (const { to } of [...step.renames, ...step.transforms]) {
      const field = type.fieldByPath.get(to.join('.'));
      if (field === undefined) continue;
      for (const value of valuesAt(data, pathIn(field.path)))
        if (!fits(field, value)) return { at: step.name, path: field.path, value };
    }
  return null;
}

function valuesAt(value: Json | undefined, path: readonly string[]): readonly Json[] {
  if (value === undefined || value === null) return [];
  if (isList(value) && path.length > 0) return value.flatMap((item) => valuesAt(item, path));
  const [key, ...rest] = path;
  if (key === undefined) return [value];
  return isObject(value) ? valuesAt(value[key], rest) : [];
}
