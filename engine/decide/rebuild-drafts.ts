// Drafts that were made from an amended record follow it. @source conversions.md X5
import type Big from 'big.js';
import type { Value, ValueObject } from '../expressions/scope.ts';
import type { Conversion, Filling, LineMapping } from '../model/conversion.ts';
import type { Json, JsonObject } from '../model/json.ts';
import type { Id, Link } from '../model/record.ts';
import type { Field, RecordType } from '../model/type.ts';
import { isDecimal, zero } from '../values/decimal.ts';
import { computeWork } from './compute-work.ts';
import { exchanged, exchangeOf, landed, standingExchange, type Exchange } from './convert/exchange.ts';
import { fill, toData, type Filled } from './convert/fill.ts';
import { keepable } from './convert/keepable.ts';
import { takeMore } from './convert/take-more.ts';
import { linesAt } from './each-field.ts';
import { fitAmounts } from './fit-amounts.ts';
import { linesById } from './line-index.ts';
import { flipped, least, levelsOf, type Level } from './places.ts';
import { fullOf, linesOf } from './progress.ts';
import { phaseOf, requireLineage, requireWork } from './records.ts';
import { refuse } from './refused.ts';
import { followAmounts, relink } from './relink.ts';
import { lineTracks, sourcesOf } from './rewrite-line.ts';
import { sameValue } from './same.ts';
import type { Session } from './session.ts';
import { downLinks, measured, tallyOf, upLinks } from './web.ts';
import type { Work } from './work.ts';

/**
 * What was copied and stands as it was copied is copied anew; what people changed stays. A line that took all that was
 * open takes all that is open now, another is cut down to it; a line whose source went goes too.
 */
export function rebuildDrafts(session: Session, before: Work, after: Work): void {
  const drafts = [
    ...new Set(
      downLinks(session, after.id).flatMap(({ targetRecord, kind }) =>
        targetRecord !== null && kind === 'direct' ? [targetRecord] : [],
      ),
    ),
  ]
    .filter((id) => phaseOf(session, id) === 'draft')
    .sort();
  const unread = drafts.filter(
    (id) => session.work.works.get(id)?.before !== null && !session.facts.lineages.has(id),
  );
  for (const id of unread) session.lacks.lineage(id);
  if (unread.length > 0) refuse('not-found', 404, {}, session.setting.language);
  for (const id of drafts) rebuild(session, id, before, after);
}

function rebuild(session: Session, id: Id, before: Work, after: Work): void {
  const target = requireLineage(session, id);
  const links = upLinks(session, id).filter(
    (link) => link.sourceRecord === after.id && link.kind === 'direct',
  );
  const conversion = session.model.conversions.get(links[0]?.conversion ?? '');
  if (!conversion) return;
  const rates = ratesOf(session, conversion, target, before, after);
  const more = tookAll(session, conversion, before, links) ? newLines(conversion, before, after) : [];
  const header = refilled(session, conversion, target.type, conversion.header, target.doc, rates, {
    before: { source: before.doc, sourceLine: null },
    after: { source: after.doc, sourceLine: null },
  });
  const data: Record<string, Json> = laid(target.data, header);
  for (const mapping of conversion.lines) {
    const table = linesAt(target.data, mapping.to);
    if (table.length === 0 || mapping.from === null) continue;
    data[mapping.to] = table.flatMap((line) =>
      rebuiltLine(session, conversion, mapping, target, links, line, before, after, rates),
    );
  }
  computeWork(session, target, data, target.doc);
  relink(session, requireWork(session, id));
  fitAmounts(session, id);
  followAmounts(session, id);
  if (more.length > 0) takeMore(session, conversion, after, more, requireWork(session, id));
  const { stage } = target;
  session.work.happenings.push({
    record: id,
    what: 'rebuild',
    key: conversion.key,
    stageBefore: stage,
    stageAfter: stage,
    dataBefore: target.data,
    dataAfter: requireWork(session, id).data,
  });
}

function rebuiltLine(
  session: Session,
  conversion: Conversion,
  mapping: LineMapping,
  target: Work,
  links: readonly Link[],
  line: JsonObject,
  before: Work,
  after: Work,
  rates: Rates,
): JsonObject[] {
  const own = links.filter(({ targetLine }) => targetLine === line['id']);
  const [link] = sourcesOf(session, own);
  const old = linesById(before.type, before.doc).get(link?.sourceLine ?? '');
  if (!link || old?.table !== mapping.from) return [line];
  const source = linesById(after.type, after.doc).get(link.sourceLine ?? '')?.line;
  if (!source) return [];
  const doc = linesById(target.type, target.doc).get(String(line['id']))?.line ?? {};
  const columns = target.type.fieldByPath.get(mapping.to)?.fields ?? new Map<string, Field>();
  const to = { fields: columns, money: target.type.money };
  const fresh = refilled(session, conversion, to, mapping.fields, doc, rates, {
    before: { source: before.doc, sourceLine: old.line },
    after: { source: after.doc, sourceLine: source },
  });
  const field = mapping.quantity === null ? undefined : columns.get(mapping.quantity);
  const taken = field ? newQuantity(session, conversion, field, before, after, old.line, source, link) : null;
  if (taken && !taken.gt(zero)) return [];
  const quantity = field && taken ? toData([{ field, path: field.key, value: taken, merge: null }]) : {};
  return [{ ...laid(line, fresh), ...quantity }];
}

