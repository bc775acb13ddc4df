// The last slice of a group comes to what is left of it, to the cent, whatever the others rounded to.
// @source conversions.md P5, P7
import type Big from 'big.js';
import type { Value, ValueObject } from '../expressions/scope.ts';
import type { AdjustGroups, Conversion } from '../model/conversion.ts';
import type { Json, JsonObject } from '../model/json.ts';
import type { Id } from '../model/record.ts';
import { isDecimal, isPositive, roundDecimal, zero } from '../values/decimal.ts';
import { writeField } from '../values/hydrate.ts';
import { computeWork } from './compute-work.ts';
import { pairOf } from './convert/exchange.ts';
import { linesAt } from './each-field.ts';
import { linesById } from './line-index.ts';
import { amountIn, isRemainderOf, remainderId } from './paper-shares.ts';
import { computed, settledTables, unsettled } from './paper-tables.ts';
import { papersOf, sumOf, type Paper, type Shares } from './papers.ts';
import { levelAt } from './places.ts';
import { linesOf } from './progress.ts';
import { findWork, requireWork } from './records.ts';
import { sameValue } from './same.ts';
import { run, scopeOf } from './scope.ts';
import type { Session } from './session.ts';
import { measured, upLinks } from './web.ts';
import type { Work } from './work.ts';

type Within = NonNullable<Conversion['adjust']>['within'];

/**
 * Writes to the table that the path names what the target's groups differ by from what is left of its sources': of each group
 * of a source whose lines are all full with this target. More than rounding can come to stays.
 */
export function fitGroups(
  session: Session,
  id: Id,
  conversion: Conversion,
  groups: AdjustGroups,
  within: Within,
): void {
  // One amount of a group may be made of another, which has just been fitted; and what one source takes shows in the others.
  for (let pass = 0; pass < passesMax; pass++) if (!fitOnce(session, id, conversion, groups, within)) return;
}

const passesMax = 4;

function fitOnce(
  session: Session,
  id: Id,
  conversion: Conversion,
  groups: AdjustGroups,
  within: Within,
): boolean {
  const target = requireWork(session, id);
  if (!target.type.fields.get(groups.to)?.fields) return false;
  const ids = new Set(
    upLinks(session, id).flatMap(({ conversion: key, kind, targetLine, sourceRecord }) =>
      key === conversion.key && kind === 'direct' && targetLine !== null ? [sourceRecord] : [],
    ),
  );
  const sources = [...ids].sort().map((source) => findWork(session, source));
  const shares: Shares = new Map();
  const table: JsonObject[] = [];
  let most = zero;
  for (const source of sources) {
    const differences = source && differencesOf(session, conversion, groups, source, target, shares);
    if (!source || !differences) return false;
    const scope = scopeOf(session, { source: source.doc, doc: source.doc, target: target.doc });
    const said = run(within, scope);
    // What all of them together round to is the last one's, so what each may come to adds up.
    most = isDecimal(said) ? most.plus(said) : most;
    for (const { key, amounts } of differences) {
      if (amounts.every((one) => one.eq(zero)) || amounts.some((one) => one.abs().gt(most))) continue;
      table.push(remainderOf(session, target, groups, source.id, key, amounts, table));
    }
  }
  const { [groups.to]: _, ...rest } = target.data;
  if (sameLines(linesAt(target.data, groups.to), table)) return false;
  computeWork(session, target, table.length === 0 ? rest : { ...rest, [groups.to]: table }, target.doc);
  return true;
}

/** Amounts of a group, in the order in which the path names them. */
type Amounts = readonly Big[];

function remainderOf(
  session: Session,
  { type, doc, data }: Work,
  groups: AdjustGroups,
  source: Id,
  key: Value,
  amounts: Amounts,
  others: readonly JsonObject[],
): JsonObject {
  const columns = type.fields.get(groups.to)?.fields;
  const own = linesOf(doc, groups.to).find(
    (line) => isRemainderOf(String(line['id']), source) && sameValue(line[groups.key], key),
  );
  const used = new Set([...linesAt(data, groups.to), ...others].map(({ id }) => id));
  let number = 1;
  while (!own && used.has(remainderId(source, number))) number++;
  const line: Record<string, Json> = { id: own ? String(own['id']) : remainderId(source, number) };
  const put = (name: string, value: Value): void => {
    const field = columns?.get(name);
    const written = field && writeField(field, value);
    if (written !== undefined) line[name] = written;
  };
  put(groups.key, key);
  groups.amounts.forEach((name, index) => {
    put(name, roundDecimal(amounts[index]!, columns?.get(name)?.decimal?.scale ?? 2));
  });
  return line;
}

interface Difference {
  readonly key: Value;
  readonly amounts: Amounts;
}

