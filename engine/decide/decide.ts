import type { Id } from '../model/record.ts';
import type { Model } from '../model/model.ts';
import { amend } from './amend.ts';
import { answered } from './answered.ts';
import { restore } from './archive.ts';
import { assemble } from './assemble.ts';
import { checkTrees } from './check-trees.ts';
import { convert } from './convert/convert.ts';
import { mistakenAnswers } from './mistaken-answers.ts';
import { copyRecord } from './copy-record.ts';
import { create } from './create.ts';
import { deleteRecord } from './delete-record.ts';
import { edit } from './edit.ts';
import { fire, requireBulk } from './fire.ts';
import { settleLedgers } from './ledgers/settle-ledgers.ts';
import { obeyRule } from './obey-rule.ts';
import { openSession } from './open-session.ts';
import { openingBalance } from './opening.ts';
import { settingFor } from './nobody.ts';
import { refuseProblems } from './overrides.ts';
import { refill } from './refill.ts';
import type { Session, Verbs } from './session.ts';
import { settle } from './settle.ts';
import { settleProgress } from './settle-progress.ts';
import { fireTimer } from './stages/fire-timer.ts';
import { settleTimers } from './stages/settle-timers.ts';
import type { Answer, Command, ConversionReport, Facts, Needs, Setting } from './types.ts';
import type { Validators } from './validators.ts';

export const verbs: Verbs = { fire, convert, create, amend };

interface Done {
  readonly record: Id;
  readonly conversion: ConversionReport | null;
}

/**
 * Decides what a command does. Pure: what should happen is returned, not done; the same arguments give the same answer.
 *
 * @param model    compiled release; `facts` were read under the same release
 * @param facts    what has been read so far; missing ones are answered as `needs`, whereupon the caller reads them and
 *                 calls again with everything; two or three rounds are usual
 * @param setting  who asks (of what time brings about, nobody), when (UTC ms), the company and its settings; guards on dates see only this
 * @returns        decision | refusal (with reason) | needs. A refusal is worth something only when nothing was lacking,
 *                 so needs go first
 * @throws Fault when the stored stage is not a state of this model
 * @source architecture.md, Engine; `conversions.md` Q10 for locks
 */
export function decide(
  model: Model,
  validators: Validators,
  command: Command,
  facts: Facts,
  setting: Setting,
): Answer {
  const needs = firstNeeds(model, command, facts);
  if (needs) return needs;
  const asked = settingFor(model, command, setting);
  const session = openSession(model, validators, facts, asked, verbs, command.overrides);
  return answered(session, () => {
    const { record, conversion } = obey(session, command);
    if (!session.lacks.any) settleProgress(session);
    if (!session.lacks.any) settleLedgers(session, record);
    if (!session.lacks.any) settleTimers(session);
    checkTrees(session);
    const mistakes = mistakenAnswers(session);
    if (mistakes.length > 0) refuseProblems(session, 'invalid', {}, mistakes);
    return assemble(session, record, conversion);
  });
}

/** Round one: the named records and all their ancestors, locked in one statement ordered by id (Q10). */
function firstNeeds(model: Model, command: Command, facts: Facts): Needs | null {
  const named = [...new Set(namedIn(command))].sort();
  const lacking = named.filter(
    (id) => facts.records.get(id) !== null && !(facts.records.has(id) && facts.lineages.has(id)),
  );
  if (lacking.length === 0) return null;
  const needs: Needs = { kind: 'needs', records: [], lineages: lacking, finds: [] };
  // What they have written into ledgers is asked for with nearly every command.
  return model.ledgers.size > 0 ? { ...needs, entries: lacking } : needs;
}

function namedIn(command: Command): readonly Id[] {
  switch (command.kind) {
    case 'create':
      return [];
    case 'edit':
    case 'delete':
    case 'restore':
    case 'fire':
    case 'settle':
    case 'reopen':
    case 'amend':
    case 'refill':
    case 'timer':
    case 'copy':
      return [command.id];
    case 'rule':
      return command.record === null ? [] : [command.record];
    case 'opening':
      return [command.id, ...command.done.flatMap(({ document }) => document ?? [])];
    case 'convert':
      return [...command.sources.map(({ id }) => id), ...(command.into === null ? [] : [command.into])];
  }
}

function obey(session: Session, command: Command): Done {
  switch (command.kind) {
    case 'create':
      return { record: create(session, command.type, command.data), conversion: null };
    case 'edit':
      edit(session, command.id, command.patch);
      return { record: command.id, conversion: null };
    case 'delete':
      deleteRecord(session, command.id);
      return { record: command.id, conversion: null };
    case 'restore':
      restore(session, command.id);
      return { record: command.id, conversion: null };
    case 'fire':
      if (command.bulk) requireBulk(session, command.id, command.event);
      fire(session, command.id, command.event, command.input, 'person', command.gives ?? null);
      return { record: command.id, conversion: null };
    case 'settle':
    case 'reopen':
      settle(session, command);
      return { record: command.id, conversion: null };
    case 'opening':
      openingBalance(session, command);
      return { record: command.id, conversion: null };
    case 'amend':
      amend(session, command.id, command.patch, 'person');
      return { record: command.id, conversion: null };
    case 'refill':
      refill(session, command.id, command.fields);
      return { record: command.id, conversion: null };
    case 'copy':
      return { record: copyRecord(session, command.id, command.patch), conversion: null };
    case 'timer': {
      const { id, state, key, due } = command;
      fireTimer(session, { record: id, state, key, due });
      return { record: id, conversion: null };
    }
    case 'rule':
      obeyRule(session, command);
      return { record: command.record ?? '', conversion: null };
    case 'convert': {
      const report = convert(session, command, 'person');
      return { record: report.targets[0] ?? '', conversion: report };
    }
  }
}
