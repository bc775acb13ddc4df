// What a source offers to a conversion, and what is taken of it. @source conversions.md Q2, Q8, Q11, Q12, M3
import type Big from 'big.js';
import type { ValueObject } from '../../expressions/scope.ts';
import type { Conversion, ConversionTrack, LineMapping } from '../../model/conversion.ts';
import type { LinkEnd } from '../../model/record.ts';
import type { Field } from '../../model/type.ts';
import { fieldProblem, refusalWords } from '../../problems/index.ts';
import {
  compareDecimals,
  formatDecimal,
  isDecimal,
  isNegative,
  isPositive,
  one,
  zero,
} from '../../values/decimal.ts';
import { exceededCode, exceeds } from '../check-opens.ts';
import { lackingFor } from '../complete.ts';
import { holderOf } from '../line-index.ts';
import { lineLabel, lineUnit } from '../line-words.ts';
import { overridden, refuseOverridable, type Overridable } from '../overrides.ts';
import { countedAt, overOf, toleranceAnswer, type Counted, type Level } from '../places.ts';
import type { Spent } from '../pour.ts';
import { linesOf } from '../progress.ts';
import { endOf, nameOf, namesOf } from '../records.ts';
import { Refused, refuse } from '../refused.ts';
import { lineTracks } from '../rewrite-line.ts';
import { holds, scopeOf } from '../scope.ts';
import type { Session } from '../session.ts';
import type { OfferedLine } from '../types.ts';
import { linksAt } from '../web.ts';
import { answerOf, reasonOf } from '../words.ts';
import type { Work } from '../work.ts';
import { takesNegative } from '../takes-negative.ts';
import { askedLines, sumAsked, type Asked, type AskedLines } from './asked.ts';
import { keepable } from './keepable.ts';
import { mostIn, openIn, roomOf, spendIn } from './room.ts';
import type { Source } from './select-sources.ts';

/** One line of a source (the document itself when `line` is null) with what goes to the target. */
export interface Offer {
  readonly source: Work;
  readonly mapping: LineMapping | null;
  readonly table: string | null;
  readonly line: ValueObject | null;
  /** The counters that it moves. */
  readonly counted: readonly Counted[];
  /** −1: of a negative line, which `open` and `taken` see the other way up; links say it as it is (Q8). */
  readonly sign: 1 | -1;
  /** −1: what is taken is less than nothing on the target, too. */
  readonly lands: 1 | -1;
  readonly open: Big;
  readonly taken: Big;
  /** Nothing was named, or it was. */
  readonly isWanted: boolean;
  /** What it is left out for may be gone past. */
  readonly check: Overridable | null;
  readonly shown: OfferedLine;
}

/**
 * Every line of every mapping; conversions without lines offer the document itself (Q13).
 *
 * @param spent  what earlier lines of the same command take at counters that they share (Q11): the next is offered what they leave
 */
export function offersOf(
  session: Session,
  conversion: Conversion,
  source: Source,
  spent: Spent = new Map(),
): Offer[] {
  const { work } = source;
  const tables = conversion.lines.filter(({ from }) => from !== null && from !== '$document');
  const whole = conversion.lines.find(({ from, quantity }) => from === '$document' && quantity !== null);
  const wanted = askedLines(session, conversion, source, tables.length > 0, tables.length === 0 || !!whole);
  const document =
    tables.length === 0 || whole ? [offerDocument(session, conversion, source, whole ?? null, spent)] : [];
  if (tables.length === 0) return document;
  const counts = conversion.tracks.every(({ measure }) => measure === 'quantity');
  const tracks = lineTracks(conversion, work);
  const negative = takesNegative(session.model, conversion);
  const offers = tables.flatMap((mapping) => {
    const field = targetField(session, conversion, mapping);
    const lane: Lane = { conversion, work, mapping, tracks, field, counts, negative };
    return linesOf(work.doc, mapping.from ?? '').map((line) => offerLine(session, lane, line, wanted, spent));
  });
  if (wanted === null) return [...offers, ...document];
  const known = new Set(offers.map(({ line }) => line?.['id']));
  for (const id of wanted.keys()) {
    if (!known.has(id))
      refuse('unknown-line', 422, { id, title: nameOf(session, work.id) }, session.setting.language);
  }
  return offers;
}

