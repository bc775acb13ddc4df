// What calls what by itself: stages entered, fields changed, events fired, rules, conversions.
import { asList, asObject, asText, type LinkedPack } from '../model/linked-pack.ts';
import type { Json, JsonObject } from '../model/json.ts';
import type { Action } from '../model/machine.ts';
import type { Model } from '../model/model.ts';
import { countingArrows, machineArrows, standingArrows } from './machine-arrows.ts';
import type { AutomationRule } from '../model/rule.ts';

/** An arrow between two happenings; `isOpen`: nothing on the way can hold it back. */
export interface Arrow {
  readonly to: string;
  readonly isOpen: boolean;
}

/**
 * Happenings by name: `rule:k`, `entered:order.confirmed`, `changed:order.total`, `created:order`, `event:order.SEND`,
 * `rises:order.billing`, `falls:order.billing`, `crossed:stock`.
 */
export type AutomationGraph = ReadonlyMap<string, readonly Arrow[]>;

export function automationGraph(model: Model, linked: LinkedPack): AutomationGraph {
  const graph = new Map<string, Arrow[]>();
  const arrow = (from: string, to: string, isOpen: boolean): void => {
    const known = graph.get(from);
    if (known) known.push({ to, isOpen });
    else graph.set(from, [{ to, isOpen }]);
  };
  for (const rule of model.rules.values()) {
    if (rule.disabled) continue;
    // Whether a balance passes a limit depends on the balance.
    const isOpen = rule.trigger.kind !== 'crossed';
    for (const from of awaited(rule, model)) arrow(from, `rule:${rule.key}`, isOpen);
    for (const [type, body] of rule.bodies)
      for (const action of body.actions)
        for (const to of effects(action, type, model))
          arrow(`rule:${rule.key}`, to, body.when === null && action.when === null);
  }
  for (const type of model.types.values()) {
    for (const { event, targets, guard, actions } of type.machine?.transitions ?? []) {
      const from = `event:${type.key}.${event}`;
      for (const target of targets) arrow(from, `entered:${type.key}.${target}`, guard === null);
      for (const action of actions)
        for (const to of effects(action, type.key, model))
          arrow(from, to, guard === null && action.when === null && isSure(action));
    }
    const machine = linked.types.get(type.key)?.machine?.json ?? null;
    machineArrows(type, machine, arrow);
    standingArrows(type, arrow);
    const states = asObject(machine ?? undefined);
    for (const [path, state] of statesIn(states, ''))
      for (const action of actionsIn(state['entry']))
        for (const to of writtenEffects(action, type.key, model))
          arrow(`entered:${type.key}.${path}`, to, action['when'] === undefined);
  }
  countingArrows(model, arrow);
  return graph;
}

/** Happenings that set a rule off. A type alone stands for all of its stages or fields. */
function awaited({ trigger }: AutomationRule, model: Model): readonly string[] {
  switch (trigger.kind) {
    case 'entered':
      return trigger.places.flatMap(({ of, part }) =>
        part === null
          ? [...(model.types.get(of)?.machine?.states.keys() ?? [])].map((state) => `entered:${of}.${state}`)
          : [`entered:${of}.${part}`],
      );
    case 'changed':
      return trigger.places.flatMap(({ of, part }) =>
        part === null
          ? [...(model.types.get(of)?.fields.keys() ?? [])].map((field) => `changed:${of}.${field}`)
          : [`changed:${of}.${part.split('.')[0] ?? ''}`],
      );
    case 'created':
      return trigger.places.map(({ of }) => `created:${of}`);
    case 'converted':
      return trigger.places.map(({ of }) => `converted:${of}`);
    case 'crossed':
      return [`crossed:${trigger.ledger}`];
    default:
      return [];
  }
}

/** Others may not be there: who fires at every child comes to an end with the last. */
function isSure(action: Action): boolean {
  return !action.each && (action.type !== 'fire' || action.to.text === 'doc');
}

function effects(action: Action, type: string, model: Model): readonly string[] {
  switch (action.type) {
    case 'set':
      return [`changed:${type}.${action.field.split('.')[0] ?? ''}`];
    case 'create':
      return born(action.record, model);
    case 'post':
    case 'reverse':
      return booked(action.postings, type, model);
    case 'amend': {
      const [to = ''] = action.to.type.kind === 'ref' ? action.to.type.types : [];
      return [...action.data.keys()].map((field) => `changed:${to}.${field}`);
    }
    case 'convert':
      return converted(action.conversion, action.then, model);
    case 'fire': {
      const reference = action.to.type.kind === 'list' ? action.to.type.of : action.to.type;
      const types =
        reference.kind === 'ref' ? reference.types : reference.kind === 'object' ? [reference.name] : null;
      return fired(action.event, types, model);
    }
    default:
      return [];
  }
}

/** The same of an action as it is written, where it has not been built by itself. */
function writtenEffects(action: JsonObject, type: string, model: Model): readonly string[] {
  const params = asObject(action['params']);
  switch (action['type']) {
    case 'set':
      return [`changed:${type}.${(asText(params['field']) ?? '').split('.')[0] ?? ''}`];
    case 'create':
      return born(asText(params['type']) ?? '', model);
    case 'post':
    case 'reverse':
      return booked(asList(params['postings']).map(String), type, model);
    case 'convert':
      return converted(asText(params['conversion']) ?? '', asText(params['then']), model);
    case 'fire':
      return fired(asText(params['event']) ?? '', null, model);
    default:
      return [];
  }
}

/** Ledgers that an action books into; without names all postings of the type that are booked. */
function booked(names: readonly string[], type: string, model: Model): readonly string[] {
  return (model.types.get(type)?.postings ?? [])
    .filter(({ key, whilst }) => whilst === null && (names.length === 0 || names.includes(key)))
    .map(({ ledger }) => `crossed:${ledger}`);
}

function born(type: string, model: Model): readonly string[] {
  const machine = model.types.get(type)?.machine;
  const first = machine ? machine.pathsOf(machine.initial).map((state) => `entered:${type}.${state}`) : [];
  return [`created:${type}`, ...first];
}

function converted(key: string, then: string | null, model: Model): readonly string[] {
  const to = model.conversions.get(key)?.to;
  if (to === undefined) return [];
  return [`converted:${key}`, ...born(to, model), ...(then === null ? [] : [`event:${to}.${then}`])];
}

/** Of a reference that may lead anywhere: every type that knows the event. */
function fired(event: string, types: readonly string[] | null, model: Model): readonly string[] {
  if (event === '') return [];
  return [...model.types.values()]
    .filter(({ key, machine }) => machine?.events.has(event) && (types === null || types.includes(key)))
    .map(({ key }) => `event:${key}.${event}`);
}

function* statesIn(state: JsonObject, path: string): Iterable<[string, JsonObject]> {
  for (const [key, inner] of Object.entries(asObject(state['states']))) {
    const own = path === '' ? key : `${path}.${key}`;
    yield [own, asObject(inner)];
    yield* statesIn(asObject(inner), own);
  }
}

function actionsIn(json: Json | undefined): readonly JsonObject[] {
  if (json === undefined) return [];
  return (Array.isArray(json) ? asList(json) : [json]).map((action) => asObject(action));
}
