// What a slice is worth lands on its line, so that slices add up to the cent. @source conversions.md P5, P7
import type Big from 'big.js';
import type { ValueObject } from '../expressions/scope.ts';
import type { Conversion, LineMapping } from '../model/conversion.ts';
import type { Json, JsonObject } from '../model/json.ts';
import type { Id, Link } from '../model/record.ts';
import type { Field, RecordType } from '../model/type.ts';
import { formatDecimal, formatFixed, isDecimal, roundDecimal, zero } from '../values/decimal.ts';
import { computeWork } from './compute-work.ts';
import { exchanged, standingExchange, type Exchange } from './convert/exchange.ts';
import { valueAt, type Filled } from './convert/fill.ts';
import { linesAt } from './each-field.ts';
import { fitDocument } from './fit-document.ts';
import { linesById } from './line-index.ts';
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
      if (!conversion || (mapping.amount === null && mapping.adjust === null)) continue;
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
  const columns = work.type.fieldByPath.get(mapping.to)?.fields;
  const values = linesById(work.type, work.doc);
  const table = linesAt(work.data, mapping.to).map((line) => {
    const lineId = String(line['id']);
    const doc = values.get(lineId)?.line;
    const share = doc && shareOf(session, work, conversion, mapping, byLine.get(lineId) ?? []);
    if (!share || !columns) return line;
    const fitted = fittedLine(session, work, mapping, line, doc, share);
    return sameJson(fitted, line) ? line : fitted;
  });
  if (table.every((line, index) => line === linesAt(work.data, mapping.to)[index])) return;
  computeWork(session, work, { ...work.data, [mapping.to]: table }, work.doc);
}

interface Share {
  /** In the target's currency. */
  readonly amount: Big;
  /** What the target was exchanged by; null: it is in the currency of its sources. */
  readonly exchange: Exchange | null;
  readonly sources: readonly { readonly line: ValueObject; readonly work: Work }[];
}

function shareOf(
  session: Session,
  target: Work,
  conversion: Conversion,
  mapping: LineMapping,
  links: readonly Link[],
): Share | null {
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
  const signed = mapping.sign === -1 ? sum.neg() : sum;
  const [first] = found;
  const exchange = first ? standingExchange(session, conversion, first.work, target) : null;
  return { amount: exchange ? signed.times(exchange.rate) : signed, exchange, sources: found };
}

function fittedLine(
  session: Session,
  work: Work,
  mapping: LineMapping,
  line: JsonObject,
  doc: ValueObject,
  share: Share,
): JsonObject {
  const fitted: Record<string, Json> = { ...line };
  const put = (key: string, value: Big | null): void => {
    const field = work.type.fieldByPath.get(`${mapping.to}.${key}`);
    if (!field || value === null) delete fitted[key];
    else fitted[key] = textOf(field, value);
  };
  if (mapping.amount !== null) put(mapping.amount, share.amount);
  if (mapping.adjust !== null) {
    const difference = differenceOf(session, work, mapping, doc, share);
    put(mapping.adjust, difference?.eq(zero) === true ? null : difference);
  }
  return fitted;
}

function differenceOf(
  session: Session,
  work: Work,
  mapping: LineMapping,
  doc: ValueObject,
  share: Share,
): Big | null {
  const key = work.type.tables.get(mapping.to)?.amount ?? null;
  const amount = key === null ? null : (doc[key] ?? null);
  if (
    !isDecimal(amount) ||
    !share.sources.every((source) => isCopied(session, work.type, mapping, doc, share.exchange, source))
  )
    return null;
  const present = doc[mapping.adjust ?? ''] ?? null;
  return share.amount.minus(isDecimal(present) ? amount.minus(present) : amount);
}

/** Every decimal that was copied from the source's line still stands as it is there. */
function isCopied(
  session: Session,
  type: RecordType,
  { to, fields }: LineMapping,
  doc: ValueObject,
  exchange: Exchange | null,
  { line }: Share['sources'][number],
): boolean {
  return [...fields].every(([key, filling]) => {
    const field = type.fieldByPath.get(`${to}.${key}`);
    if (filling.kind !== 'from' || !field?.decimal) return true;
    const copied: Filled = { field, path: key, value: valueAt(session, line, filling.path), merge: null };
    return exchanged([copied], exchange, type).every(({ value }) => sameValue(doc[key], value));
  });
}

function textOf(field: Field, value: Big): string {
  const { scale = 2, fixed = false } = field.decimal ?? {};
  const rounded = roundDecimal(value, scale);
  return fixed ? formatFixed(rounded, scale) : formatDecimal(rounded);
}
