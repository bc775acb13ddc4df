// Drafts let go of what is made good of the document that they were made from. @source conversions.md X1
import type Big from 'big.js';
import type { Conversion } from '../model/conversion.ts';
import type { Id, Link } from '../model/record.ts';
import { zero } from '../values/decimal.ts';
import { mirroredTo, reversals, roomAt, type Part } from './going.ts';
import { lesser } from './places.ts';
import { findWork, phaseOf, readLineages } from './records.ts';
import { isGoing } from './serves-others.ts';
import type { Session } from './session.ts';
import { downLinks, measured, upLinksAt } from './web.ts';
import type { Work } from './work.ts';

/** Of a draft: how much it keeps by each of its links from the document; those that are not named stay as they are. */
export type Kept = Map<Id, Map<string, Big>>;

/** Drafts that would give back what this conversion gives back, oldest first. */
export function pendingOf(session: Session, id: Id, by: Conversion): readonly Id[] {
  const keys = reversals(session, by);
  const ids = downLinks(session, id).flatMap(({ kind, conversion, targetRecord }) =>
    kind === 'direct' && targetRecord !== null && keys.has(conversion) ? [targetRecord] : [],
  );
  const drafts = [...new Set(ids)].filter((target) => phaseOf(session, target) === 'draft').sort();
  readLineages(session, drafts);
  return drafts;
}

/**
 * What drafts that give back keep: nothing of what they would give back to those that are being voided; where nothing says
 * to whom, no more than stays, the latest giving way first.
 */
export function pendingKept(session: Session, work: Work, part: Part, drafts: readonly Id[]): Kept {
  const room = new Map<string, Big>();
  const kept: Kept = new Map();
  for (const draft of drafts) {
    const own = downLinks(session, work.id).filter(
      ({ kind, targetRecord }) => kind === 'direct' && targetRecord === draft,
    );
    for (const link of own) {
      const place = session.work.placeOf(link);
      const found = place && roomAt(session, part, place);
      if (!found) continue;
      const { gone, others } = namedBy(session, link);
      const at = `${link.sourceLine ?? ''} ${link.track ?? ''}`;
      const left = room.get(at) ?? found.stays;
      // What it gives back to others by name stays, also beyond what there is: posting judges that.
      const keeps = lesser(measured(link).abs().minus(gone), others.gt(left) ? others : left);
      room.set(at, left.minus(keeps));
      keep(kept, link, keeps);
    }
  }
  return kept;
}

interface Named {
  readonly gone: Big;
  readonly others: Big;
}

const nothing: Named = { gone: zero, others: zero };

/**
 * What a line of a draft gives back to those that are being voided, and to their like, by its mirrors: on the kind of
 * record on which that is most.
 */
function namedBy(session: Session, link: Link): Named {
  const rows = upLinksAt(session, link.sourceRecord, link.sourceLine).filter(
    ({ kind, effect }) => effect === 1 && kind !== 'mirror',
  );
  const sources = new Map(rows.map((row) => [`${row.sourceRecord} ${row.sourceLine ?? ''}`, row]));
  const kinds = new Set(
    [...sources.values()]
      .filter((row) => isGoing(session, row.sourceRecord))
      .map((row) => kindOf(session, row)),
  );
  let most = nothing;
  for (const kind of kinds) {
    let [gone, others] = [zero, zero];
    for (const row of sources.values()) {
      if (kindOf(session, row) !== kind) continue;
      const back = mirroredTo(session, rows, row, [link]);
      if (isGoing(session, row.sourceRecord)) gone = gone.plus(back);
      else others = others.plus(back);
    }
    if (gone.gte(most.gone)) most = { gone, others };
  }
  return most;
}

function kindOf(session: Session, { sourceRecord }: Link): string {
  return findWork(session, sourceRecord)?.type.key ?? '';
}

/** The least of what a draft keeps by one pair of lines, whatever the track. */
export function keep(kept: Kept, link: Link, value: Big): void {
  const id = link.targetRecord ?? '';
  const own = kept.get(id) ?? new Map<string, Big>();
  const known = own.get(pairOf(link));
  if (value.lt(measured(link).abs()) || known) own.set(pairOf(link), known ? lesser(known, value) : value);
  if (own.size > 0) kept.set(id, own);
}

/** How much is kept by a link. */
export function keptBy(own: ReadonlyMap<string, Big>, link: Link): Big {
  return own.get(pairOf(link)) ?? measured(link).abs();
}

function pairOf({ sourceLine, targetLine }: Link): string {
  return `${sourceLine ?? ''} ${targetLine ?? ''}`;
}
