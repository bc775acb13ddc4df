// Which part of a report the database answers, and which is judged here, row by row.
import type { Checked } from '../expressions/checked.ts';
import { givenNames, toSql, type SqlColumns, type SqlCondition } from '../expressions/index.ts';
import { childrenOf } from '../expressions/tree.ts';
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
  /**
   * References that are asked for their place in a tree (`line.article.category`, `params.branch`): read with all that
   * lies above them (`Reads.chain`).
   */
  readonly chains: readonly string[];
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
    chains: chainsOf(report),
  };
}

/** `a && b && c` → a, b, c: each may be judged by itself. */
function conjuncts(tree: Checked): readonly Checked[] {
  return tree.kind === 'and' ? [...conjuncts(tree.left), ...conjuncts(tree.right)] : [tree];
}

function exprsOf({ where, rows, columns, measures, date }: Report): readonly (Expr | null)[] {
  return [where, date, ...[...rows, ...columns, ...measures].map(({ expr }) => expr)];
}

const isOfRow = (path: string): boolean => rowNames.includes(path.split('.', 1)[0] ?? '');

function readsOf(report: Report): readonly string[] {
  const reads = exprsOf(report).flatMap((expr) => expr?.reads ?? []);
  return [...new Set(reads.filter(isOfRow))].sort();
}

const onTrees: ReadonlySet<string> = new Set(['under', 'level', 'branch']);

function chainsOf(report: Report): readonly string[] {
  const paths = exprsOf(report).flatMap((expr) => (expr?.tree ? asked(expr.tree) : []));
  return [...new Set(paths.filter((path) => isOfRow(path) || path.startsWith('params.')))].sort();
}

/** What functions over trees are asked about. */
function asked(node: Checked): readonly string[] {
  const inner = childrenOf(node).flatMap(asked);
  if (node.kind !== 'call' || !onTrees.has(node.rule.name)) return inner;
  return [...node.args.flatMap((arg) => pathOf(arg) ?? []), ...inner];
}

/** null: something else than a path. */
function pathOf(node: Checked): string | null {
  if (node.kind === 'name') return node.name;
  const of = node.kind === 'select' ? pathOf(node.of) : null;
  return of !== null && node.kind === 'select' ? `${of}.${node.field}` : null;
}