/** What is the same for every line of a source that one mapping takes. */
interface Lane {
  readonly conversion: Conversion;
  readonly work: Work;
  readonly mapping: LineMapping;
  readonly tracks: readonly ConversionTrack[];
  /** Where the target keeps what is taken. */
  readonly field: Field | undefined;
  /** Quantities of a line limit what may be taken of it; amounts are another measure (Q5). */
  readonly counts: boolean;
  /** Negative lines go along as they are. */
  readonly negative: boolean;
}

function offerLine(
  session: Session,
  { conversion, work, mapping, tracks, field, counts, negative }: Lane,
  line: ValueObject,
  wanted: AskedLines | null,
  spent: Spent,
): Offer {
  const table = mapping.from;
  const id = line['id'] as string;
  const counted = countedAt(session, conversion, tracks, work, line);
  const quantity = quantityOf(work, mapping, line);
  const isBack = mapping.sign === -1 || (negative && isNegative(quantity));
  const room = roomOf(session, conversion, counted, isBack);
  const { levels, all } = room;
  const own = levels.find(({ place }) => place.record === work.id && place.line === id);
  const full = own?.full ?? (counts ? (isBack ? quantity.neg() : quantity) : (all[0]?.full ?? quantity));
  const over = overOf(session, conversion, work.doc, line);
  // What only others count (ancestors, or the line that holds this one) may still not exceed what stands here.
  const bound = !own && counts ? full : null;
  const open = keepable(openIn(room, bound, spent) ?? full, field, all);
  const most = mostIn(room, bound, over) ?? full;
  const label = lineLabel(session, work.type, table, line);
  const heldBy = draftsOn(session, all);
  const unit = lineUnit(session, work.type, table, line);
  const isWanted = wanted === null || wanted.has(id);
  const against = whyNot(session, conversion, work, mapping, line, full, label, isWanted);
  let reason = against?.reason ?? null;
  let taken = zero;
  if (isWanted) {
    const explicit = wanted && sumAsked(session, wanted.get(id) ?? [], field, label);
    if (explicit !== null) {
      taken = explicit;
      if (reason !== null) {
        if (!against?.check) refuse('conversion-guard', 422, { reason }, session.setting.language);
        if (!overridden(session, against.check, work.id))
          refuseOverridable(session, 'conversion-guard', { reason }, against.check);
        reason = null;
      }
      requireOpen(session, conversion, work, line, all, taken, most, unit ?? '', label);
    } else {
      // A line that is named is wanted, in whatever quantity; what may be gone past is gone past for it.
      if (against?.check && wanted !== null && overridden(session, against.check, work.id)) reason = null;
      if (reason === null) taken = positive(open);
    }
    if (reason === null && !isPositive(taken)) reason = nothingOpenWords(session, heldBy);
  }
  if (isPositive(taken)) spendIn(room, taken, spent);
  const fullText = formatDecimal(full);
  const textOf = (value: Big): string => (value === full ? fullText : formatDecimal(value));
  const shown: OfferedLine = {
    source: work.id,
    line: id,
    label,
    unit,
    full: fullText,
    open: textOf(open),
    most: textOf(keepable(most, field, all)),
    taken: textOf(taken),
    reason,
    heldBy,
  };
  const check = reason !== null && reason === against?.reason ? (against.check ?? null) : null;
  const sign = isBack ? -1 : 1;
  const lands = isBack && mapping.sign !== -1 ? -1 : 1;
  return { source: work, mapping, table, line, counted, sign, lands, open, taken, isWanted, check, shown };
}

/** What lands on the target: of a path for negative lines as a positive quantity, else as it stands in the source. */
export function landing({ lands, taken }: Offer): Big {
  return lands === -1 ? taken.neg() : taken;
}

