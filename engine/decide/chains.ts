// Where records stand in trees, while a decision is made: what it has moved, over what was read.
import { MISSING, type Missing, type ValueObject } from '../expressions/scope.ts';
import type { Model } from '../model/model.ts';
import type { Id } from '../model/record.ts';
import type { RecordType } from '../model/type.ts';
import type { Session } from './session.ts';
import { walkUp } from './walk-up.ts';

/** The record above one in its tree; null: it is a root, or stands in no tree. */
export function parentOf({ parent }: RecordType, values: ValueObject): Id | null {
  const above = parent === null ? null : values[parent];
  return typeof above === 'string' ? above : null;
}

/** Every type that is a tree → its field that names the record above. */
export function parentsOf({ types }: Model): ReadonlyMap<string, string> {
  return new Map([...types.values()].flatMap(({ key, parent }) => (parent === null ? [] : [[key, parent]])));
}

/**
 * A record and all that lie above it, up to the root; MISSING after noting what has to be read.
 *
 * @param held  trees have to stand still until the decision is written: others wait who would move a record
 */
export function chainOf(session: Session, id: Id, held = false): readonly Id[] | Missing {
  const { facts, work, lacks } = session;
  const known = held ? facts.heldChains : facts.chains;
  /** Read upwards from a record that was passed. */
  let read: readonly Id[] = [];
  return walkUp<Missing>(id, (at) => {
    const own = work.works.get(at);
    // What was read earlier may have been moved by others meanwhile.
    if (own && !(held && own.before?.data === own.data)) return parentOf(own.type, own.doc);
    let place = read.indexOf(at);
    if (place < 0) {
      const chain = known?.get(at);
      if (!chain) {
        lacks.chain(at, held);
        return MISSING;
      }
      [read, place] = [chain, 0];
    }
    return read[place + 1] ?? null;
  });
}
