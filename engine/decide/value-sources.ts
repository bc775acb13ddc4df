// Where filled values came from: a row of a decision, another record, or a hand that overrode it. @source conversions.md P2
import { MISSING, type Value, type ValueObject } from '../expressions/scope.ts';
import type { JsonObject } from '../model/json.ts';
import type { ComputeStep, RecordType } from '../model/type.ts';
import { isDecimal, roundDecimal } from '../values/decimal.ts';
import { dehydrateJson } from '../values/hydrate.ts';
import { listen } from './decide-table.ts';
import { linesById } from './line-index.ts';
import { originOf } from './origin-trail.ts';
import { isTraced, originsIn, placeOf, type Origin, type Origins } from './origins.ts';
import { sameValue } from './same.ts';
import { run, scopeOf } from './scope.ts';
import type { Session } from './session.ts';
import { shownOrigin } from './shown-beside.ts';
import type { ValueSource, ValueSources } from './value-source.ts';

const fills = new WeakMap<RecordType, readonly ComputeStep[]>();

function fillsOf(type: RecordType): readonly ComputeStep[] {
  const known = fills.get(type);
  if (known) return known;
  const steps = type.steps.filter(({ mode }) => mode === 'fill');
  fills.set(type, steps);
  return steps;
}

/**
 * What is remembered of a record's fills; of those that ask a decision and of which nothing is remembered yet (a form,
 * data that came in another way), what can be told by asking again. What lacks a fact is left out and noted.
 *
 * @param data  with what is remembered; null: nothing is
 * @param isHidden  of fields that the user may not see
 * @param was   the record as it is stored, where `doc` is a form's: what was changed since is not remembered yet
 * @param only  the place that is asked for; null: all of them
 */
export function valueSources(
  session: Session,
  type: RecordType,
  doc: ValueObject,
  data: JsonObject | null,
  isHidden: (path: string) => boolean,
  was: ValueObject | null = null,
  only: string | null = null,
): ValueSources {
  const known: Origins = data === null ? {} : originsIn(data);
  const before = was === null ? null : linesById(type, was);
  const isAny = Object.keys(known).length > 0;
  const sources: Record<string, ValueSource> = {};
  for (const step of fillsOf(type)) {
    if ((!isAny && !isTraced(step.field)) || isHidden(step.field.path)) continue;
    for (const { line, parent } of targetsOf(doc, step.table)) {
      const place = placeOf(step.field, line, parent);
      if (only !== null && place !== only) continue;
      const old = was !== null && line !== null ? before?.get(String(line['id']))?.line : was;
      const isStill =
        was === null || sameValue(old?.[step.field.key] ?? null, (line ?? doc)[step.field.key] ?? null);
      const origin = isStill ? known[place] : undefined;
      if (!origin && !isTraced(step.field)) continue;
      const source = sourceOf(session, step, doc, line, parent, origin);
      if (source) sources[place] = source;
    }
  }
  return sources;
}

interface Target {
  readonly line: ValueObject | null;
  readonly parent: ValueObject | null;
}

/** The document, or the lines of a table or of one nested in it. */
function targetsOf(doc: ValueObject, table: string | null): readonly Target[] {
  let targets: readonly Target[] = [{ line: null, parent: null }];
  for (const key of table?.split('.') ?? [])
    targets = targets.flatMap(({ line: holder }) => {
      const lines = (holder ?? doc)[key];
      if (!Array.isArray(lines)) return [];
      return (lines as readonly ValueObject[]).map((line) => ({ line, parent: holder }));
    });
  return targets;
}

function sourceOf(
  session: Session,
  { field, expr }: ComputeStep,
  doc: ValueObject,
  line: ValueObject | null,
  parent: ValueObject | null,
  known: Origin | undefined,
): ValueSource | null {
  const names = { doc, before: doc, ...(line === null ? {} : { line, parent }) };
  const { value, verdicts } = listen(session, () => run(expr, scopeOf(session, names)));
  const verdict = verdicts.at(-1);
  if (value === MISSING || (!verdict && !known)) return null;
  const said: Value =
    field.decimal !== null && isDecimal(value) ? roundDecimal(value, field.decimal.scale) : value;
  const present = (line ?? doc)[field.key] ?? null;
  const isOther = said !== null && !sameValue(said, present);
  const asked = verdict ? originOf(verdict) : null;
  // A form's user has just written another value than the one that is remembered, or nothing is: it is as it looks.
  const origin = known ?? (isOther ? null : asked);
  const by = origin?.by ?? 'hand';
  const row = rowOf(origin) ?? rowOf(asked);
  const told = row && (shownOrigin(session.model, session.setting.user.roles, row) as typeof row);
  return {
    by,
    on: origin?.on ?? null,
    user: origin?.by === 'hand' ? origin.user : null,
    from: origin?.by === 'copied' ? { record: origin.record, line: origin.line } : null,
    decision: told?.decision ?? null,
    row: told?.row ?? null,
    title: told?.title ?? null,
    record: told?.record ?? null,
    line: told?.line ?? null,
    isDefault: told?.isDefault ?? false,
    overridden: by === 'hand' && isOther,
    value: dehydrateJson(said),
  };
}

/** The row that a value came from, by whatever way. */
function rowOf(origin: Origin | null | undefined): Extract<Origin, { by: 'decision' }> | null {
  if (!origin || origin.by === 'hand') return null;
  return origin.by === 'decision' ? origin : rowOf(origin.of);
}
