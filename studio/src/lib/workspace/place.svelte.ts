// Where the user works, as he last said on this device: a till, a work point. Sent with every request.
import type { RefOption } from '#lib/refs/ref-search.svelte.ts';

export type Place = Pick<RefOption, 'id' | 'title'>;
const STORED_AS = 'filiera.place';

export class WorkPlace {
  #at = $state.raw<Place | null>(stored());

  get id(): string | null {
    return this.#at?.id ?? null;
  }

  get title(): string | null {
    return this.#at?.title ?? null;
  }

  /** @param place  null: nowhere */
  choose(place: Place | null): void {
    this.#at = place;
    try {
      if (place) localStorage.setItem(STORED_AS, JSON.stringify({ id: place.id, title: place.title }));
      else localStorage.removeItem(STORED_AS);
    } catch {
      // The choice then lasts as long as the page.
    }
  }
}

function stored(): Place | null {
  try {
    const place = JSON.parse(localStorage.getItem(STORED_AS) ?? 'null') as Partial<Place> | null;
    return place?.id && place.title ? { id: place.id, title: place.title } : null;
  } catch {
    return null;
  }
}
