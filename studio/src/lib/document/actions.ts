// Which of the things that may be done is the one button, which stand in the menus.
import type { ActionState } from '#engine';

export interface ActionPlan {
  readonly primary: ActionState | null;
  /** Other events. */
  readonly events: readonly ActionState[];
  readonly conversions: readonly ActionState[];
  readonly remove: ActionState | null;
}

/**
 * The primary action is the next stage's event when it is allowed; else the first allowed conversion that the
 * document is ready for; else the next stage's event with the reason why not.
 */
export function planActions(actions: readonly ActionState[]): ActionPlan {
  const events = actions.filter((action) => action.kind === 'event');
  const conversions = actions.filter((action) => action.kind === 'conversion');
  const next = events.filter((action) => action.primary && !action.voids);
  const primary =
    next.find((action) => action.allowed) ??
    conversions.find((action) => action.allowed && action.primary) ??
    conversions.find((action) => action.allowed) ??
    next[0] ??
    null;
  return {
    primary,
    events: events.filter((action) => action !== primary),
    conversions: conversions.filter((action) => action !== primary),
    remove: actions.find((action) => action.kind === 'delete') ?? null,
  };
}
