// What a slice is worth lands on its line, so that slices add up to the cent. @source conversions.md P4, P5, P7
import type Big from 'big.js';
import type { Value, ValueObject } from '../expressions/scope.ts';
import type { Conversion, LineMapping } from '../model/conversion.ts';
import type { Json, JsonObject } from '../model/json.ts';
import type { Id, Link } from '../model/record.ts';
import type { Field, RecordType } from '../model/type.ts';
import { formatDecimal, formatFixed, roundDecimal, zero } from '../values/decimal.ts';
import { columnShare } from './column-share.ts';
import { computeWork } from './compute-work.ts';
import { exchanged, exchangeOf, pairOf, standingExchange, type Exchange } from './convert/exchange.ts';
import { valueAt, type Filled } from './convert/fill.ts';
import { linesAt } from './each-field.ts';
import { fitDocument } from './fit-document.ts';
import { exchangedAmounts } from './exchanged-amounts.ts';
import { linesById } from './line-index.ts';
import { ownAmount, type Share } from './line-share.ts';
import { findWork, requireWork } from './records.ts';
import { sourcesOf } from './rewrite-line.ts';
import { sameJson, sameValue } from './same.ts';
import type { Session } from './session.ts';
import { upLinks } from './web.ts';
import type { Work } from './work.ts';

/**
 * Writes each slice's share of its source line's amount to the field that the mapping names: `amount` receives the
 * share, `adjust` what it differs by from the line's own amount. An adjustment stands only as long as what was copied
 * stands: at another price the line is worth what its own formula says.
 */
export function fitAmounts(session: Session, id: Id): void {
  const links = upLinks(session, id).filter(
    ({ kind, targetLine }) => kind === 'direct' && targetLine !== null,
  );
  const keys = new Set(links.map(({ conversion }) => conversion));
  for (const key of keys) {
    const conversion = session.model.conversions.get(key);
    for (const mapping of conversion?.lines ?? []) {
      const { amount, adjust, shares } = mapping;
      if (!conversion || (amount === null && adjust === null && shares.length === 0)) continue;
      fitTable(session, id, conversion, mapping, links);
    }
  }
  fitDocument(session, id);
}

function fitTable(
  session: Session,
  id: Id,
  conversion: Conversion,
  mapping: LineMapping,
  links: readonly Link[],
): void {
  const work = requireWork(session, id);
  const own = links.filter((link) => link.conversion === conversion.key);
  const byLine = Map.groupBy(own, ({ targetLine }) => targetLine ?? '');
  const values = linesById(work.type, work.doc);
  const shares = new Map<string, Share>();
  for (const [lineId, ownLinks] of byLine) {
    const share = shareOf(session, mapping, ownLinks);
    if (share) shares.set(lineId, share);
  }
  const amounts = amountsIn(session, conversion, work, mapping, shares);
  const table = linesAt(work.data, mapping.to).map((line) => {
    const doc = values.get(String(line['id']))?.line;
    const share = shares.get(String(line['id']));
    if (!doc || !share) return line;
    const fitted = fittedLine(session, work, mapping, line, doc, share, amounts);
    return sameJson(fitted, line) ? line : fitted;
  });
  if (table.every((line, index) => line === linesAt(work.data, mapping.to)[index])) return;
  computeWork(session, work, { ...work.data, [mapping.to]: table }, work.doc);
}

/** What the shares are in the currency of the target, and whether what was copied there stands. */
interface Amounts {
  /** null: there is none to be told, the line is worth what its own formula says. */
  readonly of: (lineId: string, share: Share) => Big | null;
  readonly exchange: Exchange | null;
}

/** The same money, or exchanged: then slices add up in the target's currency. @source conversions.md P4, P5 */
function amountsIn(
  session: Session,
  conversion: Conversion,
  work: Work,
  mapping: LineMapping,
  shares: ReadonlyMap<string, Share>,
): Amounts {
  const [first] = shares.values();
  const source = first?.sources[0]?.work;
  const pair = source && conversion.currency ? pairOf(session, conversion, source, work.type) : null;
  if (!source || !pair) return { of: (_, { amount }) => amount, exchange: null };
  const exchange =
    standingExchange(session, conversion, source, work) ??
    exchangeOf(session, conversion, source, work.type, null, () => work.doc);
  if (!exchange) return { of: () => null, exchange };
  const amounts = exchangedAmounts(session, work, mapping, shares, exchange.rate);
  return { of: (lineId) => amounts.get(lineId) ?? null, exchange };
}

