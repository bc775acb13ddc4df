import { policyOf } from '../../roles/policy.ts';
import type { Action, Transition } from '../../model/machine.ts';
import type { Model } from '../../model/model.ts';
import type { RecordType } from '../../model/type.ts';
import { asObject, asText } from '../../model/linked-pack.ts';
import type { Json } from '../../model/json.ts';
import { writtenActions } from '../written-actions.ts';
import type { CheckedPack, Rule } from '../rule.ts';

/** An event that no role may fire and nothing fires by itself: what it leads to never happens. */
export const eventsFireable: Rule = function* (pack) {
  const { model, linked, partial } = pack;
  if (partial || model.roles.size === 0) return;
  const fired = firedByThemselves(pack);
  for (const type of model.types.values())
    for (const [event, transitions] of Map.groupBy(type.machine?.transitions ?? [], (one) => one.event)) {
      if (fired === 'any' || fired.has(event) || mayAnyone(model, type, event, transitions)) continue;
      yield {
        code: 'event-nobody',
        severity: 'warning',
        file: linked.types.get(type.key)?.machine?.path ?? '',
        // Where it stands first in the alphabet, not in the file: the order of keys means nothing.
        pointer: transitions.map(({ pointer }) => pointer).sort()[0] ?? '',
        params: { event, type: type.key },
      };
    }
};

function mayAnyone(
  model: Model,
  type: RecordType,
  event: string,
  transitions: readonly Transition[],
): boolean {
  return [...model.roles.keys()].some((role) => {
    const policy = policyOf(model, [role], type.key);
    const granted = policy?.parts.some(
      ({ grant, read }) => read !== 'none' && (grant.events.includes('*') || grant.events.includes(event)),
    );
    return granted === true && transitions.some(({ roles }) => roles.length === 0 || roles.includes(role));
  });
}

/** Keys of events that actions, connectors and conversions fire, of whatever type; `any`: some action computes which. */
function firedByThemselves({ model, linked }: CheckedPack): ReadonlySet<string> | 'any' {
  const fired = new Set<string>();
  const add = (event: Json | undefined): void => void (typeof event === 'string' && fired.add(event));
  const written = [...linked.types.values()].flatMap(({ machine }) => writtenActions(machine?.json ?? null));
  for (const { params } of written) {
    if (asText(asObject(params['event'])['expr']) !== null) return 'any';
    for (const name of ['event', 'then', 'done']) add(params[name]);
  }
  const actions: Action[] = [...model.rules.values()].flatMap((rule) =>
    [...rule.bodies.values()].flatMap((body) => body.actions),
  );
  for (const action of actions) {
    if (action.type === 'fire' && action.eventOf) return 'any';
    if (action.type === 'fire') fired.add(action.event);
    if (action.type === 'convert' && action.then !== null) fired.add(action.then);
    if (action.type === 'task' && action.done !== null) fired.add(action.done);
  }
  for (const { answers, receive } of model.connectors.values()) {
    for (const { event } of answers.values()) fired.add(event);
    if (receive?.event) fired.add(receive.event);
  }
  for (const { compensate } of model.conversions.values()) if (compensate) fired.add(compensate.then);
  return fired;
}
