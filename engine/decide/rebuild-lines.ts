// The lines of a draft follow the lines that they were made from. @source conversions.md X5, M5, M9
import type Big from 'big.js';
import type { Value, ValueObject } from '../expressions/scope.ts';
import type { Conversion, LineMapping } from '../model/conversion.ts';
import type { Json, JsonObject } from '../model/json.ts';
import type { Link } from '../model/record.ts';
import type { Field } from '../model/type.ts';
import { zero } from '../values/decimal.ts';
import { standingExchange } from './convert/exchange.ts';
import { toData, valueAt } from './convert/fill.ts';
import { linesAt } from './each-field.ts';
import { linesById } from './line-index.ts';
import { findWork } from './records.ts';
import { laid, recopied, type Rates, type Side } from './recopied.ts';
import { sourcesOf } from './rewrite-line.ts';
import { sameValue } from './same.ts';
import type { Session } from './session.ts';
import { heldNow, type Amended } from './standing.ts';
import { measured } from './web.ts';
import type { Work } from './work.ts';

/** A draft made by one conversion, and all its direct links of that conversion. */
export interface Draft {
  readonly target: Work;
  readonly conversion: Conversion;
  readonly links: readonly Link[];
  readonly rates: Rates;
}

/** So much of a source line for one line of the target. */
interface Share {
  readonly link: Link;
  readonly share: Big;
}

/** A source line that no longer belongs where it was: to another line of the draft, or to another draft. */
export interface Leaver {
  readonly line: string;
  readonly quantity: Big;
  /** What keeps drafts apart (M5), as it is now. */
  readonly key: readonly Value[];
}

export interface RebuiltLines {
  readonly data: Readonly<Record<string, Json>>;
  /** Links of lines to be written anew. */
  readonly spreads: readonly { readonly links: readonly Link[]; readonly shares: readonly Share[] }[];
  readonly leavers: readonly Leaver[];
}

/** One source line of a target line, as it was and as it is; null where it has gone. */
interface Part {
  readonly link: Link;
  readonly isOwn: boolean;
  readonly share: Big;
  readonly before: Side;
  readonly after: Side | null;
}

/** Tables of a draft with what its source lines make of them now; what is not made of lines is left as it is. */
export function rebuiltLines(session: Session, amended: Amended, draft: Draft): RebuiltLines {
  const { target, conversion, links } = draft;
  const data: Record<string, Json> = {};
  const spreads: { links: readonly Link[]; shares: readonly Share[] }[] = [];
  const leavers: Leaver[] = [];
  const byLine = Map.groupBy(links, ({ targetLine }) => targetLine ?? '');
  const apart = splitOf(session, amended, draft, byLine);
  for (const table of new Set(conversion.lines.map(({ to }) => to))) {
    const lines = linesAt(target.data, table);
    if (lines.length === 0) continue;
    data[table] = lines.flatMap((line) => {
      const own = byLine.get(String(line['id'])) ?? [];
      const mapping = mappingFrom(amended, conversion, own, table);
      if (!mapping) return [line];
      const parts = partsOf(session, amended, draft, mapping, own);
      const gatherKey = (side: Side) =>
        mapping.gather.map((path) => valueAt(session, side.sourceLine ?? {}, path));
      const left = parts.filter(
        ({ after, share }) => after !== null && (share.gt(zero) || conversion.effect === 0),
      );
      const stay = stayers(left, parts, gatherKey).filter(
        ({ after }) => apart === null || sameValue(splitKey(session, conversion, mapping, after), apart),
      );
      for (const part of left)
        if (!stay.includes(part) && part.isOwn)
          leavers.push({
            line: String(part.link.sourceLine),
            quantity: part.share,
            key: splitKey(session, conversion, mapping, part.after),
          });
      if (stay.length === 0) return [];
      if (parts.some(hasMoved) || stay.length < parts.length) spreads.push({ links: own, shares: stay });
      return [followed(session, draft, mapping, line, parts, stay)];
    });
  }
  return { data, spreads, leavers };
}

/** The mapping that made a line out of the amended record; null: it did not. */
function mappingFrom(
  { before }: Amended,
  { lines }: Conversion,
  links: readonly Link[],
  table: string,
): LineMapping | null {
  const old = linesById(before.type, before.doc);
  for (const link of links) {
    if (link.sourceRecord !== before.id) continue;
    const from = link.sourceLine === null ? '$document' : old.get(link.sourceLine)?.table;
    const fitting = lines.filter((mapping) => mapping.to === table && mapping.from === from);
    const sign = measured(link).lt(zero) ? -1 : 1;
    const mapping = fitting.find((one) => one.sign === sign) ?? fitting[0];
    if (mapping) return mapping;
  }
  return null;
}

