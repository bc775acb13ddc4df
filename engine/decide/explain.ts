import { becauseWords } from '../decisions/because-words.ts';
import type { JudgedRow, Verdict } from '../decisions/verdict.ts';
import { MISSING } from '../expressions/scope.ts';
import type { JsonObject } from '../model/json.ts';
import type { Model } from '../model/model.ts';
import { Fault } from '../problems/problem.ts';
import { parseDecimal } from '../values/decimal.ts';
import { dehydrateJson } from '../values/hydrate.ts';
import type { Json } from '../model/json.ts';
import { verdictOf } from './decide-table.ts';
import { verbs } from './decide.ts';
import { openSession } from './open-session.ts';
import type { Facts, Needs, Setting } from './types.ts';
import type { Validators } from './validators.ts';

/** A row with the reason why it answered, was beaten or did not match. */
export interface ExplainedRow extends JudgedRow {
  readonly reason: string;
}

export interface Explanation {
  readonly kind: 'explanation';
  readonly decision: string;
  readonly hit: Verdict['hit'];
  readonly value: Json;
  readonly isDefault: boolean;
  readonly rows: readonly ExplainedRow[];
}

/**
 * Asks a decision and says why it answers so, in the caller's language.
 *
 * @param input  values by input: decimals as text, references as ids
 * @returns      explanation | needs
 * @throws Fault for a decision that the model does not have
 */
export function explain(
  model: Model,
  validators: Validators,
  decision: string,
  input: JsonObject,
  facts: Facts,
  setting: Setting,
): Explanation | Needs {
  const table = model.decisions.get(decision);
  if (!table) throw new Fault(`No decision ${decision} in the model`);
  const session = openSession(model, validators, facts, setting, verbs);
  const values = Object.fromEntries(
    Object.entries(input).map(([key, value]) => [
      key,
      table.inputs.get(key)?.type.kind === 'decimal' && value !== null
        ? parseDecimal(String(value))
        : (value as string | boolean | null),
    ]),
  );
  const verdict = verdictOf(session, decision, values);
  if (verdict === MISSING || verdict === null || session.lacks.any) return session.lacks.needs();
  return {
    kind: 'explanation',
    decision,
    hit: verdict.hit,
    value: dehydrateJson(verdict.value),
    isDefault: verdict.isDefault,
    rows: verdict.rows.map((row) => ({ ...row, reason: becauseWords(row.because, setting.language) })),
  };
}
