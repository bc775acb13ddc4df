// Which of the things that may be done is the one button, which stand in the menus.
import type { ActionState } from '#engine';

const COMMANDS: ReadonlySet<ActionState['kind']> = new Set([
  'amend',
  'settle',
  'reopen',
  'refill',
  'opening',
  'copy',
]);

export interface ActionPlan {
  readonly primary: ActionState | null;
  /** Other events. */
  readonly events: readonly ActionState[];
  readonly conversions: readonly ActionState[];
  /** What the engine offers by itself: copying, amending, closing what is open … */
  readonly commands: readonly ActionState[];
  readonly remove: ActionState | null;
}

/**
 * The primary action is the next stage's event when it is allowed; else the first allowed conversion that leads on; else
 * bringing back what is archived; else none.
 * What voids or takes back never is: it is not what a hand should find first.
 */
export function planActions(actions: readonly ActionState[]): ActionPlan {
  const events = actions.filter((action) => action.kind === 'event');
  const conversions = actions.filter((action) => action.kind === 'conversion');
  const primary =
    events.find((action) => action.allowed && action.primary && !action.voids) ??
    conversions.find((action) => action.allowed && action.takes?.effect === 1) ??
    actions.find((action) => action.kind === 'restore' && action.allowed) ??
    null;
  return {
    primary,
    events: events.filter((action) => action !== primary),
    conversions: conversions.filter((action) => action !== primary),
    commands: actions.filter(({ kind }) => COMMANDS.has(kind)),
    remove: actions.find((action) => action.kind === 'delete') ?? null,
  };
}

/** It may be tried: it is allowed, or what stands against it may be gone past by this user with a reason. */
export function mayTry({ allowed, kind, override }: ActionState): boolean {
  return allowed || ((kind === 'event' || kind === 'conversion') && override?.allowed === true);
}
