import type { ExprType, ScopeTypes } from '../expressions/types.ts';
import type { Expr } from '../model/expression.ts';
import type { Json } from '../model/json.ts';
import {
  asList,
  asObject,
  asText,
  type LinkedDefinition,
  type LinkedType,
  type Origin,
  type LinkedPack,
} from '../model/linked-pack.ts';
import type { AutomationRule, RuleBody, RulePlace, Trigger } from '../model/rule.ts';
import { nearestName } from '../problems/nearest-name.ts';
import { booleanType, namesOf } from './build-check.ts';
import { kindOf, objectType } from './field-type.ts';
import { buildActions } from './machine/build-actions.ts';
import { textKeyOf } from './text-key.ts';
import { wordsOfKey } from './words-of-key.ts';
import { stateTree } from './machine/state-tree.ts';
import type { Workshop } from './workshop.ts';

const date: ExprType = { kind: 'date' };
const decimal: ExprType = { kind: 'decimal' };
const any: ExprType = { kind: 'any' };

/** Stands in where a rule has no record at hand: there is nothing to set. */
const nobody: LinkedType = {
  key: '',
  json: {},
  folder: '',
  fields: new Map(),
  machine: null,
  form: null,
  postings: null,
};

const placed = ['entered', 'changed', 'created', 'converted', 'taskDone', 'received'] as const;

export function buildRule({ key, file, json }: LinkedDefinition, workshop: Workshop): AutomationRule {
  const on = asObject(json['on']);
  const trigger = triggerOf(on, file, workshop);
  const bodies = new Map<string, RuleBody>();
  for (const type of typesOf(trigger, workshop)) {
    const linked = type === '' ? nobody : workshop.linked.types.get(type);
    if (linked) bodies.set(type, buildBody(json, on, file, linked, trigger, workshop));
  }
  return {
    key,
    title: asText(json['title']) ?? wordsOfKey(key),
    textKey: textKeyOf({ file, pointer: '/title' }),
    disabled: json['disabled'] === true,
    order: Number(json['order'] ?? 0),
    trigger,
    bodies,
  };
}

function triggerOf(on: Readonly<Record<string, Json>>, file: string, workshop: Workshop): Trigger {
  const at = (key: string): Origin => ({ file, pointer: `/on/${key}` });
  const kinds = [...placed, 'crossed', 'schedule', 'date'].filter((kind) => on[kind] !== undefined);
  if (kinds.length !== 1)
    workshop.tell({ code: 'rule-one-trigger', file, pointer: '/on', params: { found: kinds.join(', ') } });
  const stages = asList(on['stages']).map(String);
  const of = asText(on['of']);
  for (const kind of placed)
    if (on[kind] !== undefined) {
      const places = namesOf(on[kind]).map(placeOf);
      for (const [index, place] of places.entries()) {
        const origin = Array.isArray(on[kind]) ? at(`${kind}/${index}`) : at(kind);
        tellUnknown(kind, place, origin, workshop);
      }
      return { kind, places };
    }
  if (on['crossed'] !== undefined) return crossedOf(asObject(on['crossed']), at('crossed'), workshop);
  if (of !== null) tellUnknown('created', { of, part: null }, at('of'), workshop);
  else if (on['date'] !== undefined)
    workshop.tell({ code: 'grammar-required', file, pointer: '/on', params: { key: 'of' } });
  if (of !== null)
    for (const [index, stage] of stages.entries())
      tellUnknown('entered', { of, part: stage }, at(`stages/${index}`), workshop);
  if (on['schedule'] !== undefined)
    return { kind: 'schedule', rrule: asText(on['schedule']) ?? '', of, stages };
  return { kind: 'date', of: of ?? '', each: asText(on['each']), stages };
}