/** Refused at once where the tolerance blocks; whatever else it answers is judged when the links are written. */
function requireOpen(
  session: Session,
  conversion: Conversion,
  work: Work,
  line: ValueObject | null,
  levels: readonly Level[],
  taken: Big,
  most: Big,
  unit: string,
  label: string,
): void {
  const scale = Math.max(0, ...levels.map((level) => level.scale));
  if (levels.length === 0 || !exceeds({ scale }, taken, most)) return;
  if (toleranceAnswer(session, conversion, work.doc, line) !== 'block') return;
  const params = { open: formatDecimal(positive(most)), asked: formatDecimal(taken), unit, label };
  refuse(exceededCode(conversion, levels), 422, params, session.setting.language);
}

/** Q8: what goes back is never netted into what goes forward. */
function whyNot(
  session: Session,
  conversion: Conversion,
  work: Work,
  mapping: LineMapping,
  line: ValueObject,
  whole: Big,
  label: string,
  isWanted: boolean,
): { readonly reason: string; readonly check?: Overridable } | null {
  const { where } = mapping;
  const { language } = session.setting;
  const [lacking] = lackingFor(session, work, conversion.key, mapping.from, line);
  if (lacking !== undefined) {
    const reason = refusalWords('required', { label: lacking }, language);
    return { reason: `${label}: ${reason}` };
  }
  if (where) {
    const parent = holderOf(work.type, work.doc, line['id'] as string);
    const scope = scopeOf(session, { source: work.doc, sourceLine: line, doc: work.doc, line, parent });
    const answer = holds(where.expr, scope) ? 'allow' : answerOf(where, scope);
    const reason = answer === 'allow' ? '' : reasonOf(session, where, scope) || label;
    if (answer === 'warn' && isWanted)
      session.work.warnings.push(fieldProblem('conversion-guard', '', { reason }, language));
    const check = { code: `${conversion.key}.${mapping.key}`, roles: where.roles };
    if (answer === 'block') return { reason };
    if (answer === 'override') return { reason, check };
  }
  if (mapping.quantity !== null && conversion.effect === 1 && isNegative(whole)) {
    const code = mapping.sign === -1 ? 'quantity-negative' : 'quantity-positive';
    return { reason: refusalWords(code, { label }, language) };
  }
  return null;
}

function offerDocument(
  session: Session,
  conversion: Conversion,
  { work, asked, index = 0 }: Source,
  mapping: LineMapping | null,
  spent: Spent,
): Offer {
  const tracks = conversion.tracks.filter(({ track }) => work.type.tracks.get(track)?.table === null);
  const counted = countedAt(session, conversion, tracks, work, null);
  const { sign: way } = conversion;
  // Seen the other way up: on a path that goes back everything, else what comes to less than nothing and may go along.
  const isBoth = way === 'both' || (way === 1 && takesNegative(session.model, conversion));
  const isBack = way === -1 || (isBoth && isNegative(counted[0]?.levels[0]?.full ?? one));
  const sign = isBack ? -1 : 1;
  const room = roomOf(session, conversion, counted, isBack);
  const { all } = room;
  const whole = all[0]?.full ?? one;
  const field = targetField(session, conversion, mapping);
  const open = keepable(openIn(room, null, spent) ?? whole, field, all);
  const over = overOf(session, conversion, work.doc, null);
  const most = mostIn(room, null, over) ?? whole;
  const label = nameOf(session, work.id);
  const heldBy = draftsOn(session, all);
  const amount: Asked = { text: asked.amount, pointer: `/sources/${index}/amount`, measure: 'amount' };
  const offered = mapping === null && takesPieces(conversion) && open.gt(one) ? one : positive(open);
  // As it stands where both may go, else as what lands on the target.
  const lands = isBoth ? sign : 1;
  const explicit = sumAsked(session, [amount], field, label, lands);
  // Q8: what comes to less than nothing does not go forward, what comes to more does not go back.
  const { language } = session.setting;
  const words = { label, amount: formatDecimal(isBack ? whole.neg() : whole) };
  const against =
    conversion.effect === 1 && isNegative(whole)
      ? refusalWords(isBack ? 'goes-forward' : 'goes-back', words, language)
      : null;
  if (against !== null && explicit !== null) refuse('conversion-guard', 422, { reason: against }, language);
  const taken = explicit ?? (against === null ? offered : zero);
  if (against === null) requireOpen(session, conversion, work, null, all, taken, most, '', label);
  if (isPositive(taken)) spendIn(room, taken, spent);
  const reason = against ?? (isPositive(taken) ? null : nothingOpenWords(session, heldBy));
  const textOf = (value: Big): string => formatDecimal(lands === -1 ? value.neg() : value);
  const shown = {
    source: work.id,
    line: null,
    label,
    unit: null,
    full: textOf(whole),
    open: textOf(open),
  };
  const rest = { most: textOf(most), taken: textOf(taken), reason, heldBy };
  const at = { source: work, mapping, table: null, line: null, sign, lands } as const;
  return { ...at, counted, open, taken, isWanted: true, check: null, shown: { ...shown, ...rest } };
}

