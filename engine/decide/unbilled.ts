// What of a source is still to come from the conversions that settle its advances. @source conversions.md P7
import type Big from 'big.js';
import type { Value, ValueObject } from '../expressions/scope.ts';
import type { Conversion } from '../model/conversion.ts';
import type { Json, JsonObject } from '../model/json.ts';
import type { Model } from '../model/model.ts';
import type { Id, Link } from '../model/record.ts';
import type { RecordType, Track } from '../model/type.ts';
import { decimal, divide, isDecimal, roundDecimal, zero } from '../values/decimal.ts';
import { dehydrate, keptValue, writeField } from '../values/hydrate.ts';
import { computeRecord } from './compute-record.ts';
import { systemOf } from './compute-work.ts';
import { linesAt } from './each-field.ts';
import { amountIn } from './paper-shares.ts';
import { papersOf, sumOf } from './papers.ts';
import { fullAt, linesOf } from './progress.ts';
import { findWork, phaseOf } from './records.ts';
import { run, scopeOf } from './scope.ts';
import type { Session } from './session.ts';
import { amountColumnOf } from './track-measure.ts';
import { downLinks, linksAt, measured, tallyAt } from './web.ts';
import type { Work } from './work.ts';
import type { Place } from './working-set.ts';

/** How the advances on one track of a type are settled. */
export interface AdvancePlan {
  /** Conversions that make advances on it. */
  readonly advances: ReadonlySet<string>;
  /** Tracks of the source's lines that what settles them takes from. */
  readonly tracks: readonly Track[];
  /** Conversions that settle an advance, with the track of it on which they count. */
  readonly by: ReadonlyMap<string, string>;
  /** What settles them and comes to its source to the cent, group by group. */
  readonly exact: Conversion | null;
}

const plans = new WeakMap<Model, Map<string, AdvancePlan | null>>();

/** null: nothing settles advances on this track. */
export function advancePlan({ model }: Session, type: RecordType, track: string): AdvancePlan | null {
  let known = plans.get(model);
  if (!known) plans.set(model, (known = new Map()));
  const key = `${type.key} ${track}`;
  let plan = known.get(key);
  if (plan === undefined) known.set(key, (plan = makePlan(model, type, track)));
  return plan;
}

function makePlan(model: Model, type: RecordType, track: string): AdvancePlan | null {
  const paths = model.conversionsFrom.get(type.key) ?? [];
  const advances = new Set(
    paths.flatMap(({ key, advance, tracks }) =>
      advance && tracks.some((named) => named.track === track) ? [key] : [],
    ),
  );
  const settling = paths.filter(({ settles }) => settles.some(({ conversion }) => advances.has(conversion)));
  const tracks = new Set(
    settling.flatMap((path) => path.tracks.flatMap((one) => type.tracks.get(one.track) ?? [])),
  );
  const byLine = [...tracks].filter(({ table }) => table !== null && type.fields.has(table));
  const by = new Map(
    settling.flatMap(({ settles }) =>
      settles.flatMap((one): [string, string][] => {
        const counted = model.conversions.get(one.by)?.tracks[0]?.track;
        return advances.has(one.conversion) && counted !== undefined ? [[one.by, counted]] : [];
      }),
    ),
  );
  const exact = settling.find(({ adjust }) => adjust?.groups) ?? null;
  return byLine.length === 0 || by.size === 0 ? null : { advances, tracks: byLine, by, exact };
}

/** The most that all advances may come to: what is still to come, and what was settled already; null: nothing says so. */
export function roomFor(session: Session, place: Place): Big | null {
  const room = roomAt(session, place);
  return room && room.left.plus(room.settled);
}

/** What is still to come, and what advances were settled already. */
function roomAt(session: Session, place: Place): { readonly left: Big; readonly settled: Big } | null {
  const work = findWork(session, place.record);
  const track = work?.type.tracks.get(place.track);
  const plan = work && track ? advancePlan(session, work.type, track.key) : null;
  if (!work || !track || !plan) return null;
  const doc = unbilledOf(session, work, plan);
  const left = run(track.full, scopeOf(session, { doc }));
  if (!isDecimal(left)) return null;
  const settled = advancesOf(session, work.id, plan)
    .flatMap((advance) => [...settledOf(session, advance, plan).values()])
    .reduce((sum, { quantity }) => sum.plus(quantity), zero);
  return { left, settled };
}

/** Advances in force that nothing has settled, and what is left to settle them. */
export interface Owed {
  readonly left: Big;
  readonly owed: Big;
}

/** By track of a source that advances are taken on. */
export function owedOn(session: Session, { id, type }: Work): ReadonlyMap<string, Owed> {
  const owed = new Map<string, Owed>();
  for (const track of type.tracks.values()) {
    if (track.table !== null || !advancePlan(session, type, track.key)) continue;
    const place = session.work.placeAt(id, null, track.key);
    const { posted } = tallyAt(session, place);
    const room = posted.gt(zero) ? roomAt(session, place) : null;
    if (room) owed.set(track.key, { left: room.left, owed: posted.minus(room.settled) });
  }
  return owed;
}

/** Advances of a source that are in force. */
export function advancesOf(session: Session, source: Id, { advances }: AdvancePlan): Id[] {
  const ids = downLinks(session, source).flatMap(({ conversion, kind, targetRecord }) =>
    advances.has(conversion) && kind === 'direct' && targetRecord !== null ? [targetRecord] : [],
  );
  return [...new Set(ids)].filter((id) => phaseOf(session, id) === 'posted').sort();
}

