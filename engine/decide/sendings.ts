import type { Model } from '../model/model.ts';
import type { Decision, OutMessage } from './types.ts';

/** Connectors that send on an event of this decision; what they send is mapped after commit. */
export function sendingsOf(model: Model, { history, records }: Decision): readonly OutMessage[] {
  const types = new Map(records.flatMap(({ after }) => (after ? [[after.id, after.type] as const] : [])));
  return history.flatMap(({ record, what, key, id }) => {
    if (what !== 'event' || key === null) return [];
    return [...model.connectors.values()]
      .filter(({ send, type }) => send !== null && type === types.get(record) && send.on.includes(key))
      .map((connector): OutMessage => ({
        topic: 'send',
        payload: { connector: connector.key, record, event: key, key: `${connector.key}/${record}/${id}` },
      }));
  });
}
