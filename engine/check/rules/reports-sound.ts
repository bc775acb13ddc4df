import type { ExprType } from '../../expressions/types.ts';
import type { LinkedDefinition } from '../../model/linked-pack.ts';
import { asObject } from '../../model/linked-pack.ts';
import type { Report } from '../../model/report.ts';
import type { Finding, Place } from '../../problems/finding.ts';
import { pointerOf } from '../../read/json-pointer.ts';
import { conditionOf } from '../conditions/condition.ts';
import { isPossible } from '../conditions/possible.ts';
import { partIdle } from '../part-idle.ts';
import type { Rule } from '../rule.ts';

/** A report counts one thing, by single values, under keys that tell its figures apart. @source definitions.md, Screens and reports */
export const reportsSound: Rule = function* ({ model, linked }) {
  for (const report of model.reports.values()) {
    const written = linked.reports.get(report.key);
    if (!written) continue;
    const at = (pointer: string): Place => ({ file: written.file, pointer });
    yield* ofSource(written);
    yield* ofGroups(report, written);
    if (report.opening === null) yield* partIdle(written, 'date', 'opening');
    if (report.columns.length === 0) yield* partIdle(written, 'running', 'columns');
    const tree = report.where?.tree;
    // One that is written as `false` is meant: the report is closed.
    if (tree && tree.kind !== 'constant' && !isPossible(conditionOf(tree)))
      yield { code: 'filter-never', severity: 'warning', ...at('/where') };
  }
};

const sources = ['type', 'ledgers', 'links'] as const;

function* ofSource({ file, json }: LinkedDefinition): Iterable<Finding> {
  const source = asObject(json['source']);
  const named = sources.filter((part) => source[part] !== undefined);
  if (named.length > 1)
    yield { code: 'report-source', file, pointer: '/source', params: { parts: named.join(', ') } };
  else if (named.length === 0)
    yield { code: 'grammar-required', file, pointer: '/source', params: { key: 'type' } };
  else if (source['each'] !== undefined && named[0] !== 'type')
    yield {
      code: 'part-idle',
      severity: 'error',
      file,
      pointer: '/source/each',
      atKey: true,
      params: { part: 'each', needs: 'type' },
    };
}

function* ofGroups({ rows, columns, measures }: Report, { file, json }: LinkedDefinition): Iterable<Finding> {
  for (const [part, groups] of [
    ['rows', rows],
    ['columns', columns],
  ] as const)
    for (const { key, expr } of groups) {
      const found = severalOf(expr.type);
      const isShort = typeof asObject(json[part])[key] === 'string';
      const pointer = pointerOf([part, key, ...(isShort ? [] : ['expr'])]);
      if (found !== null) yield { code: 'group-not-single', file, pointer, params: { found } };
    }
  for (const { key } of rows)
    if (measures.some((measure) => measure.key === key)) {
      const pointer = pointerOf(['measures', key]);
      yield { code: 'report-key-twice', file, pointer, atKey: true, params: { name: key } };
    }
}

/** What is no single value, by the name of its kind. */
export function severalOf({ kind }: ExprType): string | null {
  if (kind === 'list') return 'array';
  return kind === 'object' ? 'object' : null;
}
