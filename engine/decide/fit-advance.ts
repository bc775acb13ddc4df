// The lines of an advance: its amount spread over the tax groups of what it is for. @source conversions.md P7
import type Big from 'big.js';
import { MISSING, type Value, type ValueObject } from '../expressions/scope.ts';
import type { Advance, Conversion } from '../model/conversion.ts';
import type { JsonObject } from '../model/json.ts';
import type { Id, Link } from '../model/record.ts';
import type { Field, RecordType } from '../model/type.ts';
import { allocate } from '../values/allocate.ts';
import { divide, isDecimal, roundDecimal, zero } from '../values/decimal.ts';
import { computeWork } from './compute-work.ts';
import { fill, toData, type Filled } from './convert/fill.ts';
import { linesAt } from './each-field.ts';
import { linesOf } from './progress.ts';
import { findWork, phaseOf, requireWork } from './records.ts';
import { sameValue } from './same.ts';
import { run, scopeOf } from './scope.ts';
import type { Session } from './session.ts';
import { advancePlan, settledOf, unbilledOf, type AdvancePlan, type Settled } from './unbilled.ts';
import { downLinks, measured, upLinks } from './web.ts';
import type { Work } from './work.ts';

/** Spreads the amount taken anew, unless the lines add up to it already. */
export function fitAdvance(session: Session, id: Id): void {
  for (const link of upLinks(session, id)) {
    const conversion = session.model.conversions.get(link.conversion);
    const isAdvance = link.kind === 'direct' && link.sourceLine === null && link.targetLine === null;
    if (isAdvance && conversion?.advance) fitLines(session, id, conversion, conversion.advance, link);
  }
}

function fitLines(session: Session, id: Id, conversion: Conversion, advance: Advance, link: Link): void {
  const target = requireWork(session, id);
  const source = findWork(session, link.sourceRecord);
  const columns = target.type.fieldByPath.get(advance.to)?.fields;
  const [spread] = advance.amounts;
  if (!source || !columns || !spread) return;
  const lines = linesOf(target.doc, advance.to);
  const present = lines.reduce((sum, line) => sum.plus(numberIn(line, spread.column)), zero);
  if (lines.length > 0 && present.eq(measured(link))) return;
  const whole = advanceGroups(session, conversion, advance, source, link, { self: id, posted: false });
  if (!whole) return;
  const shares = spreadOver(measured(link), whole, spread.column, scaleOf(columns, spread.column));
  const table = whole.flatMap(({ filled, amounts }, index): JsonObject[] => {
    const share = shares[index] ?? zero;
    if (share.eq(zero)) return [];
    const known = linesAt(target.data, advance.to).find((line) =>
      sameValue(lines.find(({ id: lineId }) => lineId === line['id'])?.[advance.key], filled[advance.key]),
    );
    const values = advance.amounts.map(({ column }) => {
      const amount = amounts.get(column)!;
      const isAll = share.eq(amounts.get(spread.column)!.open);
      const part = divide(share.times(amount.whole), amounts.get(spread.column)!.whole) ?? zero;
      const value =
        column === spread.column ? share : isAll ? amount.open : roundDecimal(part, scaleOf(columns, column));
      return { field: columns.get(column)!, path: column, value, merge: null };
    });
    const fixed = Object.entries(filled).map(([key, value]): Filled => ({
      field: columns.get(key)!,
      path: key,
      value,
      merge: null,
    }));
    return [{ id: known?.['id'] ?? session.ids.line(), ...toData([...fixed, ...values]) }];
  });
  computeWork(session, target, { ...target.data, [advance.to]: table }, target.doc);
}

/** A group of what is still to come, with what of it no advance has taken. */
export interface Group {
  readonly filled: ValueObject;
  readonly amounts: ReadonlyMap<string, { readonly whole: Big; readonly open: Big }>;
}

/** Which other advances have taken of the groups. */
interface Beside {
  /** The advance that does not count. */
  readonly self: Id | null;
  /** Only those in force count. */
  readonly posted: boolean;
}

/** The groups of what is still to come of a source; null: they cannot be told. */
export function advanceGroups(
  session: Session,
  conversion: Conversion,
  advance: Advance,
  source: Work,
  { track }: Pick<Link, 'track'>,
  beside: Beside,
): readonly Group[] | null {
  const plan = advancePlan(session, source.type, track ?? '');
  const doc = plan ? unbilledOf(session, source, plan) : source.doc;
  const groups = run(advance.groups, scopeOf(session, { source: doc, doc }));
  const columns = session.model.types.get(conversion.to)?.fieldByPath.get(advance.to)?.fields;
  if (groups === MISSING || !Array.isArray(groups) || !columns) return null;
  const earlier = earlierLines(session, conversion, advance, source.id, track, plan, beside);
  const told = (groups as readonly ValueObject[]).map((group) =>
    groupOf(session, advance, columns, doc, group, earlier),
  );
  // A group of which nothing is to come any more is still told, where an advance stands on it.
  const gone = earlier.filter(({ line }) =>
    told.every(({ filled }) => !sameValue(filled[advance.key], line[advance.key])),
  );
  const keys = gone.filter(
    ({ line }, index) =>
      gone.findIndex((one) => sameValue(one.line[advance.key], line[advance.key])) === index,
  );
  return [
    ...told,
    ...keys.map(({ line }): Group => {
      const filled: ValueObject = { [advance.key]: line[advance.key] ?? null };
      return { filled, amounts: openIn(advance, filled, earlier, () => zero) };
    }),
  ];
}

