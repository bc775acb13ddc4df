// Figures over the branches of a tree.
import { describe, expect, it, test } from 'vitest';
import { compile, compileExpression, drillInto, newScope, planReport, reportPlace, runReport } from '#engine';
import type { ReportRow } from '#engine';
import { bareReads } from '../../../engine/reports/bare-reads.ts';
import { policyColumns } from '../../../engine/roles/index.ts';
import { ajvValidator } from '../../../runtime/validation.ts';
import { chainsOf, compileReport, treeReportFiles } from './report-trees.ts';

const within = { firm: null, north: 'firm', cluj: 'north', turda: 'cluj', south: 'firm', apart: null };
const chains = chainsOf(within);
const reads = { ...bareReads, chain: (id: string) => chains.get(id) ?? [id] };
const { model } = compile({ files: treeReportFiles }, { validator: ajvValidator });

const rows: readonly ReportRow[] = ['firm', 'north', 'cluj', 'turda', 'turda', 'south', 'apart', null].map(
  (department, index) => ({ doc: { id: `d${index}`, name: 'Deal', department } }),
);
const run = (key: string, params: Record<string, string | null> = {}) => {
  const place = reportPlace({ params }, 'en', reads);
  const table = runReport(model!.reports.get(key)!, rows, place);
  return table.lines.map(({ key: at, total }) => [...Object.values(at), total['count']]);
};

describe('a report over a tree', () => {
  it('rolls up what lies below a branch to the level below it; the branch itself stands beside', () => {
    expect(run('below', { branch: 'firm' })).toEqual([
      ['firm', '1'],
      ['north', '4'],
      ['south', '1'],
    ]);
    expect(run('below', { branch: 'north' })).toEqual([
      ['cluj', '3'],
      ['north', '1'],
    ]);
    expect(run('below', { branch: 'turda' })).toEqual([['turda', '2']]);
    expect(run('below', { branch: null })).toEqual([]);
  });

  it('adds up level by level', () => {
    expect(run('levels')).toEqual([
      ['apart', 'apart', '1'],
      ['firm', 'firm', '1'],
      ['firm', 'north', '4'],
      ['firm', 'south', '1'],
      [null, null, '1'],
    ]);
  });

  it('drills down to what lies below', () => {
    const place = reportPlace({ params: { branch: 'firm' } }, 'en', reads);
    const at = { row: { part: 'north' }, column: null };
    const found = [...drillInto(model!.reports.get('below')!, rows, place, at)];
    expect(found.map(({ doc }) => doc?.['department'])).toEqual(['north', 'cluj', 'turda', 'turda']);
  });

  it('tells what to read: the branch narrows in the database, and of which references the way up is asked', () => {
    const plan = planReport(model!.reports.get('below')!, policyColumns(model!.types.get('deal')!));
    expect(plan).toMatchObject({ isNarrow: true, chains: ['doc.department', 'params.branch'] });
    expect(plan.reads).toEqual(['doc.department', 'doc.name']);
    const values: unknown[] = [];
    const id = '019cadfd-94b8-71c2-99ad-ecb0046d93ca';
    const below = () => new Set([id]);
    const scope = newScope({ ...bareReads, below }, 'en', { params: { branch: id } });
    const texts = plan.narrow.map(({ bind }) => bind(scope, (value) => `$${values.push(value)}`));
    expect(texts[0]).toBe('(department = any($1))');
    expect(values[0]).toEqual([id]);
  });
});

describe('what is asked of a tree is a record of one', () => {
  test.each([
    ['branch(doc.person, 1)', ['expr-arguments']],
    ['level(doc.person)', ['expr-arguments']],
    ['under(doc.person, doc.department)', ['expr-arguments']],
    ['branch(doc.department, doc.name)', ['expr-type']],
    // Near misses: a reference to a tree, the branch walked on from.
    ['branch(doc.department, 1)', []],
    ['branch(doc.department, 1).code', []],
  ])('%s', (expr, codes) => {
    const { problems } = compileReport(expr);
    const errors = problems.filter((one) => 'severity' in one && one.severity === 'error');
    expect(errors.map((one) => (one as unknown as { code: string }).code)).toEqual(codes);
  });

  test.each<[string, string | null]>([
    ['branch(doc, 1)', 'firm'],
    ['branch(doc, 2)', 'north'],
    ['branch(doc, 4)', 'turda'],
    ['branch(doc, 9)', 'turda'],
    ['branch(doc, 0)', null],
    ['branch(doc, 1.5)', null],
    ['branch(doc, null)', null],
    ['branch(null, 1)', null],
  ])('%s is %s', (text, expected) => {
    const compiled = compileExpression(text, {
      scope: { doc: { kind: 'ref', types: ['department'] } },
      types: () => null,
    });
    if (!compiled.ok) throw new Error(JSON.stringify(compiled.errors));
    expect(compiled.expr.run(newScope(reads, 'en', { doc: 'turda' }))).toBe(expected);
  });
});
