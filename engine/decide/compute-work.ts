import type { ValueObject } from '../expressions/scope.ts';
import type { JsonObject } from '../model/json.ts';
import { memoryKey } from '../model/stage-memory.ts';
import { computeRecord, type LineValues } from './compute-record.ts';
import { copiedOf } from './copied.ts';
import { keptKey } from './kept.ts';
import { trailOf } from './origin-trail.ts';
import { originsKey } from './origins.ts';
import { systemValues } from './record-values.ts';
import { scopeOf } from './scope.ts';
import type { Session } from './session.ts';
import type { Work } from './work.ts';

const nothingBlank: ReadonlySet<string> = new Set();

/**
 * Gives a record new data, computes what follows from it and keeps it in the working set.
 *
 * @param before  values before the change; null: everything is new, so defaults apply
 * @param blank   fields that stay empty although they have a default or fill
 * @param byHand  a person gave the data: what differs from its fill is remembered as such
 * @param lines   the lines of `data` as values, by table, where somebody has them already; they are changed
 */
export function computeWork(
  session: Session,
  work: Work,
  data: JsonObject,
  before: ValueObject | null,
  blank: ReadonlySet<string> = nothingBlank,
  byHand = false,
  lines: LineValues | null = null,
): Work {
  const { type } = work;
  const trail = trailOf(session, work, before, byHand);
  const computed = computeRecord({
    type,
    data,
    system: systemOf(session, work),
    before,
    blank,
    scope: scopeOf(session, { doc: work.doc }),
    memo: null,
    copied: before === null ? null : copiedOf(session, type, work.doc),
    trail,
    lines,
  });
  const remembered = work.data[keptKey];
  if (remembered !== undefined) {
    Object.assign(computed.data, { [keptKey]: remembered });
    Object.assign(computed.doc, { [keptKey]: remembered });
  }
  const origins = trail?.taken(type, computed.data) ?? null;
  if (origins !== null) Object.assign(computed.data, { [originsKey]: origins });
  const memory = work.data[memoryKey];
  if (memory !== undefined) {
    Object.assign(computed.data, { [memoryKey]: memory });
    Object.assign(computed.doc, { approvals: work.doc['approvals'] });
  }
  const kept = {
    ...work,
    owner: ownerOf(session, work, computed.data),
    data: computed.data,
    doc: computed.doc,
  };
  session.work.works.set(work.id, kept);
  return kept;
}

/** The owner is who the type says; a record without one belongs to who made it. */
function ownerOf(session: Session, work: Work, data: JsonObject): string | null {
  const named = work.type.owner === null ? null : data[work.type.owner];
  if (typeof named === 'string') return named;
  return work.before ? work.before.owner : session.setting.user.id;
}

/** What every record has without declaring it. */
export function systemOf(session: Session, work: Work): ValueObject {
  const { before, id, type, number, stage, states, phase, owner, postedAt, archived } = work;
  const { now } = session.constants;
  return systemValues({
    id,
    type: type.key,
    number,
    revision: work.revision,
    version: before?.version ?? 0,
    stage,
    states,
    phase,
    title: before?.title ?? '',
    owner,
    createdAt: before?.createdAt ?? now,
    createdBy: before?.createdBy ?? session.setting.user.id,
    updatedAt: before?.updatedAt ?? now,
    postedAt,
    release: session.setting.release,
    archived,
  });
}
