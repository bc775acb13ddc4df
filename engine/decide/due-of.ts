import type { Timer } from '../rules/timers.ts';
import type { ValueObject } from '../expressions/scope.ts';
import type { Model } from '../model/model.ts';
import type { Stored } from '../model/record.ts';
import { verbs } from './decide.ts';
import { openSession } from './open-session.ts';
import { storedValues } from './record-values.ts';
import { run, scopeOf } from './scope.ts';
import type { Facts, Needs, Setting } from './types.ts';
import type { Validators } from './validators.ts';

/**
 * The days on which date rules run for a record as it stands now: one for each rule, or for each line of its table.
 *
 * @returns timers in order of rule, line and day | needs, when a day depends on what has not been read
 */
export function dueOf(
  model: Model,
  validators: Validators,
  record: Stored,
  facts: Facts,
  setting: Setting,
): { readonly kind: 'due'; readonly timers: readonly Timer[] } | Needs {
  const type = model.types.get(record.type);
  const session = openSession(model, validators, facts, setting, verbs);
  const doc = type ? storedValues(type, record) : {};
  const timers: Timer[] = [];
  for (const { key, trigger, bodies, disabled } of model.rules.values()) {
    const date = bodies.get(record.type)?.date ?? null;
    if (disabled || trigger.kind !== 'date' || trigger.of !== record.type || date === null) continue;
    if (trigger.stages.length > 0 && !trigger.stages.some((stage) => record.states.includes(stage))) continue;
    const lines = trigger.each === null ? [null] : linesOf(doc, trigger.each);
    for (const line of lines) {
      const at = run(date, scopeOf(session, { doc, line }));
      const id = line === null ? null : String(line['id']);
      if (typeof at === 'string') timers.push({ rule: key, record: record.id, line: id, at });
    }
  }
  return session.lacks.any ? session.lacks.needs() : { kind: 'due', timers };
}

function linesOf(doc: ValueObject, table: string): readonly ValueObject[] {
  const lines = doc[table];
  return Array.isArray(lines) ? (lines as readonly ValueObject[]) : [];
}
