import type { ConversionAnswer } from '#api';
import { goto } from '$app/navigation';
import { announcer } from '#lib/components/announcer.svelte.ts';
import { t } from '#lib/i18n/locale.svelte.ts';
import type { Session } from '#lib/workspace/session.svelte.ts';

/** A notice names so many; the others are in the list. */
const TITLES_TOLD = 3;

/** A conversion has made documents: one is opened, of several the list is shown, where they stand on top. */
export async function showMade(session: Session, targets: ConversionAnswer['targets']): Promise<void> {
  const [first] = targets;
  if (!first) return;
  // A draft has no number yet to tell it from its partner's other documents.
  const told = targets
    .slice(0, TITLES_TOLD)
    .map(({ type, number, title }) =>
      number === null ? `${session.type(type)?.title ?? type} · ${title}` : title,
    );
  if (targets.length > TITLES_TOLD) told.push('…');
  announcer.show(t('document.made', { titles: told.join(', ') }), 'ok');
  if (targets.length === 1) await goto(`/d/${first.type}/${first.id}`);
  else await goto(`/l/${first.type}`);
}
