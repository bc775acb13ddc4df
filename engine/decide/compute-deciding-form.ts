// Forms whose fields ask decisions. Apart from `computeForm`, so that only pages of such types load what judges tables.
import { MISSING, type Reads } from '../expressions/scope.ts';
import type { JsonObject } from '../model/json.ts';
import type { Model } from '../model/model.ts';
import type { Stored } from '../model/record.ts';
import { formSession, nothingBeyond } from './compute-form.ts';
import { computeIn, memoOf, newSystem } from './compute-in.ts';
import type { ComputeMemo } from './compute-memo.ts';
import { decideTable } from './decide-table.ts';
import { hiddenFrom } from './field-rights.ts';
import { formReads } from './form-reads.ts';
import { storedValues } from './record-values.ts';
import type { Session } from './session.ts';
import type { Computed, Facts, Needs, Setting } from './types.ts';
import type { Validators } from './validators.ts';
import type { ValueSource } from './value-source.ts';
import { valueSources } from './value-sources.ts';
import { workAt } from './work.ts';

/** A table that did not come along is asked of whoever has it. */
function decidingReads(session: () => Session): Reads {
  const reads = formReads(session);
  return {
    ...reads,
    decide(table, input) {
      if (session().model.decisions.has(table)) return decideTable(session(), table, input);
      session().lacks.elsewhere();
      return MISSING;
    },
  };
}

/**
 * `computeForm` on a model of `loadDecidingModel`: decisions whose tables are in it are made here, their lists being
 * facts like others (`lists` of needs).
 */
export function computeDecidingForm(
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
  const session = formSession(decidingReads, model, validators, facts, setting);
  const memo = was ? memoOf(session, typeKey, was, before) : previous;
  return computeIn(session, typeKey, data, before, memo, nothingBeyond);
}

/**
 * Where one filled value of a form came from; asked for the field that somebody looks at, since it asks the decision
 * once more.
 *
 * @param memo   of the last answer
 * @param place  `price`, `lines/<line>/price`
 * @returns null: no decision has a say in it, or a fact lacks
 */
export function sourceInForm(
  model: Model,
  validators: Validators,
  typeKey: string,
  { doc, data }: ComputeMemo,
  before: Stored | null,
  facts: Facts,
  setting: Setting,
  place: string,
): ValueSource | null {
  const session = formSession(decidingReads, model, validators, facts, setting);
  const type = model.types.get(typeKey);
  if (!type) return null;
  const work = workAt(type, before ?? newSystem(session, type), before, data, doc);
  const was = before && storedValues(type, before);
  const hidden = hiddenFrom(session, work);
  return valueSources(session, type, doc, before?.data ?? null, hidden, was, place)[place] ?? null;
}
