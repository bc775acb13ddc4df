import type { Value, ValueObject } from '../expressions/scope.ts';
import { hydrateJson } from '../values/hydrate.ts';
import { requireLineage } from './records.ts';
import { refuse } from './refused.ts';
import { runActions } from './run-actions.ts';
import { run, scopeOf, type Names } from './scope.ts';
import type { Session } from './session.ts';
import type { Command } from './types.ts';
import type { Work } from './work.ts';
import { beforeOf } from './record-values.ts';

/**
 * Runs a rule for one happening: its condition on the record as it stands now, then its actions in order, with the
 * definition's right. Whatever is gone by now (the record, the line, the stage) makes it do nothing.
 *
 * @throws Refused unknown-rule; and what an action is refused with, upon which the runtime tries again and then parks it
 */
export function obeyRule(session: Session, command: Extract<Command, { kind: 'rule' }>): void {
  const rule = session.model.rules.get(command.rule);
  if (!rule) refuse('unknown-rule', 404, { rule: command.rule }, session.setting.language);
  const isGone = command.record !== null && session.facts.records.get(command.record) === null;
  if (isGone) return;
  const work = command.record === null ? null : requireLineage(session, command.record);
  const body = rule.bodies.get(work?.type.key ?? '');
  if (!body || !isStanding(rule.trigger, work)) return;
  const names = namesOf(command, work, 'each' in rule.trigger ? rule.trigger.each : null);
  if (names === null) return;
  const place: Names = work === null ? names : { doc: work.doc, before: beforeOf(work), ...names };
  if (body.when !== null && run(body.when, scopeOf(session, place)) !== true) return;
  runActions(session, work?.id ?? null, body.actions, null, names);
}

/** A day counts only while the record is in the stages that the rule is for. */
function isStanding(trigger: object, work: Work | null): boolean {
  const stages = 'stages' in trigger ? (trigger.stages as readonly string[]) : [];
  return work === null || stages.length === 0 || stages.some((stage) => work.states.includes(stage));
}

/** null: the line is no longer there. */
function namesOf(
  command: Extract<Command, { kind: 'rule' }>,
  work: Work | null,
  table: string | null,
): Names | null {
  const given = hydrateJson(command.given) as ValueObject;
  const names: Names = {
    due: command.due,
    ...(given['arrived'] === undefined ? {} : { arrived: given['arrived'] }),
    ...(given['key'] === undefined ? {} : { key: given['key'] }),
    ...(given['balance'] === undefined ? {} : { balance: given['balance'] }),
  };
  if (command.line === null || table === null) return names;
  const lines = work?.doc[table];
  const line = Array.isArray(lines)
    ? (lines as readonly ValueObject[]).find((one) => one['id'] === command.line)
    : undefined;
  return line === undefined ? null : { ...names, line: line as Value };
}
