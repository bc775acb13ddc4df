import type { JsonObject } from '../model/json.ts';
import type { Model } from '../model/model.ts';
import type { Stored } from '../model/record.ts';
import { computeIn, memoOf } from './compute-in.ts';
import type { ComputeMemo } from './compute-memo.ts';
import { verbs } from './decide.ts';
import { hiddenFrom } from './field-rights.ts';
import { fillsOf } from './origin-trail.ts';
import { foreseeForm } from './ledgers/judge-actions.ts';
import { openSession } from './open-session.ts';
import type { Computed, Facts, Needs, Setting } from './types.ts';
import { storedValues } from './record-values.ts';
import { valueSources } from './value-sources.ts';
import type { Validators } from './validators.ts';

/**
 * Values of a form while a user types: the same computation that saving will make, and what is wrong with the shape of
 * each value. Nothing is decided here.
 *
 * @param data      as the form has it: whole tables, every line with its id
 * @param before    the stored record that is being edited; null for a new one
 * @param previous  `memo` of the last answer: lines that are the same objects as then (whether they went in or came
 *                  out) are not computed again, and fills follow what changed since. Drop it when a fact was replaced
 * @param was       data of the last answer, where its memo is not at hand: fills follow what changed since
 * @returns         computed | needs, answered when a value depends on what has not been read yet
 * @throws Fault for a type that the model does not have
 */
export function compute(
  model: Model,
  validators: Validators,
  typeKey: string,
  data: JsonObject,
  before: Stored | null,
  facts: Facts,
  setting: Setting,
  previous: ComputeMemo | null = null,
  was: JsonObject | null = null,
): Computed | Needs {
  const session = openSession(model, validators, facts, setting, verbs);
  // What a conversion copied stays: which it was is told by links. @source conversions.md P1
  if (before?.phase === 'draft' && hasFills(model, typeKey) && !facts.lineages.has(before.id))
    session.lacks.lineage(before.id);
  const memo = previous ?? (was && memoOf(session, typeKey, was, before));
  const answer = computeIn(session, typeKey, data, before, memo, {
    foresee: foreseeForm,
    sources: (_, work) => {
      const was = before && storedValues(work.type, before);
      const isHidden = hiddenFrom(session, work);
      return valueSources(session, work.type, work.doc, before?.data ?? null, isHidden, was);
    },
  });
  return answer.kind === 'computed' ? (answer.lacks ?? answer) : answer;
}

function hasFills(model: Model, typeKey: string): boolean {
  const type = model.types.get(typeKey);
  return type !== undefined && fillsOf(type) !== 'none';
}
