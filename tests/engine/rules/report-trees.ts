// A report over a tree: what lies below a branch, rolled up to the level below it, and by levels of the whole tree.
import { compile, type Id, type JsonObject, type Model } from '#engine';
import { ajvValidator } from '../../../runtime/validation.ts';
import { branchFile, branchFiles } from '../roles/branch-pack.ts';

const report: JsonObject = {
  title: 'By department',
  source: { type: 'deal' },
  params: { branch: { type: 'string', 'x-ref': 'department' } },
  where: "under(doc.department, params.branch) && doc.name != ''",
  rows: { part: { expr: 'branch(doc.department, level(params.branch) + 1)' } },
  measures: {
    count: { expr: '1', total: 'count' },
    deepest: { expr: 'level(doc.department)', total: 'max' },
  },
  drill: true,
};

/** Of the firm of departments, with reports over deals. */
export const treeReportFiles: Readonly<Record<string, string>> = branchFiles({
  'reports/below.json': report,
  'reports/levels.json': {
    title: 'Levels',
    source: { type: 'deal' },
    rows: {
      first: { expr: 'branch(doc.department, 1)', order: 1 },
      second: { expr: 'branch(doc.department, 2)', order: 2 },
    },
    measures: { count: { expr: '1', total: 'count' } },
  },
});

/** @param expr  what the rows of a report over deals are grouped by */
export function compileReport(expr: string): {
  readonly model: Model | null;
  readonly problems: readonly object[];
} {
  const { model, problems } = compile(
    {
      files: branchFiles({
        'types/deal/type.json': {
          ...branchFile('types/deal/type.json'),
          columns: ['name', 'department', 'person'],
        },
        'reports/below.json': { ...report, rows: { part: expr } },
      }),
    },
    { validator: ajvValidator },
  );
  return { model, problems };
}

/** The way up, as a store reads it. */
export function chainsOf(within: Readonly<Record<Id, Id | null>>): ReadonlyMap<Id, readonly Id[]> {
  const up = (id: Id): readonly Id[] => {
    const above = within[id] ?? null;
    return above === null ? [id] : [id, ...up(above)];
  };
  return new Map(Object.keys(within).map((id) => [id, up(id)]));
}
