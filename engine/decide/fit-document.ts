// Of the last slice the document comes to what is left, to the cent, whatever its lines and taxes round to.
import type Big from 'big.js';
import type { Conversion } from '../model/conversion.ts';
import type { Expr } from '../model/expression.ts';
import type { Model } from '../model/model.ts';
import type { Id, Link } from '../model/record.ts';
import type { RecordType } from '../model/type.ts';
import { formatFixed, isDecimal, isPositive, roundDecimal, zero } from '../values/decimal.ts';
import { computeWork } from './compute-work.ts';
import { documentShares } from './document-shares.ts';
import { fitGroups } from './fit-groups.ts';
import { levelAt, type Level } from './places.ts';
import { linesOf } from './progress.ts';
import { findWork, requireWork } from './records.ts';
import { run, scopeOf } from './scope.ts';
import type { Session } from './session.ts';
import { measured, upLinks } from './web.ts';
import type { Work } from './work.ts';

/**
 * Fits its groups, then writes to the field that the conversion names what the target's own amount differs by from what its sources have left:
 * once all of their quantities are full, and where it would go beyond. More than rounding can come to is a price that
 * somebody wrote, and stays.
 *
 * @source conversions.md P5, P6
 */
export function fitDocument(session: Session, id: Id): void {
  if (!isAdjusted(session.model, requireWork(session, id).type)) return;
  const links = upLinks(session, id).filter(({ kind }) => kind === 'direct');
  for (const key of new Set(links.map(({ conversion }) => conversion))) {
    const conversion = session.model.conversions.get(key);
    const { field, within, groups } = conversion?.adjust ?? { field: null, within: null, groups: null };
    if (!conversion || !within) continue;
    if (groups) fitGroups(session, id, conversion, groups, within);
    if (field === null || conversion.amount === null) continue;
    const own = links.filter((link) => link.conversion === key && link.targetLine !== null);
    fit(session, requireWork(session, id), conversion, { field, within }, own);
  }
}

const adjusted = new WeakMap<Model, ReadonlySet<string>>();

/** Some conversion into the type adjusts what it comes to. */
export function isAdjusted(model: Model, { key }: RecordType): boolean {
  let types = adjusted.get(model);
  if (!types) {
    const adjusting = [...model.conversions.values()].filter(({ adjust }) => adjust !== null);
    adjusted.set(model, (types = new Set(adjusting.map(({ to }) => to))));
  }
  return types.has(key);
}

function fit(
  session: Session,
  work: Work,
  conversion: Conversion,
  { field: key, within }: { readonly field: string; readonly within: Expr },
  links: readonly Link[],
): void {
  const field = work.type.fields.get(key);
  const total = work.doc[conversion.amount ?? ''] ?? null;
  const present = work.doc[key] ?? null;
  if (!field || !isDecimal(total)) return;
  const plain = isDecimal(present) ? total.minus(present) : total;
  let left = zero;
  let most = zero;
  let isLast = true;
  for (const source of new Set(links.map(({ sourceRecord }) => sourceRecord))) {
    const from = findWork(session, source);
    if (!from) return;
    left = left.plus(leftOf(session, conversion, from, work));
    const bound = run(within, scopeOf(session, { source: from.doc, doc: from.doc, target: work.doc }));
    most = isDecimal(bound) ? most.plus(bound) : most;
    isLast &&= isFull(session, conversion, from, links, work);
  }
  const difference = left.minus(plain);
  const isDue = (isLast || difference.lt(zero)) && difference.abs().lte(most) && !difference.eq(zero);
  const scale = field.decimal?.scale ?? 2;
  const text = isDue ? formatFixed(roundDecimal(difference, scale), scale) : null;
  if (text === (work.data[key] ?? null)) return;
  const { [key]: _, ...rest } = work.data;
  computeWork(session, work, text === null ? rest : { ...rest, [key]: text }, work.doc);
}

/**
 * What a target comes to of each source, where it counts its own amount: of those that are full with it what they have left,
 * so that nothing of them stays behind; the others have the rest. @source conversions.md P5
 */
export function fittedShares(session: Session, conversion: Conversion, id: Id): ReadonlyMap<Id, Big> {
  const shares = documentShares(session, conversion, id);
  const { field, within } = conversion.adjust ?? { field: null, within: null };
  if (field === null || within === null || shares.size < 2) return shares;
  const target = requireWork(session, id);
  const links = upLinks(session, id).filter(
    ({ kind, targetLine, conversion: key }) =>
      kind === 'direct' && targetLine !== null && key === conversion.key,
  );
  const fitted = new Map(shares);
  const open: Id[] = [];
  let rest = zero;
  for (const [source, share] of shares) {
    const from = findWork(session, source);
    if (!from || !isFull(session, conversion, from, links, target)) {
      open.push(source);
      continue;
    }
    const off = leftOf(session, conversion, from, target).minus(share);
    const most = run(within, scopeOf(session, { source: from.doc, doc: from.doc, target: target.doc }));
    if (!isDecimal(most) || off.abs().gt(most)) continue;
    fitted.set(source, share.plus(off));
    rest = rest.minus(off);
  }
  const [first] = open;
  if (first === undefined) return shares;
  return fitted.set(first, (fitted.get(first) ?? zero).plus(rest));
}

/** What a source has left of the amount, but for this target: others in force have taken the rest. */
function leftOf(session: Session, conversion: Conversion, source: Work, target: Work): Big {
  const named = conversion.tracks.find(
    ({ track, measure }) => measure === 'amount' && source.type.tracks.get(track)?.table === null,
  );
  const level = named && levelAt(session, session.work.placeAt(source.id, null, named.track), named);
  if (!level) return documentShares(session, conversion, target.id).get(source.id) ?? zero;
  return level.basis.minus(postedByOthers(session, level, target));
}

/** Every line that the conversion counts is full with what this target takes of it. */
function isFull(
  session: Session,
  conversion: Conversion,
  source: Work,
  links: readonly Link[],
  target: Work,
): boolean {
  return conversion.tracks.every((named) => {
    const table = source.type.tracks.get(named.track)?.table ?? null;
    if (table === null || named.measure !== 'quantity') return true;
    return linesOf(source.doc, table).every((line) => {
      const id = line['id'] as string;
      const level = levelAt(session, session.work.placeAt(source.id, id, named.track), named);
      const own = links
        .filter(
          (link) => link.sourceRecord === source.id && link.sourceLine === id && link.track === named.track,
        )
        .reduce((sum, link) => sum.plus(measured(link)), zero);
      return !level || !isPositive(level.full.minus(postedByOthers(session, level, target)).minus(own));
    });
  });
}

/** What is posted at a place; a target in force is among it. */
function postedByOthers(session: Session, { place, tally }: Level, target: Work): Big {
  if (target.phase !== 'posted') return tally.posted;
  return upLinks(session, target.id)
    .filter((link) => session.work.placeOf(link) === place && link.effect === 1)
    .reduce((sum, link) => sum.minus(measured(link)), tally.posted);
}