function partsOf(
  session: Session,
  amended: Amended,
  draft: Draft,
  mapping: LineMapping,
  links: readonly Link[],
): Part[] {
  const { conversion, target, rates } = draft;
  const { before, after } = amended;
  const field = target.type.fieldByPath.get(`${mapping.to}.${mapping.quantity ?? ''}`);
  return sourcesOfLine(session, before, links).flatMap((link): Part[] => {
    if (link.sourceRecord !== before.id) {
      const source = findWork(session, link.sourceRecord);
      const line = source && lineOf(source, link);
      if (!source || line === undefined) return [];
      const exchange = standingExchange(session, conversion, source, target);
      const side = { source: source.doc, sourceLine: line, exchange };
      return [{ link, isOwn: false, share: measured(link).abs(), before: side, after: side }];
    }
    const old = lineOf(before, link);
    if (old === undefined) return [];
    const was = { source: before.doc, sourceLine: old, exchange: rates.before };
    const line = after ? lineOf(after, link) : undefined;
    if (line === undefined || !after) return [{ link, isOwn: true, share: zero, before: was, after: null }];
    const share = heldNow(session, conversion, amended, { draft: target.id, link, old, line, field });
    const is = { source: after.doc, sourceLine: line, exchange: rates.after };
    return [{ link, isOwn: true, share, before: was, after: is }];
  });
}

/** The line that a link takes of its source; null: the source as a whole; undefined: it has gone. */
function lineOf({ type, doc }: Work, { sourceLine }: Link): ValueObject | null | undefined {
  return sourceLine === null ? null : linesById(type, doc).get(sourceLine)?.line;
}

/** As `sourcesOf`, where a line may have gone: a line that holds one of the others is no source of its own. */
function sourcesOfLine(session: Session, before: Work, links: readonly Link[]): readonly Link[] {
  const found = sourcesOf(session, links);
  if (found.length < 2) return found;
  const old = linesById(before.type, before.doc);
  const holders = new Set(
    found.flatMap(({ sourceRecord, sourceLine }) => {
      const holder = sourceRecord === before.id ? old.get(sourceLine ?? '')?.holder : null;
      return holder ? [holder.line['id']] : [];
    }),
  );
  return found.filter(
    ({ sourceRecord, sourceLine }) => sourceRecord !== before.id || !holders.has(sourceLine),
  );
}

/** What is still gathered by what the line was gathered by; where nothing is, what goes with the first. @source conversions.md M9 */
function stayers(
  left: readonly Part[],
  parts: readonly Part[],
  keyOf: (side: Side) => readonly Value[],
): Part[] {
  const [first] = parts;
  if (!first) return [];
  const was = keyOf(first.before);
  const same = (key: readonly Value[]) =>
    left.filter(({ after }) => after !== null && sameValue(keyOf(after), key));
  const stay = same(was);
  const next = left[0]?.after;
  return stay.length > 0 || !next ? stay : same(keyOf(next));
}

/** What keeps this draft apart from others of its source now; null: nothing does. @source conversions.md M5 */
function splitOf(
  session: Session,
  amended: Amended,
  draft: Draft,
  byLine: ReadonlyMap<string, readonly Link[]>,
): readonly Value[] | null {
  const { conversion, target } = draft;
  if (conversion.split.length === 0) return null;
  const keys = conversion.lines.flatMap(({ to }) =>
    linesAt(target.data, to).flatMap((line) => {
      const links = byLine.get(String(line['id'])) ?? [];
      const mapping = mappingFrom(amended, conversion, links, to);
      if (!mapping) return [];
      return partsOf(session, amended, draft, mapping, links).map(({ before, after }) => ({
        was: splitKey(session, conversion, mapping, before),
        is: after && splitKey(session, conversion, mapping, after),
      }));
    }),
  );
  const [first] = keys;
  if (!first) return null;
  if (keys.some(({ is }) => is !== null && sameValue(is, first.was))) return first.was;
  return keys.find(({ is }) => is !== null)?.is ?? first.was;
}

export function splitKey(
  session: Session,
  { split }: Conversion,
  { from }: Pick<LineMapping, 'from'>,
  side: Pick<Side, 'sourceLine'> | null,
): readonly Value[] {
  return split.map(({ table, path }) =>
    side?.sourceLine && table === from ? valueAt(session, side.sourceLine, path) : null,
  );
}

/** More or less of it, or it is worth something else. */
function hasMoved({ link, share, before, after }: Part): boolean {
  return !share.eq(measured(link).abs()) || !sameValue(before.sourceLine, after?.sourceLine ?? null);
}

function followed(
  session: Session,
  { conversion, target }: Draft,
  mapping: LineMapping,
  line: JsonObject,
  parts: readonly Part[],
  stay: readonly Part[],
): JsonObject {
  const columns = target.type.fieldByPath.get(mapping.to)?.fields ?? new Map<string, Field>();
  const doc: ValueObject = linesById(target.type, target.doc).get(String(line['id']))?.line ?? {};
  const to = { fields: columns, money: target.type.money };
  const sides = {
    before: parts.map(({ before }) => before),
    after: stay.flatMap(({ after }) => after ?? []),
  };
  const fresh = recopied(session, conversion, to, mapping.fields, doc, sides, 'line');
  const field = mapping.quantity === null ? undefined : columns.get(mapping.quantity);
  const sum = stay.reduce((all, { share }) => all.plus(share), zero);
  const was = parts.reduce((all, { link }) => all.plus(measured(link).abs()), zero);
  const quantity = field && !sum.eq(was) ? toData([{ field, path: field.key, value: sum, merge: null }]) : {};
  return { ...laid(line, fresh), ...quantity };
}
