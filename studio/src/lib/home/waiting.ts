// What waits for this user: the cards of the first page that was defined for him, each with its first records.
import type { ListAnswer, ListItem, ModelAnswer } from '#api';
import { readQuery, toFilter, writeQuery } from '#lib/list/list-query.ts';
import type { Session } from '#lib/workspace/session.svelte.ts';

/** So many records stand on a card; the list has the rest. */
const ON_A_CARD = 5;

type Card = NonNullable<ModelAnswer['home']>[number];

export interface Waiting {
  readonly card: Card;
  readonly items: readonly ListItem[];
  readonly total: number;
  /** The list of all of them. */
  readonly href: string;
}

/** In the order of the page; a card on which nothing stands, or that cannot be read now, is left out. */
export async function readWaiting(session: Session): Promise<readonly Waiting[]> {
  const read = await Promise.allSettled((session.model.home ?? []).map((card) => readCard(session, card)));
  return read.flatMap((one) => (one.status === 'fulfilled' && one.value.items.length > 0 ? [one.value] : []));
}

async function readCard({ api }: Session, card: Card): Promise<Waiting> {
  const query = { ...readQuery(new URLSearchParams()), stage: card.stage ?? '' };
  const filter = toFilter(query, () => undefined);
  const { items, total = items.length } = await api.get<ListAnswer>(
    `/records/${encodeURIComponent(card.type)}`,
    { query: { sort: '-updatedAt', limit: ON_A_CARD, total: true, ...(filter ? { filter } : {}) } },
  );
  return { card, items, total, href: `/l/${card.type}${writeQuery(query)}` };
}