type Earlier = readonly { readonly sign: 1 | -1; readonly line: ValueObject }[];

function groupOf(
  session: Session,
  advance: Advance,
  columns: ReadonlyMap<string, Field>,
  source: ValueObject,
  group: ValueObject,
  earlier: Earlier,
): Group {
  const names = { source, sourceLine: group, target: null };
  const filled: ValueObject = Object.fromEntries<Value>(
    fill(session, columns, advance.fields, names).map(({ path, value }) => [path, value]),
  );
  const wholeOf = (of: Advance['amounts'][number]['of']): Big => {
    const value = run(of, scopeOf(session, { ...names, doc: source }));
    return isDecimal(value) ? value : zero;
  };
  return { filled, amounts: openIn(advance, filled, earlier, wholeOf) };
}

function openIn(
  { key, amounts }: Advance,
  filled: ValueObject,
  earlier: Earlier,
  wholeOf: (of: Advance['amounts'][number]['of']) => Big,
): Group['amounts'] {
  const own = earlier.filter(({ line }) => sameValue(line[key], filled[key]));
  return new Map(
    amounts.map(({ column, of }) => {
      const whole = wholeOf(of);
      const open = own.reduce((rest, { sign, line }) => {
        const taken = numberIn(line, column);
        return sign === 1 ? rest.minus(taken) : rest.plus(taken);
      }, whole);
      return [column, { whole, open }] as const;
    }),
  );
}

/** What other advances of the source took of its groups and nothing has settled, and what was given back of them. */
function earlierLines(
  session: Session,
  { key }: Conversion,
  { to, amounts }: Advance,
  source: Id,
  track: string | null,
  plan: AdvancePlan | null,
  { self, posted }: Beside,
): Earlier {
  const seen = new Set<Id | null>([self]);
  return downLinks(session, source).flatMap((link) => {
    const { targetRecord, kind, effect } = link;
    const isOne = link.track === track && (link.conversion === key || kind === 'mirror');
    if (!isOne || targetRecord === null || seen.has(targetRecord)) return [];
    seen.add(targetRecord);
    const phase = phaseOf(session, targetRecord);
    if (phase === 'void' || (posted && phase !== 'posted')) return [];
    const work = findWork(session, targetRecord);
    if (work === undefined) session.lacks.record(targetRecord);
    if (!work) return [];
    const sign = effect === -1 ? -1 : 1;
    const settled = plan && phase === 'posted' && sign === 1 ? settledOf(session, targetRecord, plan) : null;
    return linesOf(work.doc, to).map((line) => {
      const gone = settled?.get(line['id'] as string);
      return { sign, line: gone ? without(line, amounts, work.type, to, gone) : line } as const;
    });
  });
}

/** A line of an advance as it would be without what was settled of it. */
function without(
  line: ValueObject,
  amounts: Advance['amounts'],
  type: RecordType,
  table: string,
  { quantity, amount }: Settled,
): ValueObject {
  const first = amounts[0]?.column ?? '';
  const roles = type.tables.get(table);
  const columns = type.fieldByPath.get(table)?.fields ?? new Map<string, Field>();
  const left = amounts.map(({ column }): [string, Value] => {
    const value = numberIn(line, column);
    if (column === first) return [column, value.minus(quantity)];
    if (column === roles?.amount) return [column, value.minus(amount)];
    const share = divide(value.times(quantity), numberIn(line, first)) ?? zero;
    return [column, value.minus(roundDecimal(share, scaleOf(columns, column)))];
  });
  return { ...line, ...Object.fromEntries(left) };
}

/** By what is open of each group; an amount that takes all takes each whole, so that nothing is rounded. */
function spreadOver(amount: Big, groups: readonly Group[], column: string, scale: number): readonly Big[] {
  const open = groups.map(({ amounts }) => {
    const { whole = zero, open: rest = zero } = amounts.get(column) ?? {};
    // Of a group that more was taken of than is to come nothing is open.
    return rest.times(whole.s).gt(zero) ? rest : zero;
  });
  const sum = open.reduce((total, one) => total.plus(one), zero);
  return sum.eq(amount) ? open : allocate(amount, open, scale);
}

function numberIn(line: ValueObject, column: string): Big {
  const value: Value = line[column] ?? null;
  return isDecimal(value) ? value : zero;
}

function scaleOf(columns: ReadonlyMap<string, Field>, column: string): number {
  return columns.get(column)?.decimal?.scale ?? 2;
}
