import { MISSING, type Missing } from '../expressions/scope.ts';
import type { Stored } from '../model/record.ts';
import { findKey } from './facts.ts';
import type { Session } from './session.ts';
import type { Find } from './types.ts';

/** One record by equal fields; MISSING after noting the search. */
export function find(session: Session, search: Find): Stored | null | Missing {
  const found = session.facts.finds.get(findKey(search));
  if (found !== undefined) return found;
  session.lacks.find(search);
  return MISSING;
}
