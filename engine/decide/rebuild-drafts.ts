// Drafts that were made from an amended record follow it. @source conversions.md X5
import type { Conversion } from '../model/conversion.ts';
import type { Json } from '../model/json.ts';
import type { Id, Link } from '../model/record.ts';
import { formatDecimal, zero } from '../values/decimal.ts';
import { agreementProblems } from './check-agreement.ts';
import { computeWork } from './compute-work.ts';
import { standingExchange } from './convert/exchange.ts';
import { takeMore, type More } from './convert/take-more.ts';
import { takesAny, tellEmptied } from './emptied.ts';
import { fitAdvance } from './fit-advance.ts';
import { fitAmounts } from './fit-amounts.ts';
import { linesById } from './line-index.ts';
import { linesOf } from './progress.ts';
import { rebuiltLines, splitKey, type Draft, type Leaver } from './rebuild-lines.ts';
import { rebuildWhole } from './rebuild-whole.ts';
import { laid, ratesOf, recopied, type Side } from './recopied.ts';
import { findWork, phaseOf, requireLineage, readLineages, requireWork } from './records.ts';
import { refuse } from './refused.ts';
import { followAmounts, relink } from './relink.ts';
import { spreadLinks } from './rewrite-line.ts';
import { sameValue } from './same.ts';
import type { Session } from './session.ts';
import { openedTo, standingOf, type Amended } from './standing.ts';
import { downLinks, measured, upLinks } from './web.ts';
import type { Work } from './work.ts';

/**
 * What was copied and stands as it was copied is copied anew; what people changed stays. A line that took all that was
 * open takes all that is open now, another keeps what it took as long as that is there; a line whose source went goes too.
 * What several sources bring to one field is merged anew, and what no longer goes with the lines that it was gathered or
 * kept with goes where it belongs now.
 *
 * @throws Refused invalid: a draft of several sources would no longer agree with all of them (M4)
 */
export function rebuildDrafts(session: Session, before: Work, after: Work): void {
  const amended: Amended = { before, after, standing: standingOf(session, before.id) };
  const drafts = draftsOf(session, before.id);
  const full = drafts.filter((id) => takesAny(session, id));
  const moving: (Leaver & { readonly conversion: Conversion; readonly from: Id })[] = [];
  for (const id of drafts) {
    for (const conversion of conversionsInto(session, before.id, id)) {
      for (const leaver of rebuild(session, id, conversion, amended))
        moving.push({ ...leaver, conversion, from: id });
    }
  }
  for (const { conversion, from, line, quantity, key } of moving) {
    const into =
      conversion.split.length === 0
        ? from
        : drafts.find((id) => isKept(session, id, conversion, amended, key));
    if (into === undefined) continue;
    const more = [{ id: line, quantity: formatDecimal(quantity) }];
    takeMore(session, conversion, after, more, requireWork(session, into));
  }
  tellEmptied(session, full);
}

/**
 * Takes what came from a record out of a draft that others have a part in.
 *
 * @source conversions.md X1
 */
export function dropFromDraft(session: Session, id: Id, source: Work): void {
  const amended: Amended = { before: source, after: null, standing: new Map() };
  const isFull = takesAny(session, id);
  for (const conversion of conversionsInto(session, source.id, id)) rebuild(session, id, conversion, amended);
  if (isFull) tellEmptied(session, [id]);
}

/**
 * Has a draft keep only so much of a record, link by link.
 *
 * @source conversions.md X1
 */
export function cutDraft(session: Session, id: Id, source: Work, kept: (link: Link) => Big): void {
  const amended: Amended = { before: source, after: source, standing: new Map(), kept };
  for (const conversion of conversionsInto(session, source.id, id)) rebuild(session, id, conversion, amended);
}

function draftsOf(session: Session, id: Id): Id[] {
  const targets = downLinks(session, id).flatMap(({ targetRecord, kind }) =>
    targetRecord !== null && kind === 'direct' ? [targetRecord] : [],
  );
  const drafts = [...new Set(targets)].filter((target) => phaseOf(session, target) === 'draft').sort();
  readLineages(session, drafts);
  return drafts;
}

function conversionsInto(session: Session, source: Id, target: Id): Conversion[] {
  const keys = upLinks(session, target).flatMap(({ sourceRecord, kind, conversion }) =>
    sourceRecord === source && kind === 'direct' ? [conversion] : [],
  );
  return [...new Set(keys)].flatMap((key) => session.model.conversions.get(key) ?? []);
}

