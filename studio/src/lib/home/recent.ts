// What was changed last, over all kinds of documents that stand in the menu.
import type { ListAnswer, ListItem } from '#api';
import type { Session } from '#lib/workspace/session.svelte.ts';

/** So many kinds are asked, so many records of each, and so many of all are shown. */
const TYPES_MOST = 12;
const OF_EACH = 5;
const SHOWN = 10;

/** Newest first; a kind that cannot be read now is left out. */
export async function readRecent(session: Session): Promise<readonly ListItem[]> {
  const types = session.model.menu
    .flatMap(({ items }) => items)
    .filter(({ type }) => session.type(type)?.kind === 'document')
    .slice(0, TYPES_MOST);
  const read = await Promise.allSettled(
    types.map(({ type }) =>
      session.api.get<ListAnswer>(`/records/${encodeURIComponent(type)}`, {
        query: { sort: '-updatedAt', limit: OF_EACH },
      }),
    ),
  );
  return read
    .flatMap((one) => (one.status === 'fulfilled' ? one.value.items : []))
    .sort((a, b) => b.updatedAt.localeCompare(a.updatedAt))
    .slice(0, SHOWN);
}