function crossedOf(crossed: Readonly<Record<string, Json>>, origin: Origin, workshop: Workshop): Trigger {
  const ledger = asText(crossed['ledger']) ?? '';
  const measure = asText(crossed['measure']) ?? '';
  const under = (key: string): Origin => ({ file: origin.file, pointer: `${origin.pointer}/${key}` });
  const known = workshop.linked.ledgers.get(ledger);
  if (!known && !workshop.linked.isAbsent('ledger', ledger)) {
    const suggestion = nearestName(ledger, workshop.linked.ledgers.keys());
    workshop.tell({ code: 'unknown-ledger', ...under('ledger'), params: { name: ledger, suggestion } });
  }
  const measures = Object.keys(asObject(known?.json['measures']));
  if (known && !measures.includes(measure)) {
    const suggestion = nearestName(measure, measures);
    workshop.tell({
      code: 'unknown-measure',
      ...under('measure'),
      params: { name: measure, ledger, suggestion },
    });
  }
  const limit = (part: 'below' | 'above'): Expr | null => {
    const text = asText(crossed[part]);
    const scope = { ...workshop.common, key: keyType(ledger, workshop) };
    return text === null ? null : workshop.expression(under(part), text, scope, decimal);
  };
  return { kind: 'crossed', ledger, measure, below: limit('below'), above: limit('above') };
}

function keyType(ledger: string, workshop: Workshop): ExprType {
  return { kind: 'object', name: 'key', fields: workshop.ledgers(ledger)?.dimensions ?? new Map() };
}

function placeOf(text: string): RulePlace {
  const cut = text.indexOf('.');
  return cut < 0 ? { of: text, part: null } : { of: text.slice(0, cut), part: text.slice(cut + 1) };
}

function tellUnknown(
  kind: (typeof placed)[number],
  { of, part }: RulePlace,
  origin: Origin,
  workshop: Workshop,
): void {
  const { linked } = workshop;
  const told = (
    code:
      | 'unknown-conversion'
      | 'unknown-connector'
      | 'unknown-type'
      | 'unknown-state'
      | 'unknown-field'
      | 'unknown-task',
    name: string,
    known: Iterable<string>,
  ): void => workshop.tell({ code, ...origin, params: { name, suggestion: nearestName(name, known) } });
  if (kind === 'converted') {
    if (!linked.conversions.has(of) && !linked.isAbsent('conversion', of))
      told('unknown-conversion', of, linked.conversions.keys());
  } else if (kind === 'received') {
    if (!linked.connectors.has(of) && !linked.isAbsent('connector', of))
      told('unknown-connector', of, linked.connectors.keys());
  } else if (!linked.types.has(of)) {
    if (!linked.isAbsent('type', of)) told('unknown-type', of, linked.types.keys());
  } else if (part !== null && kind === 'entered') {
    const states = statePaths(linked.types.get(of)?.machine?.json);
    if (!states.includes(part)) told('unknown-state', part, states);
  } else if (part !== null && kind === 'taskDone') {
    const tasks = taskKeys(linked);
    if (!tasks.has(part)) told('unknown-task', part, tasks);
  } else if (part !== null && kind === 'changed') {
    let fields = linked.types.get(of)?.fields ?? null;
    for (const step of part.split('.')) {
      const field = fields?.get(step);
      if (!field) return told('unknown-field', part, fields?.keys() ?? []);
      fields = field.fields;
    }
  }
}

/** What actions of machines and rules call the tasks that they give. */
function taskKeys({ types, rules }: LinkedPack): ReadonlySet<string> {
  const keys = new Set<string>();
  const walk = (json: Json | undefined): void => {
    if (json === undefined || json === null || typeof json !== 'object') return;
    const { type, params } = asObject(json);
    const key = type === 'task' ? asText(asObject(params)['key']) : null;
    if (key !== null) keys.add(key);
    for (const inner of Object.values(json) as Json[]) walk(inner);
  };
  for (const { machine } of types.values()) walk(machine?.json);
  for (const { json } of rules.values()) walk(json);
  return keys;
}

/** Of regions with a track too, whose states nobody writes. */
function statePaths(machine: Json | undefined): readonly string[] {
  return stateTree(asObject(machine))
    .nodes.map(({ path }) => path)
    .filter((path) => path !== '');
}

