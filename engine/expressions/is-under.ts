import { MISSING, type Missing, type Reads } from './scope.ts';

/** Whether a record is the branch or lies below it: by what is known to lie there, else by what lies above the record. */
export function isUnder(reads: Reads, record: string, branch: string): boolean | Missing {
  const below = reads.below?.(branch);
  if (below) return below.has(record);
  const chain = reads.chain?.(record) ?? [record];
  return chain === MISSING ? MISSING : chain.includes(branch);
}
