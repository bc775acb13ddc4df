// Limits of inputs and outputs, held against what the table writes out. @source definitions.md, Decisions
import type { DecisionField, DecisionTable, Result } from '../../model/decision-table.ts';
import type { Expr } from '../../model/expression.ts';
import type { Json, JsonObject } from '../../model/json.ts';
import { asObject, type LinkedField, type LinkedTable } from '../../model/linked-pack.ts';
import type { Finding } from '../../problems/finding.ts';
import { pointerOf } from '../../read/json-pointer.ts';
import type { ValidatorFactory } from '../../validation.ts';
import { constantsOf } from '../constants-of.ts';
import { asKept, misfit, valueText } from '../misfit.ts';
import type { Rule } from '../rule.ts';

/** Kind, options and decimals are judged where the table is built. */
const limits = ['minimum', 'maximum', 'minLength', 'maxLength', 'const', 'format'] as const;
const told: ReadonlySet<unknown> = new Set([
  'minimum',
  'maximum',
  'min-length',
  'max-length',
  'const',
  'format',
]);

/** A row asks for values that its inputs may have, and answers with values that its outputs take. */
export const decisionLimits: Rule = function* ({ model, linked, validator }) {
  for (const table of model.decisions.values()) {
    const written = linked.decisions.get(table.key);
    if (!written) continue;
    yield* inCells(table, written, validator);
    for (const { results, pointer } of answersOf(table))
      yield* inAnswers(results, pointer, written, validator);
  }
};

function* inCells(table: DecisionTable, written: LinkedTable, factory: ValidatorFactory): Iterable<Finding> {
  const { file, json } = written;
  for (const row of table.rows)
    for (const [key, cell] of row.cells) {
      const field = written.inputs.get(key);
      if (!field || isReference(table.inputs.get(key)) || cell.kind === 'under') continue;
      const steps = ['rows', row.key, 'when', key];
      const asked = asObject(asObject(asObject(asObject(json['rows'])[row.key])['when']))[key];
      const tell = function* (value: Json, more: readonly string[], whys = told): Iterable<Finding> {
        const place = { file, pointer: pointerOf([...steps, ...more]) };
        const params = beyond(field, value, factory, whys);
        if (params) yield { code: 'decision-value', ...place, params: { ...params, part: 'inputs' } };
      };
      if (cell.kind === 'among')
        for (const [index, value] of cell.values.entries())
          yield* tell(value, Array.isArray(asked) ? [String(index)] : []);
      else {
        // A range may begin below all that there is; one that begins above it fits nothing.
        const { from, to } = cell;
        if (from) yield* tell(from.value, [from.closed ? 'from' : 'above'], new Set(['maximum']));
        if (to) yield* tell(to.value, [to.closed ? 'to' : 'below'], new Set(['minimum']));
      }
    }
}

interface Answers {
  readonly results: ReadonlyMap<string, Result>;
  readonly pointer: readonly string[];
}

function answersOf({ rows, sources, defaults }: DecisionTable): readonly Answers[] {
  const worked = (expr: Expr): Result => ({ kind: 'expr', expr });
  return [
    ...rows.map(({ key, results }) => ({ results, pointer: ['rows', key, 'then'] })),
    ...sources.map(({ key, results }) => ({
      results: new Map([...results].map(([name, expr]) => [name, worked(expr)])),
      pointer: ['sources', key, 'then'],
    })),
    ...(defaults ? [{ results: defaults, pointer: ['default'] }] : []),
  ];
}

function* inAnswers(
  results: ReadonlyMap<string, Result>,
  steps: readonly string[],
  { file, outputs }: LinkedTable,
  factory: ValidatorFactory,
): Iterable<Finding> {
  for (const [key, result] of results) {
    const field = outputs.get(key);
    if (!field || field.keywords['x-ref'] !== undefined) continue;
    const place = { file, pointer: pointerOf([...steps, key]) };
    for (const { value, isSure } of valuesOf(result, field)) {
      const params = beyond(field, value, factory, told);
      if (!params) continue;
      const severity = isSure ? 'error' : 'warning';
      yield { code: 'decision-value', severity, ...place, params: { ...params, part: 'outputs' } };
    }
  }
}

/** What is written out, in an expression too; one of several ways of it may never be taken. */
function valuesOf(
  result: Result,
  { keywords }: LinkedField,
): readonly { readonly value: Json; readonly isSure: boolean }[] {
  if (result.kind === 'value') return [{ value: result.value, isSure: true }];
  const { tree } = result.expr;
  if (!tree) return [];
  const isSure = tree.kind === 'constant' || tree.kind === 'negate';
  return constantsOf(tree).map((value) => ({ value: asKept(value, keywords), isSure }));
}

function isReference(field: DecisionField | undefined): boolean {
  return (field?.refs ?? null) !== null;
}

/** Which limit of its field a value passes; null: none. Rows hold numbers as text. */
function beyond(
  { key, keywords }: LinkedField,
  value: Json,
  factory: ValidatorFactory,
  whys: ReadonlySet<unknown>,
): JsonObject | null {
  const schema: Record<string, Json> = { type: keywords['type'] ?? 'string' };
  for (const keyword of limits) if (keywords[keyword] !== undefined) schema[keyword] = keywords[keyword];
  if (schema['format'] === 'date') delete schema['format'];
  if (keywords['x-decimal'] !== undefined) schema['x-decimal'] = { precision: 38, scale: 20 };
  const isWhole = schema['type'] === 'integer' && typeof value === 'string';
  const why = misfit(schema, isWhole ? Number(value) : value, factory);
  return why && whys.has(why['why']) ? { ...why, value: valueText(value), field: key } : null;
}
