import { describe, timersOf } from '#engine';
import type { Access, Decision, Description, Facts, LinkEnd, Refusal, Stored } from '#engine';
import { administers } from '../access/rights.ts';
import type { RecordAnswer } from '../shapes.ts';
import { accessOf, ask } from './ask.ts';
import type { Asker } from './ask.ts';
import { EngineRefused, RequestRefused } from './problem.ts';
import { refusedTimers } from '../store/timers.ts';
import { labelsOf } from './refs.ts';

/**
 * A record with all that a screen needs beside its data: what may be done now and why not, which fields are open,
 * what is linked, how far its tracks are, and the labels of what it refers to.
 *
 * @param type  when given, a record of another type is not there
 * @throws RequestRefused 404 when it is not there, or not the caller's to see; EngineRefused when it cannot be described
 */
export async function recordAnswer(asker: Asker, id: string, type?: string): Promise<RecordAnswer> {
  const { current } = asker;
  const access = accessOf(asker);
  const { answer, facts } = await ask<Description | Refusal>(asker, (facts, setting) =>
    describe(current.model, current.validators, id, facts, setting),
  );
  const record = facts.records.get(id);
  if (!record || (type !== undefined && record.type !== type) || !access.mayRead(record))
    throw new RequestRefused('not-found');
  if (answer.kind === 'refusal') {
    // Set aside, or a formula without end: whoever may see the record is told what is the matter with it.
    if (answer.code !== 'not-found') throw new EngineRefused(answer);
    throw new RequestRefused('not-found');
  }
  const shown = access.shown({ ...record, data: answer.data });
  return {
    ...shown,
    actions: answer.actions,
    fields: answer.fields,
    conditions: answer.conditions,
    progress: answer.progress,
    ...(answer.approvals ? { approvals: answer.approvals } : {}),
    ...(await refusedTimersOf(asker, record)),
    sources: answer.sources,
    ...(answer.copied ? { copied: answer.copied } : {}),
    links: linksOf(record, facts, access),
    refs: await labelsOf(asker, [shown], facts.records),
  };
}

/** Asked only where a moment has come that the record still waits for. */
async function refusedTimersOf(asker: Asker, record: Stored): Promise<Pick<RecordAnswer, 'refusedTimers'>> {
  const { app, caller, connection, current } = asker;
  const now = new Date(app.clock()).toISOString();
  if (!timersOf(record).some(({ due }) => due <= now)) return {};
  const refused = await refusedTimers(connection, caller.companyId, record.id);
  const isTold = administers(current.model, caller.user);
  const told = refused.map((timer) => (isTold ? timer : { ...timer, reason: null }));
  return told.length > 0 ? { refusedTimers: told } : {};
}

/**
 * The record that a command is about, as it stands afterwards: described, or the record alone when that is all the
 * caller wants (`Prefer: return=minimal`, for machines that draw no screen) or may see.
 */
export async function writtenRecord(
  asker: Asker,
  decision: Decision,
  id: string,
  isMinimal: boolean,
): Promise<RecordAnswer | Stored> {
  const after = decision.records.find((change) => change.after?.id === id)?.after;
  const access = accessOf(asker);
  if (after && (isMinimal || !access.mayRead(after))) return access.shown(after);
  return recordAnswer(asker, id);
}

/** What was let pass with a warning; nothing at all when nothing was. */
export function warningsOf({ warnings }: Decision): Pick<RecordAnswer, 'warnings'> {
  return warnings.length === 0 ? {} : { warnings };
}

function linksOf(record: Stored, facts: Facts, access: Access): RecordAnswer['links'] {
  const lineage = facts.lineages.get(record.id);
  if (!lineage) return [];
  const endOf = (id: string | null, told: LinkEnd | null = null): LinkEnd | null =>
    shownEnd(facts.records.get(id ?? '') ?? null, told, access);
  const up = lineage.up.map((link) => ({ link, direction: 'up' as const, other: endOf(link.sourceRecord) }));
  const down = lineage.down.map(({ link, target }) => ({
    link,
    direction: 'down' as const,
    other: endOf(link.targetRecord, target),
  }));
  return [...up, ...down];
}

/**
 * The record at the other end of a link, as far as the caller may know of it; null: that there is one is all he learns.
 *
 * @param told  its head, when the record itself has not been read: enough for who may read every record of its type
 */
function shownEnd(record: Stored | null, told: LinkEnd | null, access: Access): LinkEnd | null {
  if (record === null) return told !== null && access.readsWhole(told.type) ? told : null;
  if (!access.mayRead(record)) return null;
  const { id, type, number, title, phase } = access.shown(record);
  return { id, type, number, title, phase };
}
