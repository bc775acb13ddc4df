// The decision as data, out of the working set.
import type { JsonObject } from '../model/json.ts';
import type { Counter, Id, StageValue, Stored } from '../model/record.ts';
import type { FieldProblem } from '../problems/problem.ts';
import { formatDecimal } from '../values/decimal.ts';
import { consequencesOf } from './consequences.ts';
import { changesBetween } from './history.ts';
import { assembleLedgers } from './ledgers/assemble-ledgers.ts';
import { goneLines } from './line-ids.ts';
import { levelAt } from './places.ts';
import { sameJson } from './same.ts';
import type { Session } from './session.ts';
import { titleOf } from './title.ts';
import { timerChanges } from './stages/settle-timers.ts';
import type { ConversionReport, Decision, HistoryEntry, RecordChange } from './types.ts';
import type { Work } from './work.ts';

export function assemble(session: Session, record: Id, conversion: ConversionReport | null): Decision {
  const { work } = session;
  const records = [...work.works.values()].flatMap((one) => changeOf(session, one));
  const timers = timerChanges(session);
  const decision: Decision = {
    kind: 'decision',
    record,
    records,
    links: { put: work.links.written(), remove: [...work.removed] },
    counters: countersOf(session),
    numbers: work.numbers,
    history: historyOf(session, records),
    warnings: toldOnce(work.warnings),
    conversion,
    ...(work.plan.length > 0 ? { plan: work.plan } : {}),
    ...assembleLedgers(session),
    ...(timers ? { timers } : {}),
  };
  const messages = [...work.messages, ...consequencesOf(session, decision)];
  return messages.length > 0 ? { ...decision, messages } : decision;
}

/** A guard is judged more than once; its warning is told once. */
function toldOnce(warnings: readonly FieldProblem[]): readonly FieldProblem[] {
  if (warnings.length < 2) return warnings;
  return [...new Map(warnings.map((one) => [`${one.code} ${one.pointer} ${one.message}`, one])).values()];
}

function changeOf(session: Session, work: Work): RecordChange[] {
  const { before } = work;
  if (work.deleted) return before ? [{ before, after: null }] : [];
  const after = storedOf(session, work);
  return before && isUnchanged(before, after) ? [] : [{ before, after }];
}

function isUnchanged(before: Stored, after: Stored): boolean {
  return (
    (before.data === after.data || sameJson(before.data, after.data)) &&
    sameJson(before.stage, after.stage) &&
    before.number === after.number &&
    before.revision === after.revision &&
    before.owner === after.owner &&
    before.archived === after.archived
  );
}

function storedOf(session: Session, work: Work): Stored {
  const { before, id, type, number, stage, states, phase, owner, postedAt, archived, data } = work;
  const { now } = session.constants;
  return {
    id,
    type: type.key,
    number,
    revision: work.revision,
    version: (before?.version ?? 0) + 1,
    stage,
    states,
    phase,
    title:
      before && before.data === data && before.number === number
        ? before.title
        : titleOf(session, type, work.doc, number),
    owner,
    createdAt: before?.createdAt ?? now,
    createdBy: before?.createdBy ?? session.setting.user.id,
    updatedAt: now,
    postedAt,
    release: session.setting.release,
    archived,
    ...goneLines(work),
    data,
  };
}

/** Absolute values of every counter that moved, or whose line changed what is full. */
function countersOf(session: Session): Counter[] {
  const { places, works } = session.work;
  const counters: Counter[] = [];
  for (const place of places) {
    const { record, line, track, tally } = place;
    if (!tally) continue;
    const work = works.get(record);
    const isTold = tally.isMoved || (work !== undefined && work.before?.data !== work.data);
    const level = isTold && !work?.deleted ? levelAt(session, place, null) : null;
    if (!level) continue;
    const { held, posted, settled } = tally;
    counters.push({
      record,
      line,
      track,
      full: formatDecimal(level.full),
      held: formatDecimal(held),
      posted: formatDecimal(posted),
      settled: formatDecimal(settled),
    });
  }
  return counters;
}

function historyOf(session: Session, records: readonly RecordChange[]): HistoryEntry[] {
  const versions = new Map<Id, number>();
  for (const { before, after } of records) {
    if (after) versions.set(after.id, after.version);
    else if (before) versions.set(before.id, before.version + 1);
  }
  return session.work.happenings.map(
    ({ record, what, key, stageBefore, stageAfter, dataBefore, dataAfter, reason, more = [] }) => {
      const work = session.work.works.get(record);
      const fields = work?.type.fields ?? new Map();
      return {
        id: session.ids.uuid(),
        record,
        version: versions.get(record) ?? work?.before?.version ?? 0,
        at: session.constants.now,
        by: session.setting.user.id,
        what,
        key,
        stageBefore: stageJson(stageBefore),
        stageAfter: stageJson(stageAfter),
        changes: [
          ...(dataBefore && dataAfter ? changesBetween(fields, dataBefore, dataAfter) : []),
          ...more,
          ...(reason === undefined ? [] : [{ path: '/reason', before: null, after: reason }]),
        ],
      };
    },
  );
}

function stageJson(stage: StageValue | null): JsonObject | string | null {
  return stage as JsonObject | string | null;
}
