// Links by their ends: which are those of a record, and which of one of its lines.
import type { Id, Link } from '../model/record.ts';

const none: readonly Link[] = [];

/** Links into one record, in the order in which they became known. */
class Ends {
  readonly all: Link[] = [];
  /** Made when a line is asked for its own. */
  #byLine: Map<string | null, Link[]> | null = null;

  at(line: string | null): readonly Link[] {
    return (this.#byLine ??= Map.groupBy(this.all, ({ targetLine }) => targetLine)).get(line) ?? none;
  }

  add(link: Link): void {
    this.all.push(link);
    this.#byLine = null;
  }

  replace(old: Link, link: Link): void {
    this.all[this.all.indexOf(old)] = link;
    this.#byLine = null;
  }

  remove(link: Link): void {
    this.all.splice(this.all.indexOf(link), 1);
    this.#byLine = null;
  }
}

interface Known {
  link: Link;
  /** This decision writes it. */
  isWritten: boolean;
}

/**
 * Every link known, by id and by both ends. A line is asked for its own links alone, so that a document of many lines
 * costs as much a line as one of few. Answers do not change: links may be put and removed while one is walked.
 */
export class LinkIndex {
  readonly #links = new Map<Id, Known>();
  readonly #up = new Map<Id, Ends>();
  readonly #down = new Map<Id, Ends>();

  copy(): LinkIndex {
    const copy = new LinkIndex();
    for (const { link, isWritten } of this.#links.values()) copy.put(link, isWritten);
    return copy;
  }

  has(id: Id): boolean {
    return this.#links.has(id);
  }

  /** Those that this decision writes. */
  written(): Link[] {
    const written: Link[] = [];
    for (const { link, isWritten } of this.#links.values()) if (isWritten) written.push(link);
    return written;
  }

  /**
   * Adds a link, or puts it in the place of the one with its id: its ends never change.
   *
   * @returns the one that stood there
   */
  put(link: Link, isWritten: boolean): Link | null {
    const { id, sourceRecord, targetRecord } = link;
    const known = this.#links.get(id);
    if (known) {
      const old = known.link;
      known.link = link;
      known.isWritten ||= isWritten;
      this.#down.get(sourceRecord)?.replace(old, link);
      if (targetRecord !== null) this.#up.get(targetRecord)?.replace(old, link);
      return old;
    }
    this.#links.set(id, { link, isWritten });
    endsOf(this.#down, sourceRecord).add(link);
    if (targetRecord !== null) endsOf(this.#up, targetRecord).add(link);
    return null;
  }

  /** @returns the link with its id as it stood */
  remove({ id }: Link): Link | null {
    const link = this.#links.get(id)?.link;
    if (!link) return null;
    this.#links.delete(id);
    this.#down.get(link.sourceRecord)?.remove(link);
    if (link.targetRecord !== null) this.#up.get(link.targetRecord)?.remove(link);
    return link;
  }

  /** Links in which the record is the target. */
  up(record: Id): readonly Link[] {
    return this.#up.get(record)?.all.slice() ?? none;
  }

  /** Links in which the record is the source. */
  down(record: Id): readonly Link[] {
    return this.#down.get(record)?.all.slice() ?? none;
  }

  /** Those of one line of the target; null: those that no line has. */
  upAt(record: Id, line: string | null): readonly Link[] {
    return this.#up.get(record)?.at(line) ?? none;
  }
}

function endsOf(all: Map<Id, Ends>, record: Id): Ends {
  let ends = all.get(record);
  if (!ends) all.set(record, (ends = new Ends()));
  return ends;
}
