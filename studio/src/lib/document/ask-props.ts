import type { ActionState, JsonObject } from '#engine';
import type { DocumentState } from './document.svelte.ts';

/** What every dialog is given that asks before an action is done. */
export interface AskProps {
  readonly action: ActionState;
  readonly document: DocumentState;
  readonly busy: boolean;
  /** What the server found wrong with the answer. */
  readonly problem: string;
  readonly onclose: () => void;
  readonly ongo: (input: JsonObject) => void;
}
