import type { Id } from '../model/record.ts';
import { phaseOf } from './records.ts';
import type { Session } from './session.ts';
import { upLinks } from './web.ts';

/**
 * Whether a target has a source besides those that are being voided, and what stems from them: undoing all of it would undo
 * what others gave to it, too. @source conversions.md X1
 */
export function servesOthers(session: Session, target: Id, id: Id): boolean {
  return otherSources(session, target, id).length > 0;
}

/** The sources of a target that stay when a record is voided. */
export function otherSources(session: Session, target: Id, id: Id): readonly Id[] {
  const gone = new Set([...session.work.voiding, id]);
  return sourcesOf(session, target).filter((source) => !stemsFrom(session, source, gone));
}

/** Whether a record is being voided, or stems from nothing but what is. */
export function isGoing(session: Session, id: Id): boolean {
  return stemsFrom(session, id, session.work.voiding);
}

/** Records that are void, and to which a document gave back. */
export function voidOpened(session: Session, target: Id): ReadonlySet<Id> {
  return new Set(
    upLinks(session, target).flatMap(({ kind, sourceRecord }) =>
      kind === 'mirror' && phaseOf(session, sourceRecord) === 'void' ? [sourceRecord] : [],
    ),
  );
}

function stemsFrom(session: Session, id: Id, gone: ReadonlySet<Id>): boolean {
  if (gone.has(id)) return true;
  const sources = sourcesOf(session, id);
  return sources.length > 0 && sources.every((source) => stemsFrom(session, source, gone));
}

function sourcesOf(session: Session, id: Id): Id[] {
  const links = upLinks(session, id).filter(({ kind, effect }) => kind === 'direct' && effect !== 0);
  return [...new Set(links.map(({ sourceRecord }) => sourceRecord))];
}
