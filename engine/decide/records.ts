// Records as the decision sees them: those it has touched, over those that were read.
import type { ValueObject } from '../expressions/scope.ts';
import { parkedReason } from '../model/parked.ts';
import type { Id, LinkEnd, Phase, Stored } from '../model/record.ts';
import { Fault } from '../problems/problem.ts';
import { decimal } from '../values/decimal.ts';
import { recordIdOf, versionOf } from '../values/version.ts';
import { readerTitle, unseenWords } from './reader-title.ts';
import { storedValues } from './record-values.ts';
import { Refused, refuse } from './refused.ts';
import type { Session } from './session.ts';
import { workAt, type Work } from './work.ts';

/** The record if it is known; undefined after noting that it has to be read; null when there is none. */
export function findWork(session: Session, id: Id): Work | null | undefined {
  const known = session.work.works.get(id);
  if (known) return known.deleted ? null : known;
  // What is done with a version is done with its record.
  const record = recordIdOf(id);
  if (record !== id) return findWork(session, record);
  const stored = session.facts.records.get(id);
  if (stored === undefined) {
    session.lacks.record(id);
    return undefined;
  }
  return stored && workOf(session, stored);
}

/**
 * A record that the decision cannot go on without.
 *
 * @throws Refused `not-found`; also when it has yet to be read, in which case the lack has been noted and wins
 */
export function requireWork(session: Session, id: Id): Work {
  return findWork(session, id) ?? refuse('not-found', 404, {}, session.setting.language);
}

/** Like `requireWork`, with its links: it and its ancestors are locked. */
export function requireLineage(session: Session, id: Id): Work {
  readLineages(session, [id]);
  return requireWork(session, id);
}

/** What has yet to be read of these is asked for in one round. @throws Refused when there is any */
export function readLineages(session: Session, ids: readonly Id[]): void {
  const unread = ids.filter((id) => {
    const isNew = session.work.works.get(id)?.before === null;
    return !isNew && session.facts.records.get(id) !== null && !session.facts.lineages.has(id);
  });
  if (unread.length === 0) return;
  for (const id of unread) session.lacks.lineage(id);
  refuse('not-found', 404, {}, session.setting.language);
}

/** Hydrated values of a record wherever it stands, of a version as it was; undefined when it has yet to be read. */
export function valuesOf(session: Session, id: Id): ValueObject | null | undefined {
  const work = session.work.works.get(id);
  if (work) return work.deleted ? null : work.doc;
  const version = versionOf(id);
  const now = version && session.work.works.get(version.id);
  if (version && now?.revision === version.revision) return now.deleted ? null : now.doc;
  const stored = session.facts.records.get(id);
  if (!stored) return stored;
  const type = session.model.types.get(stored.type);
  return type ? storedValues(type, stored) : null;
}

/** @throws Refused `parked`: nothing is done with a record that is set aside */
function workOf(session: Session, stored: Stored): Work {
  const reason = parkedReason(stored.data);
  if (reason !== null) {
    const { language } = session.setting;
    throw new Refused({ code: 'parked', status: 409, params: { reason }, language, named: stored });
  }
  const type = session.model.types.get(stored.type);
  if (!type) throw new Fault(`Record ${stored.id} is of type ${stored.type}, which the model does not have`);
  const work = workAt(type, stored, stored, stored.data, storedValues(type, stored));
  session.work.works.set(stored.id, work);
  return work;
}

/** Puts a changed record back. System fields that changed are seen by expressions at once. */
export function keepWork(session: Session, work: Work): Work {
  const { id, number, states, phase, owner, postedAt, archived } = work;
  const revision = decimal(work.revision);
  const stage = typeof work.stage === 'string' ? work.stage : (states[0] ?? null);
  const doc = { ...work.doc, id, number, revision, stage, states, phase, owner, postedAt, archived };
  const kept = { ...work, doc };
  session.work.works.set(id, kept);
  return kept;
}

export function phaseOf(session: Session, id: Id): Phase {
  const work = session.work.works.get(id);
  if (work) return work.phase;
  return session.facts.records.get(id)?.phase ?? session.work.ends.get(id)?.phase ?? 'posted';
}

/** What messages call a record. */
export function endOf(session: Session, id: Id): LinkEnd | null {
  const work = session.work.works.get(id);
  if (work) {
    const title = work.before?.title ?? work.type.title;
    return { id, type: work.type.key, number: work.number, title, phase: work.phase };
  }
  const stored = session.facts.records.get(id);
  if (stored)
    return { id, type: stored.type, number: stored.number, title: stored.title, phase: stored.phase };
  return session.work.ends.get(id) ?? null;
}

/**
 * `Order OR-2026-00003 · Fabrica`: kind and title, in the reader's language. Of a record that he may not read he is told
 * that there is one, not which; whether he may can hang on what has yet to be read, which is noted.
 */
export function nameOf(session: Session, id: Id): string {
  const end = endOf(session, id);
  if (!end) return id;
  const { language } = session.setting;
  const type = session.model.types.get(end.type);
  if (!type) return `${end.type} ${end.title}`;
  const kind = session.model.text(language, `types/${type.key}/type#/title`, type.title);
  // What this decision makes has no title yet.
  if (end.title === '' || end.title === type.title) return kind;
  const title = readerTitle(session, type, end, () => readValues(session, id));
  if (title === null) return unseenWords(session, type);
  return title === kind ? kind : `${kind} ${title}`;
}

/** Several records, each kind that is not shown named once: how many there are is not told either. */
export function namesOf(session: Session, ids: Iterable<Id>): string {
  return [...new Set([...ids].map((id) => nameOf(session, id)))].join(', ');
}

function readValues(session: Session, id: Id): ValueObject | null | undefined {
  const values = valuesOf(session, id);
  if (values === undefined) session.lacks.record(id);
  return values;
}