function rebuild(session: Session, id: Id, conversion: Conversion, amended: Amended): readonly Leaver[] {
  const target = requireLineage(session, id);
  const { before, after } = amended;
  const links = inOrder(
    target,
    upLinks(session, id).filter((link) => link.conversion === conversion.key && link.kind === 'direct'),
  );
  const draft: Draft = { target, conversion, links, rates: ratesOf(session, conversion, target, amended) };
  const more = after && tookAll(session, amended, draft) ? newLines(conversion, before, after) : [];
  const { data: tables, spreads, leavers } = rebuiltLines(session, amended, draft);
  const header = headerOf(session, amended, draft);
  const data: Record<string, Json> = { ...laid(target.data, header), ...tables };
  computeWork(session, target, data, target.doc);
  for (const { links: own, shares } of spreads) {
    const sign = own.some((link) => measured(link).lt(zero)) ? -1 : 1;
    const all = upLinks(session, id).filter(
      (link) => link.targetLine === own[0]?.targetLine && link.conversion === conversion.key,
    );
    spreadLinks(session, requireWork(session, id), { conversion, sign, links: all }, shares);
  }
  rebuildWhole(session, id, conversion, amended);
  relink(session, requireWork(session, id), false);
  if (conversion.advance) fitAdvance(session, id);
  fitAmounts(session, id);
  followAmounts(session, id, false);
  if (after) requireAgreement(session, id, amended, conversion);
  if (after && more.length > 0) takeMore(session, conversion, after, more, requireWork(session, id));
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
  return leavers;
}

/** As the sources came: in the order of the lines that they became, and of the links of one line. */
function inOrder({ type, doc }: Work, links: readonly Link[]): readonly Link[] {
  const places = new Map([...linesById(type, doc).keys()].map((id, index) => [id, index]));
  const at = ({ targetLine }: Link): number => (targetLine === null ? -1 : (places.get(targetLine) ?? -1));
  return links.toSorted((a, b) => at(a) - at(b) || (a.id < b.id ? -1 : 1));
}

/** What several sources bring to the header comes together as it did when the draft was made. @source conversions.md M4 */
function headerOf(session: Session, { before, after }: Amended, draft: Draft): ReturnType<typeof recopied> {
  const { target, conversion, links, rates } = draft;
  const sides = { before: [] as Side[], after: [] as Side[] };
  for (const id of new Set(links.map(({ sourceRecord }) => sourceRecord))) {
    const lines = conversion.split.length === 0 ? [] : links.filter((link) => link.sourceRecord === id);
    const side = (work: Work, exchange: Side['exchange']): Side => {
      const all = linesById(work.type, work.doc);
      const sourceLine = lines.map(({ sourceLine: line }) => all.get(line ?? '')?.line).find(Boolean) ?? null;
      return { source: work.doc, sourceLine, exchange };
    };
    if (id === before.id) {
      sides.before.push(side(before, rates.before));
      if (after) sides.after.push(side(after, rates.after));
      continue;
    }
    const other = findWork(session, id);
    if (!other) continue;
    const same = side(other, standingExchange(session, conversion, other, target));
    sides.before.push(same);
    sides.after.push(same);
  }
  if (sides.after.length === 0) return [];
  return recopied(session, conversion, target.type, conversion.header, target.doc, sides, 'header');
}

/** What several sources must have in common they have in common, or the amendment waits until the draft is parted. */
function requireAgreement(
  session: Session,
  id: Id,
  { before, after }: Amended,
  conversion: Conversion,
): void {
  const links = upLinks(session, id).filter(({ kind, effect }) => kind === 'direct' && effect !== 0);
  if (!after || links.every(({ sourceRecord }) => sourceRecord === before.id)) return;
  const hasChanged = (path: string): boolean => {
    const filling = conversion.header.get(path);
    const key = filling?.kind === 'from' ? (filling.path.split('.')[0] ?? '') : path;
    return !sameValue(before.doc[key], after.doc[key]);
  };
  const apart = agreementProblems(session, id, hasChanged);
  if (apart.length > 0) refuse('invalid', 422, {}, session.setting.language, apart);
}

/** The draft took all that was open, so it takes what has come since. */
function tookAll(session: Session, amended: Amended, { target, conversion, links }: Draft): boolean {
  if (conversion.split.length > 0) return false;
  const { before } = amended;
  return conversion.lines.every(({ from }) => {
    if (from === null || from === '$document') return true;
    return linesOf(before.doc, from).every((line) => {
      const own = links.filter(
        ({ sourceRecord, sourceLine }) => sourceRecord === before.id && sourceLine === line['id'],
      );
      const taken = own[0] ? measured(own[0]).abs() : zero;
      const open = openedTo(session, conversion, amended, target.id, line);
      return open === null ? own.length > 0 : !open.gt(taken);
    });
  });
}

/** Lines of the tables that the path takes from, which were not there before. */
function newLines(conversion: Conversion, before: Work, after: Work): More[] {
  return conversion.lines.flatMap(({ from }) => {
    if (from === null || from === '$document') return [];
    const known = new Set(linesOf(before.doc, from).map((line) => line['id']));
    return linesOf(after.doc, from).flatMap((line) =>
      known.has(line['id'] ?? null) ? [] : [{ id: String(line['id']) }],
    );
  });
}

/** A draft of the conversion whose lines of the record have just that in common (M5). */
function isKept(
  session: Session,
  id: Id,
  conversion: Conversion,
  { after }: Amended,
  key: Leaver['key'],
): boolean {
  if (!after) return false;
  const lines = linesById(after.type, after.doc);
  const [place] = upLinks(session, id).flatMap(({ kind, sourceRecord, sourceLine, conversion: by }) =>
    kind === 'direct' && sourceRecord === after.id && by === conversion.key
      ? (lines.get(sourceLine ?? '') ?? [])
      : [],
  );
  if (!place) return false;
  return sameValue(splitKey(session, conversion, { from: place.table }, { sourceLine: place.line }), key);
}
