// The lines of an advance: its amount spread over the tax groups of what it is for. @source conversions.md P7
import type Big from 'big.js';
import { MISSING, type Value, type ValueObject } from '../expressions/scope.ts';
import type { Advance, Conversion } from '../model/conversion.ts';
import type { JsonObject } from '../model/json.ts';
import type { Id, Link } from '../model/record.ts';
import type { Field } from '../model/type.ts';
import { allocate } from '../values/allocate.ts';
import { divide, isDecimal, roundDecimal, zero } from '../values/decimal.ts';
import { computeWork } from './compute-work.ts';
import { fill, toData, type Filled } from './convert/fill.ts';
import { linesAt } from './each-field.ts';
import { linesOf } from './progress.ts';
import { findWork, phaseOf, requireWork, valuesOf } from './records.ts';
import { sameValue } from './same.ts';
import { run, scopeOf } from './scope.ts';
import type { Session } from './session.ts';
import { downLinks, measured, upLinks } from './web.ts';

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
  const groups = run(advance.groups, scopeOf(session, { source: source.doc, doc: source.doc }));
  if (groups === MISSING || !Array.isArray(groups)) return;
  const earlier = earlierLines(session, conversion, advance, link, id);
  const whole = (groups as readonly ValueObject[]).map((group) =>
    groupOf(session, advance, columns, source.doc, group, earlier),
  );
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

interface Group {
  readonly filled: ValueObject;
  readonly amounts: ReadonlyMap<string, { readonly whole: Big; readonly open: Big }>;
}

function groupOf(
  session: Session,
  advance: Advance,
  columns: ReadonlyMap<string, Field>,
  source: ValueObject,
  group: ValueObject,
  earlier: readonly { readonly sign: 1 | -1; readonly line: ValueObject }[],
): Group {
  const names = { source, sourceLine: group, target: null };
  const filled: ValueObject = Object.fromEntries<Value>(
    fill(session, columns, advance.fields, names).map(({ path, value }) => [path, value]),
  );
  const own = earlier.filter(({ line }) => sameValue(line[advance.key], filled[advance.key]));
  const amounts = advance.amounts.map(({ column, of }) => {
    const value = run(of, scopeOf(session, { ...names, doc: source }));
    const whole = isDecimal(value) ? value : zero;
    const open = own.reduce((rest, { sign, line }) => {
      const taken = numberIn(line, column);
      return sign === 1 ? rest.minus(taken) : rest.plus(taken);
    }, whole);
    return [column, { whole, open }] as const;
  });
  return { filled, amounts: new Map(amounts) };
}

/** What other advances of the source took of its groups, and what was given back of them. */
function earlierLines(
  session: Session,
  { key }: Conversion,
  { to }: Advance,
  { sourceRecord, track }: Link,
  self: Id,
): { sign: 1 | -1; line: ValueObject }[] {
  const seen = new Set<Id>([self]);
  return downLinks(session, sourceRecord).flatMap((link) => {
    const { targetRecord, kind, effect } = link;
    const isOne = link.track === track && (link.conversion === key || kind === 'mirror');
    if (!isOne || targetRecord === null || seen.has(targetRecord)) return [];
    seen.add(targetRecord);
    if (phaseOf(session, targetRecord) === 'void') return [];
    const values = valuesOf(session, targetRecord);
    if (values === undefined) session.lacks.record(targetRecord);
    const sign = effect === -1 ? -1 : 1;
    return values ? linesOf(values, to).map((line) => ({ sign, line }) as const) : [];
  });
}

/** By what is open of each group; an amount that takes all takes each whole, so that nothing is rounded. */
function spreadOver(amount: Big, groups: readonly Group[], column: string, scale: number): readonly Big[] {
  const open = groups.map(({ amounts }) => amounts.get(column)?.open ?? zero);
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
