import type { Json } from '../../model/json.ts';
import { asObject, type LinkedPack, type Origin } from '../../model/linked-pack.ts';
import { nearestName } from '../../problems/nearest-name.ts';
import type { Workshop } from '../workshop.ts';

/** Keys of all events that a type's machine answers to, without building it. */
export function eventsOf(linked: LinkedPack, type: string): ReadonlySet<string> {
  const events = new Set<string>();
  const walk = (state: Json | undefined): void => {
    const { on, states } = asObject(state) as { on?: Json; states?: Json };
    for (const event of Object.keys(asObject(on))) events.add(event);
    for (const inner of Object.values(asObject(states))) walk(inner);
  };
  walk(linked.types.get(type)?.machine?.json);
  return events;
}

/** Tells when none of the types has the event; types that are not there are not blamed. */
export function tellUnknownEvent(
  event: string,
  types: readonly string[],
  origin: Origin,
  workshop: Workshop,
): void {
  const { linked } = workshop;
  if (types.some((type) => !linked.types.has(type))) return;
  const known = types.flatMap((type) => [...eventsOf(linked, type)]);
  if (known.includes(event)) return;
  workshop.tell({
    code: 'unknown-event',
    ...origin,
    params: { name: event, suggestion: nearestName(event, known) },
  });
}
