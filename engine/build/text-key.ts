import type { Origin } from '../model/linked-pack.ts';

/** Key under which locales translate the text that stands at this place: `types/order/schema#/properties/date/title`. */
export function textKeyOf(origin: Origin): string {
  return `${origin.file.replace(/\.json$/, '')}#${origin.pointer}`;
}
