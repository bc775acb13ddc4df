// What an action would bring along, told before it is confirmed.
import type { PreviewAnswer } from '#api';
import type { JsonObject, Override } from '#engine';
import { ApiProblem } from '#lib/api/problem.ts';
import type { DocumentState } from './document.svelte.ts';

/** null: that cannot be told yet, something is still to be answered. */
export async function foreseeEvent(
  document: DocumentState,
  event: string,
  input: JsonObject,
): Promise<PreviewAnswer | null> {
  try {
    return await document.preview(`events/${encodeURIComponent(event)}`, { input });
  } catch (problem) {
    if (!(problem instanceof ApiProblem)) throw problem;
    return null;
  }
}

/** What writing the revision would be warned of. @throws ApiProblem with the refusal */
export async function foreseeAmending(
  document: DocumentState,
  overrides: readonly Override[],
): Promise<readonly string[]> {
  const { warnings } = await document.preview('amend', { patch: document.pending() ?? {} }, overrides);
  return warnings.map(({ message }) => message);
}
