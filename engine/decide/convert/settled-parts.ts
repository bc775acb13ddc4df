// What a document that settles advances comes to of each of its sources. @source conversions.md M4, P7
import type { ValueObject } from '../../expressions/scope.ts';
import type { Settles } from '../../model/conversion.ts';
import type { Id, Link } from '../../model/record.ts';
import { beside } from '../../values/beside.ts';
import { partsOf, takenBySource } from '../paper-shares.ts';
import type { Session } from '../session.ts';
import { upLinks } from '../web.ts';
import type { Work } from '../work.ts';

const known = beside<ValueObject, ReadonlyMap<Id, ValueObject>>();

/**
 * As if it had nothing but the lines of one source and what it settles of that one's advances, for each of them.
 *
 * @returns empty: it has one source, or none
 */
export function settledParts(session: Session, target: Work): ReadonlyMap<Id, ValueObject> {
  let parts = known.get(target.doc);
  if (!parts) known.set(target.doc, (parts = makeParts(session, target)));
  return parts;
}

function makeParts(session: Session, target: Work): ReadonlyMap<Id, ValueObject> {
  const paths = [...session.model.conversions.values()].filter(
    ({ to, settles }) => to === target.type.key && settles.length > 0,
  );
  const keys = new Set(paths.map(({ key }) => key));
  const links = upLinks(session, target.id).filter(({ kind, effect }) => kind === 'direct' && effect === 1);
  const forward = links.filter(({ conversion }) => keys.has(conversion));
  if (new Set(forward.map(({ sourceRecord }) => sourceRecord)).size < 2) return new Map();
  const all = paths.flatMap((path) => path.settles);
  const settled = links.flatMap((link): Link[] => {
    const by = all.find((one) => one.by === link.conversion);
    const source = by && sourceOf(session, by, link.sourceRecord);
    // Its lines go with those of the source that it is for.
    return source === undefined ? [] : [{ ...link, sourceRecord: source }];
  });
  const remainders = paths[0]?.adjust?.groups?.to ?? null;
  return partsOf(session, target, remainders, takenBySource([...forward, ...settled]));
}

/** What an advance is for. */
export function sourceOf(session: Session, { conversion }: Settles, advance: Id): Id | undefined {
  return upLinks(session, advance).find((link) => link.conversion === conversion && link.kind === 'direct')
    ?.sourceRecord;
}
