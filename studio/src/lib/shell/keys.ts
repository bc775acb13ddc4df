// Keys that work everywhere. One table: the shell obeys it and the sheet behind `?` shows it.

export interface KeyWords {
  /** As shown: `Ctrl K`. */
  readonly keys: string;
  /** Message key of what it does. */
  readonly does: string;
}

export const KEY_SHEET: readonly { readonly title: string; readonly rows: readonly KeyWords[] }[] = [
  {
    title: 'keys.everywhere',
    rows: [
      { keys: 'Ctrl K', does: 'keys.palette' },
      { keys: '?', does: 'keys.sheet' },
      { keys: 'Ctrl B', does: 'keys.navigation' },
      { keys: 'Esc', does: 'keys.escape' },
    ],
  },
  {
    title: 'keys.inList',
    rows: [
      { keys: '/', does: 'keys.filter' },
      { keys: '↑ ↓ Home End', does: 'keys.rows' },
      { keys: 'Enter', does: 'keys.open' },
      { keys: 'Space', does: 'keys.choose' },
      { keys: 'N', does: 'keys.new' },
    ],
  },
  {
    title: 'keys.inDocument',
    rows: [
      { keys: 'Ctrl Enter', does: 'keys.primary' },
      { keys: 'Ctrl S', does: 'keys.save' },
    ],
  },
  {
    title: 'keys.inGrid',
    rows: [
      { keys: '← ↑ → ↓', does: 'keys.move' },
      { keys: 'Tab  Shift Tab', does: 'keys.nextCell' },
      { keys: 'Enter', does: 'keys.down' },
      { keys: 'F2', does: 'keys.edit' },
      { keys: 'Home End PgUp PgDn', does: 'keys.far' },
      { keys: 'Ctrl D', does: 'keys.copyDown' },
      { keys: 'Delete', does: 'keys.clear' },
      { keys: 'Ctrl Delete', does: 'keys.removeLine' },
      { keys: 'Ctrl V', does: 'keys.paste' },
    ],
  },
];

/** Held with Ctrl, or with ⌘ where that is the key for commands. */
export function withCommand(event: KeyboardEvent): boolean {
  return event.ctrlKey || event.metaKey;
}

/** Is this key meant as text? Single-letter shortcuts stay silent then. */
export function isTyping(event: KeyboardEvent): boolean {
  // The first of the path, because an editor may live in a shadow tree, whose host alone is the target seen from here.
  const target = event.composedPath()[0];
  if (!(target instanceof HTMLElement)) return false;
  return (
    target.isContentEditable ||
    target.closest('input, textarea, select, [role="grid"], [role="spinbutton"]') !== null
  );
}
