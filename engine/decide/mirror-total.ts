// What counts its own amount gives back what it comes to, not what its lines are a part of. @source conversions.md Q5, X4
import type Big from 'big.js';
import type { Conversion } from '../model/conversion.ts';
import type { Id, Link } from '../model/record.ts';
import { allocate } from '../values/allocate.ts';
import { formatDecimal, isDecimal, zero } from '../values/decimal.ts';
import { sourceOf } from './convert/settled-parts.ts';
import { countsItself, settledBySource } from './document-shares.ts';
import { isReopened } from './mirror.ts';
import { leftOfRow, partOfLine } from './mirror-whole.ts';
import { partsOf } from './paper-shares.ts';
import { lesser, levelAt } from './places.ts';
import { findWork, requireWork } from './records.ts';
import type { Session } from './session.ts';
import { measured, putLink, removeLink, upLinks, upLinksAt } from './web.ts';

/**
 * Writes anew what a document gives back of amounts that its sources took as a whole.
 *
 * @returns whether anything changed
 */
export function mirrorTotals(session: Session, id: Id): boolean {
  let changed = false;
  const seen = new Set<string>();
  for (const link of upLinks(session, id)) {
    if (link.targetLine !== null || link.kind !== 'direct' || link.quantity !== null) continue;
    const path = session.model.conversions.get(link.conversion);
    if (path?.effect !== -1 || !countsItself(path) || seen.has(link.sourceRecord)) continue;
    seen.add(link.sourceRecord);
    changed = mirrorTotal(session, id, path, link) || changed;
  }
  return changed;
}

function mirrorTotal(session: Session, id: Id, path: Conversion, link: Link): boolean {
  const source = findWork(session, link.sourceRecord);
  if (!source) return false;
  const taking = {
    conversion: path,
    source,
    line: null,
    target: id,
    targetLine: null,
    taken: measured(link),
  };
  const rows = upLinks(session, source.id)
    .filter((row) => row.targetLine === null && row.quantity === null && isReopened(session, taking, row))
    .toSorted((a, b) => (a.id < b.id ? -1 : 1));
  let changed = false;
  for (const group of Map.groupBy(rows, (row) => levelKey(session, row)).values()) {
    const weights = group.length === 1 ? [] : weightsOf(session, id, path, group);
    const place = session.work.placeOf(group[0]!);
    const scale = (place && levelAt(session, place, null)?.scale) ?? 2;
    // What it gives back of advances that were settled there lowers the part of whom they are for.
    const settled = group.map((row) =>
      group.length === 1 ? zero : settledOf(session, id, path, source.id, row.sourceRecord),
    );
    const all = settled.reduce((sum, one) => sum.plus(one), measured(link));
    const parts = group.length === 1 ? [all] : allocate(all, weights, scale);
    const known = group.map((row) => knownFor(session, id, row));
    const room = group.map((row, index) => {
      const own = known[index];
      const left = leftOfRow(session, source.id, row).plus(own ? measured(own).abs() : zero);
      // What it gave for this source was lowered by what it settled for it.
      const by = session.model.conversions.get(row.conversion);
      const paid = group.length > 1 && by ? settledBySource(session, by, source.id) : null;
      return left.plus(paid?.get(row.sourceRecord) ?? zero);
    });
    const sizes = within(
      room,
      parts.map((part, index) => part.minus(settled[index] ?? zero)),
    );
    group.forEach((row, index) => {
      changed = writeMirror(session, id, path, row, sizes[index] ?? zero, known[index]) || changed;
    });
  }
  return changed;
}

/** Rows that share what is given back: of one track, on records of one type. */
function levelKey(session: Session, { track, kind, sourceRecord }: Link): string {
  return `${track} ${kind} ${findWork(session, sourceRecord)?.type.key ?? ''}`;
}

/** What a document would come to if it gave back to one source alone, for each row of it. */
function weightsOf(session: Session, id: Id, path: Conversion, rows: readonly Link[]): readonly Big[] {
  const links = upLinks(session, id).filter(
    ({ kind, conversion, targetLine }) => kind === 'direct' && conversion === path.key && targetLine !== null,
  );
  const taken = new Map(
    rows.map(({ sourceRecord, targetRecord }) => {
      const lines = new Map<string, Big>();
      for (const link of links.filter((one) => one.sourceRecord === targetRecord)) {
        const share = partOfLine(session, link.sourceRecord, link.sourceLine ?? '', sourceRecord);
        if (share.gt(zero)) lines.set(link.targetLine ?? '', measured(link).abs().times(share));
      }
      return [sourceRecord, lines] as const;
    }),
  );
  const parts = partsOf(session, requireWork(session, id), path.adjust?.groups?.to ?? null, taken);
  return rows.map(({ sourceRecord }) => {
    const value = parts.get(sourceRecord)?.[path.amount ?? ''] ?? null;
    return isDecimal(value) ? value : zero;
  });
}

/** What a document gives back of advances for one source that another had settled. */
function settledOf(session: Session, id: Id, { key }: Conversion, from: Id, source: Id): Big {
  const all = [...session.model.conversions.values()].flatMap(({ settles }) => settles);
  const seen = new Set<string>();
  return upLinks(session, id).reduce((sum, link) => {
    const { kind, conversion, targetLine, sourceRecord, sourceLine } = link;
    const isOne = kind === 'direct' && conversion === key && sourceRecord === from;
    if (!isOne || targetLine === null || seen.has(targetLine)) return sum;
    const isFor = upLinksAt(session, from, sourceLine).some((row) => {
      const by = row.kind === 'direct' ? all.find((one) => one.by === row.conversion) : undefined;
      return by !== undefined && sourceOf(session, by, row.sourceRecord) === source;
    });
    if (!isFor) return sum;
    seen.add(targetLine);
    return sum.plus(measured(link));
  }, zero);
}

/** No row gets back more than it gave; what one has no room for goes to the others. */
function within(room: readonly Big[], parts: readonly Big[]): readonly Big[] {
  const sizes = parts.map((part, index) => lesser(part, room[index] ?? zero));
  let rest = parts.reduce((sum, part, index) => sum.plus(part).minus(sizes[index] ?? zero), zero);
  return sizes.map((size, index) => {
    const more = lesser(rest, (room[index] ?? zero).minus(size));
    rest = rest.minus(more);
    return size.plus(more);
  });
}

function knownFor(session: Session, target: Id, row: Link): Link | undefined {
  return upLinks(session, target).find(
    ({ kind, targetLine, sourceRecord, track }) =>
      kind === 'mirror' && targetLine === null && sourceRecord === row.sourceRecord && track === row.track,
  );
}

function writeMirror(
  session: Session,
  target: Id,
  { key }: Conversion,
  row: Link,
  size: Big,
  known: Link | undefined,
): boolean {
  if (size.eq(known ? measured(known) : zero)) return false;
  if (size.eq(zero)) {
    if (known) removeLink(session, known);
    return true;
  }
  const { sourceRecord, sourceLine, track } = row;
  const end = { sourceRecord, sourceLine, track, targetRecord: target, targetLine: null };
  const rest = { conversion: key, kind: 'mirror', effect: -1, quantity: null } as const;
  putLink(session, { id: known?.id ?? session.ids.uuid(), ...end, ...rest, amount: formatDecimal(size) });
  return true;
}
