// Which part of a report the database answers, and which is judged here, row by row.
import type { Checked } from '../expressions/checked.ts';
import { givenNames, toSql, type SqlColumns, type SqlCondition } from '../expressions/index.ts';
import type { Expr } from '../model/expression.ts';
import type { Report, ReportSource } from '../model/report.ts';

/** What to read for a report before `runReport` adds it up. */
export interface ReportPlan {
  readonly source: ReportSource;
  /**
   * Parts of `where` over columns of the record, all of which must hold: the database leaves other records out. `params`
   * stand in the scope that they are bound in, beside user, company, settings, today and now.
   */
  readonly narrow: readonly SqlCondition[];
  /** Nothing of `where` is left to be judged on the rows that are read; without a `where` there is nothing either. */
  readonly isNarrow: boolean;
  /** Paths that the expressions read of a row (`doc.total`, `line.net`, `entry.amount`, `key.article`): what to read. */
  readonly reads: readonly string[];
}

const given: ReadonlySet<string> = new Set([...givenNames, 'params']);
const rowNames = ['doc', 'line', 'entry', 'key'];

/**
 * @param columns  what of the record is a column; null for what is no record: then all of `where` is judged here
 */
export function planReport(report: Report, columns: SqlColumns | null): ReportPlan {
  const parts = report.where?.tree === undefined ? [] : conjuncts(report.where.tree);
  const answers = columns === null ? [] : parts.map((part) => toSql(part, columns, given));
  const narrow = answers.filter((answer): answer is SqlCondition => answer.ok);
  return {
    source: report.source,
    narrow,
    isNarrow: report.where === null || (parts.length > 0 && narrow.length === parts.length),
    reads: readsOf(report),
  };
}

/** `a && b && c` → a, b, c: each may be judged by itself. */
function conjuncts(tree: Checked): readonly Checked[] {
  return tree.kind === 'and' ? [...conjuncts(tree.left), ...conjuncts(tree.right)] : [tree];
}

function readsOf({ where, rows, columns, measures, date }: Report): readonly string[] {
  const exprs: readonly (Expr | null)[] = [
    where,
    date,
    ...[...rows, ...columns, ...measures].map(({ expr }) => expr),
  ];
  const reads = exprs
    .flatMap((expr) => expr?.reads ?? [])
    .filter((read) => rowNames.includes(read.split('.', 1)[0] ?? ''));
  return [...new Set(reads)].sort();
}
