import { MISSING, type Missing, type Reads } from '../expressions/scope.ts';
import { recordReads } from './record-reads.ts';
import type { Session } from './session.ts';

/** What a form in a browser may read: records. How much is open, balances and decisions are the server's to tell. */
export function formReads(session: () => Session): Reads {
  const elsewhere = (): Missing => {
    session().lacks.elsewhere();
    return MISSING;
  };
  return {
    ...recordReads(session),
    open: elsewhere,
    done: elsewhere,
    balance: elsewhere,
    balances: elsewhere,
    booked: elsewhere,
    progress: elsewhere,
    linked: elsewhere,
    decide: elsewhere,
  };
}
