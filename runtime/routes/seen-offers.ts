import type { LinkEnd, OfferedLine } from '#engine';
import { readRecords } from '../store/read-records.ts';
import { accessOf } from './ask.ts';
import type { Asker } from './ask.ts';

/** What a conversion offers, each line with those of the drafts holding it that the caller may read, as he may know them. */
export async function seenOffers(
  asker: Asker,
  offered: readonly OfferedLine[],
): Promise<readonly OfferedLine[]> {
  const ids = new Set(offered.flatMap(({ heldBy }) => heldBy.map(({ id }) => id)));
  if (ids.size === 0) return offered;
  const access = accessOf(asker);
  const drafts = await readRecords(asker.connection, asker.caller.companyId, [...ids]);
  const seen = (end: LinkEnd): readonly LinkEnd[] => {
    const draft = drafts.get(end.id);
    return draft && access.mayRead(draft) ? [{ ...end, title: access.shown(draft).title }] : [];
  };
  return offered.map((line) =>
    line.heldBy.length === 0 ? line : { ...line, heldBy: line.heldBy.flatMap(seen) },
  );
}