/** The draft took all that was open, so it takes what has come since. */
function tookAll(session: Session, conversion: Conversion, before: Work, links: readonly Link[]): boolean {
  if (conversion.split.length > 0) return false;
  return conversion.lines.every(({ from }) => {
    if (from === null || from === '$document') return true;
    return linesOf(before.doc, from).every((line) => {
      const own = links.filter(({ sourceLine }) => sourceLine === line['id']);
      const taken = own[0] ? measured(own[0]).abs() : zero;
      const open = openBefore(session, conversion, before, line, taken);
      return open === null ? own.length > 0 : !open.gt(taken);
    });
  });
}

/** Lines of the tables that the path takes from, which were not there before. */
function newLines(conversion: Conversion, before: Work, after: Work): string[] {
  return conversion.lines.flatMap(({ from }) => {
    if (from === null || from === '$document') return [];
    const known = new Set(linesOf(before.doc, from).map((line) => line['id']));
    return linesOf(after.doc, from).flatMap((line) =>
      known.has(line['id'] ?? null) ? [] : [String(line['id'])],
    );
  });
}

/** What was open at a line for a draft that holds `taken` of it; null: nothing counts there. */
function openBefore(
  session: Session,
  conversion: Conversion,
  before: Work,
  line: ValueObject,
  taken: Big,
): Big | null {
  return least(
    lineTracks(conversion, before).flatMap((named) => {
      const track = before.type.tracks.get(named.track);
      if (conversion.effect === 0 || !track || named.basis.kind !== 'full') return [];
      const tally = tallyOf(session, before.id, String(line['id']), named.track);
      const full = fullOf(session, before.doc, line, track, before.type);
      return [full.minus(tally.held.minus(taken)).minus(tally.settled)];
    }),
  );
}

/** null: as it is. */
function newQuantity(
  session: Session,
  conversion: Conversion,
  field: Field,
  before: Work,
  after: Work,
  old: ValueObject,
  line: ValueObject,
  link: Link,
): Big | null {
  const taken = measured(link).abs();
  if (conversion.effect === 0) {
    const quantity = quantityOf(before, link, old);
    return quantity?.eq(taken) === true ? quantityOf(after, link, line) : null;
  }
  const isBack = measured(link).lt(zero);
  const levels = lineTracks(conversion, after)
    .flatMap((named) => levelsOf(session, named, after, line))
    .filter(({ place }) => place.record === after.id)
    .map((level) => (isBack ? flipped(level) : level));
  const free = least(levels.map((level) => freeBeside(level, taken)));
  if (!free) return null;
  const open = keepable(free, field, levels);
  const was = least(
    levels.map((level) => {
      const track = before.type.tracks.get(level.place.track);
      if (!track) return freeBeside(level, taken);
      const full = fullOf(session, before.doc, old, track, before.type);
      const basis = level.basis.minus(level.full).plus(isBack ? full.neg() : full);
      return freeBeside({ ...level, basis }, taken);
    }),
  );
  const tookAllThen = was !== null && keepable(was, field, levels).eq(taken);
  return tookAllThen || taken.gt(open) ? open : taken;
}

/** What is open there for a draft that holds `taken` of it. */
function freeBeside({ basis, tally }: Level, taken: Big): Big {
  return basis.minus(tally.held.minus(taken)).minus(tally.settled);
}

function quantityOf({ type, doc }: Work, { sourceLine }: Link, line: ValueObject): Big | null {
  const table = linesById(type, doc).get(sourceLine ?? '')?.table ?? '';
  const value = line[type.tables.get(table)?.quantity ?? ''] ?? null;
  return isDecimal(value) ? value : null;
}

type Rates = { readonly before: Exchange | null; readonly after: Exchange | null };

/** The rate of a draft stays on it, as long as its source is in the currency that it was in. */
function ratesOf(session: Session, conversion: Conversion, target: Work, before: Work, after: Work): Rates {
  if (!conversion.currency) return { before: null, after: null };
  const fresh = (source: Work): Exchange | null =>
    exchangeOf(session, conversion, source, target.type, null, () => target.doc);
  const was = standingExchange(session, conversion, before, target) ?? fresh(before);
  const from = before.type.money.currency ?? '';
  if (sameValue(before.doc[from], after.doc[from])) return { before: was, after: was };
  return { before: was, after: fresh(after) };
}

type Side = { readonly source: ValueObject; readonly sourceLine: ValueObject | null };

/** Values that are copied differently now, where the target still has what was copied before. */
function refilled(
  session: Session,
  conversion: Conversion,
  to: Pick<RecordType, 'fields' | 'money'>,
  fillings: ReadonlyMap<string, Filling>,
  target: ValueObject,
  rates: Rates,
  sides: { readonly before: Side; readonly after: Side },
): readonly Filled[] {
  const filled = (side: 'before' | 'after'): readonly Filled[] => {
    const copied = fill(session, to.fields, fillings, { ...sides[side], target });
    // The header says, too, in which currency and at which rate the document is.
    return sides[side].sourceLine === null
      ? landed(copied, rates[side], conversion, to)
      : exchanged(copied, rates[side], to);
  };
  const was = new Map<string, Value>(filled('before').map((one) => [one.path, one.value]));
  const now = filled('after');
  return now.filter(
    ({ path, value }: Filled) =>
      !path.includes('.') && !sameValue(was.get(path), value) && sameValue(was.get(path), target[path]),
  );
}

/** What is empty now goes. */
function laid(data: JsonObject, filled: readonly Filled[]): Record<string, Json> {
  const gone = new Set(filled.flatMap(({ path, value }) => (value === null ? [path] : [])));
  const kept = Object.entries(data).filter(([key]) => !gone.has(key));
  return toData(filled, Object.fromEntries(kept));
}