function shareOf(session: Session, mapping: LineMapping, links: readonly Link[]): Share | null {
  const sources = sourcesOf(session, links);
  const found = sources.flatMap(({ sourceRecord, sourceLine }) => {
    const work = findWork(session, sourceRecord);
    const place = work && linesById(work.type, work.doc).get(sourceLine ?? '');
    const link = links.find(
      (one) =>
        one.sourceRecord === sourceRecord &&
        one.sourceLine === sourceLine &&
        one.amount !== null &&
        one.quantity !== null,
    );
    return work && link && place?.table === mapping.from ? [{ work, line: place.line, link }] : [];
  });
  if (found.length === 0) return null;
  const sum = found.reduce((total, { link }) => total.plus(link.amount ?? '0'), zero);
  return { amount: mapping.sign === -1 ? sum.neg() : sum, sources: found };
}

function fittedLine(
  session: Session,
  work: Work,
  mapping: LineMapping,
  line: JsonObject,
  doc: ValueObject,
  share: Share,
  amounts: Amounts,
): JsonObject {
  const fitted: Record<string, Json> = { ...line };
  const put = (key: string, value: Big | null): void => {
    const field = work.type.fieldByPath.get(`${mapping.to}.${key}`);
    if (!field || value === null) delete fitted[key];
    else fitted[key] = textOf(field, value);
  };
  const amount = amounts.of(String(line['id']), share);
  if (mapping.amount !== null) put(mapping.amount, amount);
  for (const key of mapping.shares) put(key, sharedIn(session, work, mapping, key, share));
  if (mapping.adjust !== null) {
    const copied = share.sources.every((source) =>
      isCopied(session, work.type, mapping, doc, source, amounts.exchange),
    );
    const difference = copied && amount ? differenceOf(work, mapping, doc, amount) : null;
    put(mapping.adjust, difference?.eq(zero) === true ? null : difference);
  }
  return fitted;
}

/** Of the same column of its sources, as the quantity is. */
function sharedIn(
  session: Session,
  { type }: Work,
  { to, sign }: LineMapping,
  key: string,
  share: Share,
): Big | null {
  const scale = type.fieldByPath.get(`${to}.${key}`)?.decimal?.scale ?? 2;
  const parts = share.sources.flatMap(({ link }) => columnShare(session, link, key, scale) ?? []);
  if (parts.length === 0) return null;
  const sum = parts.reduce((all, part) => all.plus(part), zero);
  return sign === -1 ? sum.neg() : sum;
}

function differenceOf(work: Work, mapping: LineMapping, doc: ValueObject, amount: Big): Big | null {
  const own = ownAmount(work.type, mapping, doc);
  return own && amount.minus(own);
}

/** Every decimal that was copied from the source's line still stands as it is there, exchanged where it is money. */
function isCopied(
  session: Session,
  type: RecordType,
  { to, fields }: LineMapping,
  doc: ValueObject,
  { line }: Share['sources'][number],
  exchange: Exchange | null,
): boolean {
  return [...fields].every(([key, filling]) => {
    const field = type.fieldByPath.get(`${to}.${key}`);
    if (filling.kind !== 'from' || !field?.decimal) return true;
    const value: Value = valueAt(session, line, filling.path);
    const copy: Filled = { field, path: key, value, merge: null };
    const [landed] = exchanged([copy], exchange, type);
    return sameValue(doc[key], landed?.value);
  });
}

function textOf(field: Field, value: Big): string {
  const { scale = 2, fixed = false } = field.decimal ?? {};
  const rounded = roundDecimal(value, scale);
  return fixed ? formatFixed(rounded, scale) : formatDecimal(rounded);
}
