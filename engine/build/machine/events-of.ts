import type { Json } from '../../model/json.ts';
import { asList, asObject, type LinkedPack, type LinkedType, type Origin } from '../../model/linked-pack.ts';
import { flattenForm } from '../../link/flatten-fields.ts';
import { nearestName } from '../../problems/nearest-name.ts';
import type { Workshop } from '../workshop.ts';

/** Keys of all events that a type's machine answers to, without building it. */
export function eventsOf(linked: LinkedPack, type: string): ReadonlySet<string> {
  return new Set([...writtenEvents(linked, type)].map(([event]) => event));
}

/** Keys of all fields that a type's event asks for, in whatever stage. */
export function formFieldsOf(linked: LinkedPack, type: string, event: string): ReadonlySet<string> {
  const found = linked.types.get(type);
  return new Set(found ? formOf(found, event).keys() : []);
}

/** What an event of a type asks for, in whatever stage. */
export function formOf(type: LinkedType, event: string): LinkedType['fields'] {
  const candidates = [...eventsWithin(type.machine?.json ?? null)].flatMap(([key, json]) =>
    key === event ? (Array.isArray(json) ? asList(json) : [json]) : [],
  );
  const forms = candidates.map((candidate) => asObject(asObject(asObject(candidate)['meta'])['form']));
  const origin = { file: type.machine?.path ?? '', pointer: '' };
  return new Map(forms.flatMap((form) => [...flattenForm(form, origin, [])]));
}

function writtenEvents(linked: LinkedPack, type: string): Iterable<[string, Json]> {
  return eventsWithin(linked.types.get(type)?.machine?.json ?? null);
}

function* eventsWithin(machine: Json): Iterable<[string, Json]> {
  const states = [machine];
  for (let state = states.pop(); state !== undefined; state = states.pop()) {
    const { on, states: inner } = asObject(state) as { on?: Json; states?: Json };
    yield* Object.entries(asObject(on));
    states.push(...(Object.values(asObject(inner)) as (typeof states)[number][]));
  }
}

/** Tells when none of the types has the event; types that are not there are not blamed. */
export function tellUnknownEvent(
  event: string,
  types: readonly string[],
  origin: Origin,
  workshop: Pick<Workshop, 'linked' | 'tell'>,
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
