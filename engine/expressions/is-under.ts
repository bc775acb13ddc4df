import { MISSING, type Missing, type Reads } from './scope.ts';

/** No tree of anybody's is deeper; a circle ends here. */
const deepest = 64;

/** Whether a record is the branch or lies below it. */
export function isUnder(reads: Reads, record: string, branch: string): boolean | Missing {
  let at = record;
  for (let depth = 0; depth <= deepest; depth++) {
    if (at === branch) return true;
    const above: string | null | Missing = reads.above?.(at) ?? null;
    if (above === MISSING) return MISSING;
    if (above === null) return false;
    at = above;
  }
  return false;
}