/** Types of the record at hand; `''`: there is none. */
function typesOf(trigger: Trigger, workshop: Workshop): readonly string[] {
  switch (trigger.kind) {
    case 'entered':
    case 'changed':
    case 'created':
    case 'taskDone':
      return [...new Set(trigger.places.map(({ of }) => of))];
    case 'converted':
      return [
        ...new Set(
          trigger.places.flatMap(({ of }) => asText(workshop.linked.conversions.get(of)?.json['to']) ?? []),
        ),
      ];
    case 'date':
      return [trigger.of];
    case 'schedule':
      return [trigger.of ?? ''];
    case 'crossed':
    case 'received':
      return [''];
  }
}

function buildBody(
  json: Readonly<Record<string, Json>>,
  on: Readonly<Record<string, Json>>,
  file: string,
  type: LinkedType,
  trigger: Trigger,
  workshop: Workshop,
): RuleBody {
  const scope = scopeOf(type, trigger, file, workshop);
  // A rule runs after commit, on the record as it stands then: what it was before is known to its actions alone.
  const { before: _before, ...asItStands } = scope;
  const { due: _due, ...without } = asItStands;
  const dateText = asText(on['date']);
  const whenText = asText(json['when']);
  if (type.key === '') tellRecordless(json['do'], file, workshop);
  return {
    when:
      whenText === null
        ? null
        : workshop.expression({ file, pointer: '/when' }, whenText, asItStands, booleanType),
    date:
      dateText === null ? null : workshop.expression({ file, pointer: '/on/date' }, dateText, without, date),
    actions: buildActions(json['do'], { file, pointer: '/do' }, scope, type, workshop),
  };
}

function scopeOf(type: LinkedType, trigger: Trigger, file: string, workshop: Workshop): ScopeTypes {
  const scope: Record<string, ExprType> = { ...workshop.common };
  if (type.key !== '') {
    scope['doc'] = workshop.docType(type.key);
    scope['before'] = workshop.docType(type.key);
  }
  if (trigger.kind === 'date' || trigger.kind === 'schedule') scope['due'] = date;
  if (trigger.kind === 'received') scope['arrived'] = any;
  if (trigger.kind === 'crossed') {
    scope['key'] = keyType(trigger.ledger, workshop);
    const figures = workshop.ledgers(trigger.ledger)?.figures ?? new Map<string, ExprType>();
    scope['balance'] = { kind: 'object', name: 'balance', fields: figures };
  }
  if (trigger.kind === 'date' && trigger.each !== null) {
    const table = type.fields.get(trigger.each);
    if (table?.fields && kindOf(table) === 'table')
      scope['line'] = objectType(table.fields, `${type.key}.${trigger.each}`, workshop.linked, true);
    else {
      const tables = [...type.fields.values()].filter((field) => kindOf(field) === 'table');
      const suggestion = nearestName(
        trigger.each,
        tables.map(({ key }) => key),
      );
      const params = { name: trigger.each, suggestion };
      workshop.tell({ code: 'unknown-table', file, pointer: '/on/each', params });
      scope['line'] = any;
    }
  }
  return scope;
}

/** What needs a record at hand, where there is none. */
function tellRecordless(json: Json | undefined, file: string, workshop: Workshop): void {
  const isList = Array.isArray(json);
  for (const [index, action] of (isList ? asList(json) : [json ?? null]).entries()) {
    const type = asText(asObject(action)['type']) ?? '';
    const params = asObject(asObject(action)['params']);
    const needs =
      ['assignNumber', 'set', 'post', 'reverse', 'assignTo', 'send'].includes(type) ||
      (type === 'convert' && params['sources'] === undefined);
    if (needs)
      workshop.tell({
        code: 'rule-without-record',
        file,
        pointer: isList ? `/do/${index}/type` : '/do/type',
        params: { action: type },
      });
  }
}