/** Without lines one piece goes at a time; an amount, or what becomes a line, goes as a whole. @source conversions.md Q13 */
export function takesPieces({ amount, tracks }: Conversion): boolean {
  return amount === null && tracks.every(({ measure }) => measure === 'quantity');
}

/** Where the target keeps what is taken. */
export function targetField(
  { model }: Session,
  conversion: Conversion,
  mapping: LineMapping | null,
): Field | undefined {
  const type = model.types.get(conversion.to);
  const path = mapping ? mapping.quantity && `${mapping.to}.${mapping.quantity}` : conversion.amount;
  return path === null ? undefined : type?.fieldByPath.get(path);
}

/** What stands on a line that no track counts: the quantity of its table, else the field that the mapping fills. */
function quantityOf(work: Work, { from, quantity }: LineMapping, line: ValueObject): Big {
  const field = work.type.tables.get(from ?? '')?.quantity ?? quantity;
  const value = field === null ? null : line[field];
  return isDecimal(value) ? value : one;
}

function positive(value: Big): Big {
  return isPositive(value) ? value : zero;
}

const nobody: readonly LinkEnd[] = [];

/** Drafts that hold something at these counters. */
function draftsOn(session: Session, levels: readonly Level[]): readonly LinkEnd[] {
  const holding = levels.filter(
    ({ tally: { held, posted } }) => held !== posted && compareDecimals(held, posted) !== 0,
  );
  if (holding.length === 0) return nobody;
  const drafts = new Map<string, LinkEnd>();
  for (const { place } of holding) {
    for (const link of linksAt(session, place)) {
      if (link.targetRecord === null) continue;
      const end = endOf(session, link.targetRecord);
      if (end?.phase === 'draft') drafts.set(end.id, end);
    }
  }
  return [...drafts.values()].sort((a, b) => (a.id < b.id ? -1 : 1));
}

export function nothingOpenWords(session: Session, heldBy: readonly LinkEnd[]): string {
  const { language } = session.setting;
  if (heldBy.length === 0) return refusalWords('nothing-open-at-all', {}, language);
  const ids = heldBy.map(({ id }) => id);
  return refusalWords('nothing-open', { titles: namesOf(session, ids) }, language);
}

/** @throws Refused nothing-open (naming the drafts that hold the rest) or, when every line has another reason, that reason */
export function refuseNothing(session: Session, offers: readonly Offer[]): never {
  const { language } = session.setting;
  const wanted = offers.filter(({ isWanted }) => isWanted);
  const [first] = wanted;
  if (first?.check && wanted.every(({ check }) => check !== null))
    refuseOverridable(session, 'conversion-guard', { reason: first.shown.reason ?? '' }, first.check);
  const ends = new Map(wanted.flatMap(({ shown }) => shown.heldBy.map((end) => [end.id, end] as const)));
  if (ends.size > 0) refuse('nothing-open', 422, { titles: namesOf(session, ends.keys()) }, language);
  const nothing = refusalWords('nothing-open-at-all', {}, language);
  const other = wanted.find(({ shown }) => shown.reason !== null && shown.reason !== nothing)?.shown.reason;
  if (other !== undefined && other !== null && wanted.every(({ open }) => !open.eq(zero))) {
    refuse('conversion-guard', 422, { reason: other }, language);
  }
  // One code for callers, whether or not there are drafts to name; only the words differ.
  const words = 'nothing-open-at-all';
  throw new Refused({ code: 'nothing-open', words, status: 422, params: {}, language });
}
