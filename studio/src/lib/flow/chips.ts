import type { StateShape } from '#api';

/** A small card has room for one chip: the outermost stage; the rows of the regions are the document's own affair. */
export function chipsOf(stages: readonly StateShape[]): readonly StateShape[] {
  const main = stages.find((stage) => !stage.path.includes('.')) ?? stages[0];
  return main ? [main] : [];
}
