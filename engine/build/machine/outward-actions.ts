// Actions that reach beyond the record: new records, people, and the world outside.
import type { ScopeTypes } from '../../expressions/types.ts';
import type { Expr } from '../../model/expression.ts';
import type { Json } from '../../model/json.ts';
import { asList, asText, type LinkedType, type Origin } from '../../model/linked-pack.ts';
import type { Action, ActionKind } from '../../model/machine.ts';
import { nearestName } from '../../problems/nearest-name.ts';
import { templateOfMessage } from '../message-texts.ts';
import type { Workshop } from '../workshop.ts';
import { tellUnknownEvent } from './events-of.ts';
import { fieldExpressions, namedExpressions } from './named-expressions.ts';

/** What the builder of one kind of action works with. */
export interface ActionPlace {
  readonly params: Readonly<Record<string, Json>>;
  readonly origin: Origin;
  readonly scope: ScopeTypes;
  readonly type: LinkedType;
  readonly workshop: Workshop;
  readonly when: Action['when'];
}

type Outward = 'create' | 'amend' | 'message' | 'task' | 'assignTo' | 'webhook' | 'send';

export const outwardBuilders: Readonly<Record<Outward, (place: ActionPlace) => ActionKind>> = {
  create(place) {
    const { params, origin, workshop, when } = place;
    const record = asText(params['type']) ?? '';
    if (!workshop.linked.types.has(record) && !workshop.linked.isAbsent('type', record)) {
      const suggestion = nearestName(record, workshop.linked.types.keys());
      workshop.tell({ code: 'unknown-type', ...under(origin, 'type'), params: { name: record, suggestion } });
    }
    const data = fieldExpressions(place, 'data', record);
    return { type: 'create', record, data, when };
  },
  amend(place) {
    const { params, origin, scope, workshop, when } = place;
    const to = workshop.expression(under(origin, 'to'), asText(params['to']) ?? '', scope);
    const [type = ''] = to.type.kind === 'ref' ? to.type.types : [];
    const found = workshop.linked.types.get(type);
    if (found && (found.json['amendable'] ?? false) === false)
      workshop.tell({ code: 'amends-unamendable', ...under(origin, 'to'), params: { type } });
    return { type: 'amend', to, data: fieldExpressions(place, 'data', type), when };
  },
  message(place) {
    const { params, origin, scope, workshop, when } = place;
    const message = asText(params['message']) ?? '';
    const file = workshop.linked.messages.get(message);
    const says = file ? templateOfMessage(file, scope, workshop) : null;
    if (!file && !workshop.linked.isAbsent('message', message)) {
      const suggestion = nearestName(message, workshop.linked.messages.keys());
      const at = under(origin, 'message');
      workshop.tell({ code: 'unknown-message', ...at, params: { name: message, suggestion } });
    }
    return { type: 'message', message, says, to: people(place, 'to'), when };
  },
  task(place) {
    const { params, origin, scope, type, workshop, when } = place;
    const done = asText(params['done']);
    const due = asText(params['due']);
    if (done !== null && type.key !== '') tellUnknownEvent(done, [type.key], under(origin, 'done'), workshop);
    return {
      type: 'task',
      task: asText(params['key']),
      title: workshop.template(under(origin, 'title'), asText(params['title']) ?? '', scope),
      for: people(place, 'for'),
      due: due === null ? null : workshop.expression(under(origin, 'due'), due, scope, { kind: 'date' }),
      done,
      when,
    };
  },
  assignTo({ params, origin, scope, workshop, when }) {
    return {
      type: 'assignTo',
      to: workshop.expression(under(origin, 'to'), asText(params['to']) ?? '', scope),
      when,
    };
  },
  webhook(place) {
    const { params, origin, scope, workshop, when } = place;
    const url = workshop.expression(under(origin, 'url'), asText(params['url']) ?? '', scope, {
      kind: 'text',
    });
    return { type: 'webhook', url, data: namedExpressions(place, 'data'), when };
  },
  send({ params, origin, type, workshop, when }) {
    const connector = asText(params['connector']) ?? '';
    const { linked } = workshop;
    const found = linked.connectors.get(connector);
    const at = under(origin, 'connector');
    if (!found && !linked.isAbsent('connector', connector)) {
      const suggestion = nearestName(connector, linked.connectors.keys());
      workshop.tell({ code: 'unknown-connector', ...at, params: { name: connector, suggestion } });
    } else if (found && type.key !== '' && found.json['type'] !== type.key)
      workshop.tell({ code: 'connector-elsewhere', ...at, params: { name: connector, type: type.key } });
    return { type: 'send', connector, when };
  },
};

/** One expression or several: users, addresses, records. */
function people({ params, origin, scope, workshop }: ActionPlace, part: string): readonly Expr[] {
  const json = params[part];
  if (!Array.isArray(json)) return [workshop.expression(under(origin, part), asText(json) ?? '', scope)];
  return asList(json).map((text, index) =>
    workshop.expression(under(under(origin, part), String(index)), asText(text) ?? '', scope),
  );
}

function under(origin: Origin, key: string): Origin {
  return { file: origin.file, pointer: `${origin.pointer}/${key}` };
}
