import { MISSING, type Scope, type ValueObject } from '../expressions/scope.ts';
import { stepsMax } from '../expressions/new-scope.ts';
import type { Expr } from '../model/expression.ts';
import type { Model } from '../model/model.ts';
import type { AutomationRule, RulePlace } from '../model/rule.ts';
import { isDecimal } from '../values/decimal.ts';
import { dehydrateJson } from '../values/hydrate.ts';
import type { JsonObject } from '../model/json.ts';
import type { RuleEvent, RuleRun } from './rule-event.ts';

/** Makes a scope to judge the limits of a balance in. */
export type ScopeFor = (names: { readonly key: ValueObject }) => Scope;

/**
 * The rules that a happening sets off, in their order, then by key. Conditions are judged when a rule runs, on the record as
 * it stands then; here only whether it waits for this.
 *
 * @returns runs, each with the key under which it runs once: (rule, record, event)
 */
export function rulesFor(model: Model, event: RuleEvent, scopeFor: ScopeFor): readonly RuleRun[] {
  return [...model.rules.values()]
    .filter(({ disabled }) => !disabled)
    .sort((a, b) => a.order - b.order || (a.key < b.key ? -1 : 1))
    .flatMap((rule) => runOf(rule, event, scopeFor));
}

function runOf(rule: AutomationRule, event: RuleEvent, scopeFor: ScopeFor): readonly RuleRun[] {
  const run = (record: string | null, what: string, given: JsonObject = {}): readonly RuleRun[] => [
    { key: `${rule.key}/${record ?? '-'}/${what}`, rule: rule.key, record, line: null, due: null, given },
  ];
  const { trigger } = rule;
  switch (event.kind) {
    case 'record': {
      const hit = recordHit(trigger, event);
      return hit === null ? [] : run(event.record, `${hit}@${event.version}`);
    }
    case 'taskDone': {
      if (trigger.kind !== 'taskDone') return [];
      const waits = trigger.places.some(
        ({ of, part }) => of === event.type && (part === null || part === event.task),
      );
      return waits ? run(event.record, `task:${event.id}`) : [];
    }
    case 'received': {
      if (trigger.kind !== 'received') return [];
      const waits = trigger.places.some(({ of }) => of === event.connector);
      return waits ? run(null, `received:${event.id}`, { arrived: event.arrived }) : [];
    }
    case 'crossed': {
      if (trigger.kind !== 'crossed' || trigger.ledger !== event.ledger) return [];
      const { key, before, after, place, version } = event;
      const scope = scopeFor({ key });
      const from = before[trigger.measure] ?? null;
      const to = after[trigger.measure] ?? null;
      const crossed = passed(trigger.below, scope, from, to, -1) || passed(trigger.above, scope, from, to, 1);
      const given = { key: dehydrateJson(key), balance: dehydrateJson(after) };
      return crossed ? run(null, `${event.ledger}:${place}@${version}`, given) : [];
    }
  }
}

/** What of the happening the rule waits for; null: nothing. */
function recordHit(
  trigger: AutomationRule['trigger'],
  event: Extract<RuleEvent, { kind: 'record' }>,
): string | null {
  const within = (
    places: readonly RulePlace[],
    parts: readonly string[],
    matches: (path: string, wanted: string) => boolean,
  ): string | null => {
    for (const { of, part } of places) {
      if (of !== event.type) continue;
      const found = part === null ? parts[0] : parts.find((one) => matches(one, part));
      if (found !== undefined) return part ?? found;
    }
    return null;
  };
  switch (trigger.kind) {
    case 'entered': {
      const state = within(trigger.places, event.entered, (path, wanted) => path === wanted);
      return state === null ? null : `entered:${state}`;
    }
    case 'changed': {
      const field = within(trigger.places, event.changed, isWithin);
      return field === null ? null : `changed:${field}`;
    }
    case 'created':
      return event.created && trigger.places.some(({ of }) => of === event.type) ? 'created' : null;
    case 'converted': {
      const place = trigger.places.find(({ of }) => event.converted.includes(of));
      return place ? `converted:${place.of}` : null;
    }
    default:
      return null;
  }
}

/** `lines.quantity` lies within `lines`. */
function isWithin(path: string, wanted: string): boolean {
  return path === wanted || path.startsWith(`${wanted}.`);
}

/** The figure was on one side of the limit and is on the other now. Nothing counts as zero. */
function passed(limit: Expr | null, scope: Scope, from: unknown, to: unknown, sign: 1 | -1): boolean {
  if (limit === null) return false;
  scope.budget = stepsMax;
  const value = limit.run(scope);
  if (value === MISSING || !isDecimal(value)) return false;
  const beyond = (figure: unknown): boolean =>
    (isDecimal(figure) ? figure.cmp(value) : value.cmp('0') * -1) * sign > 0;
  return !beyond(from) && beyond(to);
}
