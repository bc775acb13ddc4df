import { eventsOf } from '../rules/events-of.ts';
import { rulesFor } from '../rules/rules-for.ts';
import type { JsonObject } from '../model/json.ts';
import { scopeOf } from './scope.ts';
import { sendingsOf } from './sendings.ts';
import type { Session } from './session.ts';
import type { Decision, OutMessage } from './types.ts';

/** What follows a decision after commit: rules to be run, and connectors to be sent to. */
export function consequencesOf(session: Session, decision: Decision): readonly OutMessage[] {
  const { model } = session;
  const rules =
    model.rules.size === 0
      ? []
      : eventsOf(model, decision).flatMap((event) =>
          rulesFor(model, event, (names) => scopeOf(session, names)).map((run): OutMessage => ({
            topic: 'rule',
            payload: { ...run } as unknown as JsonObject,
          })),
        );
  return model.connectors.size === 0 ? rules : [...rules, ...sendingsOf(model, decision)];
}