export interface Settled {
  readonly quantity: Big;
  readonly amount: Big;
}

/** What documents in force have settled of an advance, by its lines; what was given back since is subtracted. */
export function settledOf(session: Session, advance: Id, { by }: AdvancePlan): ReadonlyMap<string, Settled> {
  const settled = new Map<string, Settled>();
  const tracks = new Set(by.values());
  for (const link of downLinks(session, advance)) {
    const { sourceLine, targetRecord, track, kind, conversion } = link;
    if (sourceLine === null || targetRecord === null || track === null || !tracks.has(track)) continue;
    const sign = kind === 'mirror' ? -1 : by.get(conversion) === track ? 1 : 0;
    if (sign === 0 || phaseOf(session, targetRecord) !== 'posted') continue;
    const { quantity, amount } = settled.get(sourceLine) ?? { quantity: zero, amount: zero };
    settled.set(sourceLine, {
      quantity: quantity.plus(measured(link).times(sign)),
      amount: amount.plus(decimal(link.amount ?? '0').times(sign)),
    });
  }
  return settled;
}

/**
 * The source as it would be if it held only what is still to come: its lines with what is open of their quantities and
 * amounts, its own formulas over them. Drafts hold nothing of it.
 */
export function unbilledOf(session: Session, work: Work, { tracks, exact }: AdvancePlan): ValueObject {
  const { type, doc } = work;
  const data: Record<string, Json> = { ...work.data };
  const fixed = new Set<string>();
  let isWhole = true;
  let isClosed = false;
  for (const track of tracks) {
    const table = track.table ?? '';
    const roles = type.tables.get(table);
    const columns = type.fields.get(table)?.fields;
    if (!roles?.quantity || !columns) continue;
    const values = new Map(linesOf(doc, table).map((line) => [line['id'], line]));
    const rest = linesAt(data, table).flatMap((line): JsonObject[] => {
      const own = values.get(line['id'] as string);
      const open = own && openAt(session, work, track, own);
      if (!open) return [line];
      isWhole = false;
      isClosed ||= open.isClosed;
      if (open.quantity.eq(zero)) return [];
      const left: Record<string, Json> = { ...line };
      put(left, roles.quantity, open.quantity);
      if (open.amount && roles.amount) put(left, roles.amount, open.amount);
      return [left];
    });
    if (roles.amount) fixed.add(`${table}.${roles.amount}`);
    data[table] = rest;

    function put(line: Record<string, Json>, key: string | null, value: Big): void {
      const field = columns?.get(key ?? '');
      const written = field && writeField(field, keptValue(field, value));
      if (field && written !== undefined) line[field.key] = written;
    }
  }
  if (isWhole) return doc;
  // What is closed is neither billed nor still to come: only the lines can tell.
  if (exact && !isClosed) leaveGroups(session, work, exact, data, fixed);
  return computeRecord({
    type,
    data,
    system: systemOf(session, work),
    before: null,
    blank: new Set(),
    scope: scopeOf(session, { doc }),
    memo: null,
    fixed,
  }).doc;
}

/** null: all of the line is still to come. */
function openAt(
  session: Session,
  { id, doc, type }: Work,
  track: Track,
  line: ValueObject,
): { readonly quantity: Big; readonly amount: Big | null; readonly isClosed: boolean } | null {
  const place = session.work.placeAt(id, line['id'] as string, track.key);
  const { posted, settled } = tallyAt(session, place);
  if (posted.eq(zero) && settled.eq(zero)) return null;
  const full = fullAt(session, place, doc, line, track, type);
  const open = full.minus(posted).minus(settled);
  const quantity = open.times(full.s).gt(zero) ? open : zero;
  const isClosed = !settled.eq(zero);
  const column = amountColumnOf(type, track);
  const amount = column === null ? null : (line[column.key] ?? null);
  if (!column || !isDecimal(amount)) return { quantity, amount: null, isClosed };
  if (isClosed) {
    const share = divide(amount.times(quantity), full);
    return { quantity, amount: share && roundDecimal(share, column.scale), isClosed };
  }
  // What slices have left, to the cent.
  const left = linksAt(session, place)
    .filter((link) => link.effect !== 0 && isInForce(session, link))
    .reduce((rest, link) => rest.minus(decimal(link.amount ?? '0').times(link.effect)), amount);
  return { quantity, amount: left, isClosed };
}

/** Its groups less what documents in force have come to: what those to come will come to, to the cent. @source conversions.md P5 */
function leaveGroups(
  session: Session,
  work: Work,
  exact: Conversion,
  data: Record<string, Json>,
  fixed: Set<string>,
): void {
  const groups = exact.adjust?.groups;
  const columns = groups && work.type.fields.get(groups.of)?.fields;
  const papers = groups ? papersOf(session, exact, groups, work, null) : null;
  if (!groups || !columns || !papers) return;
  data[groups.of] = linesOf(work.doc, groups.of).map((group) => {
    const key = group[groups.key] ?? null;
    const left: Record<string, Value> = { ...group };
    for (const name of groups.amounts)
      left[name] = amountIn(work.doc, groups.of, groups.key, key, name).minus(
        sumOf(papers, groups, key, name),
      );
    return dehydrate(columns, left);
  });
  fixed.add(groups.of);
}

function isInForce(session: Session, { targetRecord }: Link): boolean {
  return targetRecord !== null && phaseOf(session, targetRecord) === 'posted';
}
