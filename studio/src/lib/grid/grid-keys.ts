// Keys of the grid. A table from key to verb; what is not in it is typed.
import { withCommand } from '#lib/shell/keys.ts';
import type { GridState } from './grid.svelte.ts';

export interface GridActions {
  /** Rows that fit, for PageUp and PageDown. */
  readonly page: () => number;
  readonly removed: () => void;
}

/** Keys while a cell is only pointed at. @returns true when the key was meant for the grid */
export function onCellKey(grid: GridState, event: KeyboardEvent, actions: GridActions): boolean {
  const { row, column } = grid.active;
  const command = withCommand(event);
  switch (event.key) {
    case 'ArrowDown':
      grid.move(1, 0);
      return true;
    case 'ArrowUp':
      grid.move(-1, 0);
      return true;
    case 'ArrowRight':
      grid.move(0, 1);
      return true;
    case 'ArrowLeft':
      grid.move(0, -1);
      return true;
    case 'PageDown':
      grid.move(actions.page(), 0);
      return true;
    case 'PageUp':
      grid.move(-actions.page(), 0);
      return true;
    case 'Home':
      grid.goTo(command ? 0 : row, 0);
      return true;
    case 'End':
      grid.goTo(command ? grid.rowCount - 1 : row, grid.columns.length - 1);
      return true;
    case 'Tab':
      return grid.step(event.shiftKey ? -1 : 1);
    case 'Enter':
      if (command) return false;
      if (event.shiftKey) grid.move(-1, 0);
      else if (grid.mayEdit(row, column)) grid.edit();
      else grid.move(1, 0);
      return true;
    case 'F2':
      grid.edit();
      return true;
    case 'Delete':
    case 'Backspace':
      if (!command) grid.clear();
      else if (grid.remove(row)) actions.removed();
      return true;
    case 'd':
    case 'D':
      if (!command) break;
      grid.copyFromAbove();
      return true;
    case ' ':
      if (grid.column(column)?.kind !== 'boolean') break;
      grid.edit();
      return true;
  }
  if (command || event.altKey || [...event.key].length !== 1) return false;
  grid.edit(event.key);
  return true;
}

/** Keys while a cell is open. `leave` is asked first: a picker may still have to choose. */
export function onEditKey(grid: GridState, event: KeyboardEvent): boolean {
  const command = withCommand(event);
  const over = grid.editing?.mode === 'over';
  const go = (move: () => void): true => {
    if (grid.commit()) move();
    return true;
  };
  switch (event.key) {
    case 'Enter':
      if (command) return !grid.commit();
      return go(() => grid.move(event.shiftKey ? -1 : 1, 0));
    case 'Tab':
      return go(() => {
        if (!grid.step(event.shiftKey ? -1 : 1)) grid.move(0, 0);
      });
    case 'Escape':
      grid.cancel();
      return true;
    case 'ArrowDown':
      return over ? go(() => grid.move(1, 0)) : false;
    case 'ArrowUp':
      return over ? go(() => grid.move(-1, 0)) : false;
    case 'ArrowRight':
      return over ? go(() => grid.move(0, 1)) : false;
    case 'ArrowLeft':
      return over ? go(() => grid.move(0, -1)) : false;
    default:
      return false;
  }
}
