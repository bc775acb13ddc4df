// Where a filled value came from: which row of which decision, or a hand that overrode it.
import { MISSING, type Value, type ValueObject } from '../expressions/scope.ts';
import type { Verdict } from '../decisions/verdict.ts';
import type { ComputeStep, RecordType } from '../model/type.ts';
import { isDecimal, roundDecimal } from '../values/decimal.ts';
import { dehydrateJson } from '../values/hydrate.ts';
import { listen } from './decide-table.ts';
import type { ValueSource, ValueSources } from './value-source.ts';
import { sameValue } from './same.ts';
import { run, scopeOf } from './scope.ts';
import type { Session } from './session.ts';

const asking = new WeakMap<RecordType, readonly ComputeStep[]>();

/** Fills that ask a decision; most types have none, and pay nothing. */
function stepsOf(type: RecordType): readonly ComputeStep[] {
  const known = asking.get(type);
  if (known) return known;
  const steps = type.steps.filter(({ mode, expr }) => mode === 'fill' && /\bdecide\s*\(/.test(expr.text));
  asking.set(type, steps);
  return steps;
}

/** Asks the decisions behind a record's fills again and compares. What lacks a fact is left out and noted. */
export function valueSources(session: Session, type: RecordType, doc: ValueObject): ValueSources {
  const sources: Record<string, ValueSource> = {};
  for (const step of stepsOf(type)) {
    const { field, table } = step;
    if (table === null) {
      const source = sourceOf(session, step, doc, doc, null);
      if (source) sources[field.key] = source;
      continue;
    }
    for (const { line, parent, path } of linesAt(doc, table.split('.'))) {
      const source = sourceOf(session, step, doc, line, parent);
      if (source) sources[`${path}/${field.key}`] = source;
    }
  }
  return sources;
}

interface LineAt {
  readonly line: ValueObject;
  readonly parent: ValueObject | null;
  readonly path: string;
}

function linesAt(doc: ValueObject, tables: readonly string[]): readonly LineAt[] {
  let lines: readonly LineAt[] = [{ line: doc, parent: null, path: '' }];
  for (const table of tables)
    lines = lines.flatMap(({ line: holder, path }) => {
      const inner = holder[table];
      if (!Array.isArray(inner)) return [];
      return (inner as readonly ValueObject[]).map((line) => ({
        line,
        parent: holder,
        path: `${path === '' ? '' : `${path}/`}${table}/${String(line['id'])}`,
      }));
    });
  return lines;
}

function sourceOf(
  session: Session,
  { field, expr }: ComputeStep,
  doc: ValueObject,
  target: ValueObject,
  parent: ValueObject | null,
): ValueSource | null {
  const names = { doc, before: doc, ...(target === doc ? {} : { line: target, parent }) };
  const { value, verdicts } = listen(session, () => run(expr, scopeOf(session, names)));
  const verdict = verdicts.at(-1);
  if (value === MISSING || !verdict) return null;
  const said: Value =
    field.decimal !== null && isDecimal(value) ? roundDecimal(value, field.decimal.scale) : value;
  return {
    ...rowOf(verdict),
    overridden: said !== null && !sameValue(said, target[field.key] ?? null),
    value: dehydrateJson(said),
  };
}

function rowOf({ decision, rows, isDefault }: Verdict): Omit<ValueSource, 'overridden' | 'value'> {
  const won = rows.find(({ outcome }) => outcome === 'won');
  return {
    decision,
    row: won?.row ?? null,
    title: won?.title ?? null,
    record: won?.record ?? null,
    line: won?.line ?? null,
    isDefault,
  };
}
