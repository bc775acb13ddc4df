// Lines that are there already are linked instead of made: a supplier's paper against our own. @source definitions.md, `match`
import type Big from 'big.js';
import type { ValueObject } from '../../expressions/scope.ts';
import type { LineMapping } from '../../model/conversion.ts';
import type { Id } from '../../model/record.ts';
import { isDecimal, zero } from '../../values/decimal.ts';
import { linesOf } from '../progress.ts';
import { sameValue } from '../same.ts';
import type { Session } from '../session.ts';
import { measured, upLinks } from '../web.ts';
import type { Work } from '../work.ts';
import type { Placed } from './add-lines.ts';
import type { Built } from './build-target.ts';
import { valueAt } from './fill.ts';
import type { Offer } from './offer.ts';

/**
 * Finds for every offer a line of the target that agrees in the mapping's columns and still has something that no link
 * explains; takes what both have. What finds no line is left, and said to be left.
 */
export function matchInto(session: Session, target: Work, offers: readonly Offer[]): Built {
  const rest = new Map<string, Big>();
  const places = offers.flatMap((offer) => matchesOf(session, target, offer, rest));
  return { target, places };
}

function matchesOf(session: Session, target: Work, offer: Offer, rest: Map<string, Big>): Placed[] {
  const { mapping, line } = offer;
  if (!mapping || line === null || mapping.match.length === 0) return [];
  let left = offer.taken;
  return linesOf(target.doc, mapping.to).flatMap((candidate): Placed[] => {
    if (!left.gt(zero) || !agrees(session, mapping, candidate, line)) return [];
    const id = candidate['id'] as string;
    const free = rest.get(id) ?? unexplained(session, target.id, mapping, candidate);
    const taken = free.lt(left) ? free : left;
    if (!taken.gt(zero)) return [];
    rest.set(id, free.minus(taken));
    left = left.minus(taken);
    return [{ offer: { ...offer, taken }, targetLine: id }];
  });
}

function agrees(session: Session, { match }: LineMapping, target: ValueObject, source: ValueObject): boolean {
  return match.every((path) => sameValue(valueAt(session, target, path), valueAt(session, source, path)));
}

/** The quantity of a target line that no source stands for yet. */
function unexplained(session: Session, target: Id, { quantity }: LineMapping, line: ValueObject): Big {
  const value = quantity === null ? null : (line[quantity] ?? null);
  const linked = new Map<string, Big>();
  for (const link of upLinks(session, target))
    if (link.kind === 'direct' && link.targetLine === line['id'])
      linked.set(`${link.sourceRecord} ${link.sourceLine ?? ''}`, measured(link));
  const known = [...linked.values()].reduce((sum, one) => sum.plus(one), zero);
  return isDecimal(value) ? value.minus(known) : zero;
}