/** What of each group the target should come to beyond what it comes to by itself; null: something has yet to be read. */
function differencesOf(
  session: Session,
  conversion: Conversion,
  groups: AdjustGroups,
  source: Work,
  target: Work,
  shares: Shares,
): readonly Difference[] | null {
  const last = lastGroups(session, conversion, groups, source, target);
  if (last.length === 0) return [];
  const papers = papersOf(session, conversion, groups, source, target.id, shares);
  if (!papers) return null;
  const paper = papers.find(({ work }) => work.id === target.id);
  // What only settles, or gives that back, has no part in the groups.
  if (!paper) return [];
  const whole = wholeOf(session, conversion, groups, source, target, papers);
  if (!whole) return null;
  const own = linesOf(target.doc, groups.to).filter(
    ({ id }) => !paper.share.company || isRemainderOf(String(id), source.id),
  );
  const standing = { [groups.to]: own };
  return last.map((key) => {
    const amounts = groups.amounts.map((name) => {
      const all = amountIn(whole.doc, whole.groups, groups.key, key, name);
      const left = all.minus(sumOf(papers, groups, key, name));
      // What stands there already is among what the target comes to.
      return left.plus(amountIn(standing, groups.to, groups.key, key, name));
    });
    return { key, amounts };
  });
}

/** Groups of the source all of whose lines are full, with what the target takes. */
export function lastGroups(
  session: Session,
  conversion: Conversion,
  groups: AdjustGroups,
  source: Work,
  target: Work | null,
): readonly Value[] {
  const settling = settledTables(session.model, source.type);
  const found: { readonly key: Value; isFull: boolean }[] = [];
  for (const named of conversion.tracks) {
    const table = source.type.tracks.get(named.track)?.table ?? null;
    if (table === null || named.measure !== 'quantity' || settling.has(table)) continue;
    for (const line of linesOf(source.doc, table)) {
      const key = run(
        groups.line,
        scopeOf(session, { source: source.doc, sourceLine: line, doc: source.doc, line }),
      );
      let group = found.find((one) => sameValue(one.key, key));
      if (!group) found.push((group = { key: key as Value, isFull: true }));
      const place = session.work.placeAt(source.id, line['id'] as string, named.track);
      const level = levelAt(session, place, named);
      if (!level) continue;
      // A target in force is among what is posted.
      const own =
        target === null || target.phase === 'posted'
          ? zero
          : upLinks(session, target.id)
              .filter((link) => session.work.placeOf(link) === place && link.effect === 1)
              .reduce((sum, link) => sum.plus(measured(link)), zero);
      const left = level.full.minus(level.tally.posted).minus(own);
      group.isFull &&= !isPositive(roundDecimal(left.times(level.full.s), level.scale));
    }
  }
  return found.flatMap(({ key, isFull }) => (isFull ? [key] : []));
}

/** What all of it comes to: the source, or where amounts are exchanged what one document of all its lines would come to. */
function wholeOf(
  session: Session,
  conversion: Conversion,
  groups: AdjustGroups,
  source: Work,
  target: Work,
  papers: readonly Paper[],
): { readonly doc: ValueObject; readonly groups: string } | null {
  const pair = conversion.currency ? pairOf(session, conversion, source, target.type) : null;
  if (!pair) return { doc: unsettled(session, source), groups: groups.of };
  const lines = linesById(source.type, source.doc);
  const data: Record<string, Json> = { ...target.data };
  const seen = new Set<string>();
  for (const mapping of conversion.lines) {
    if (mapping.from === null || mapping.quantity === null) continue;
    const { to, quantity, adjust, amount } = mapping;
    const roles = source.type.tables.get(mapping.from);
    const field = target.type.fieldByPath.get(`${to}.${quantity}`);
    data[to] = [target, ...papers.map(({ work }) => work)].flatMap((work) => {
      const own = papers.find((paper) => paper.work.id === work.id && paper.sign === 1)?.lines;
      return linesAt(work.data, to).flatMap((line): JsonObject[] => {
        const from = own?.get(String(line['id']));
        const place = from === undefined || seen.has(from) ? undefined : lines.get(from);
        const full = place?.line[roles?.quantity ?? ''] ?? null;
        if (from === undefined || place?.table !== mapping.from || !field || !isDecimal(full)) return [];
        seen.add(from);
        const rest = Object.fromEntries(
          Object.entries(line).filter(([key]) => key !== adjust && key !== amount),
        );
        return [{ ...rest, [quantity]: writeField(field, full) ?? null }];
      });
    });
  }
  for (const table of settledTables(session.model, target.type)) data[table] = [];
  data[groups.to] = [];
  return { doc: computed(session, target, data, new Set()), groups: groups.own };
}

function sameLines(a: readonly JsonObject[], b: readonly JsonObject[]): boolean {
  return JSON.stringify(a) === JSON.stringify(b);
}
