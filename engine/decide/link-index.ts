// Links by their ends: which are those of a record, and which of one of its lines.
import type { Id, Link } from '../model/record.ts';

/** Links at one side of one record, in the order in which they became known. */
class Ends {
  readonly all = new Map<Id, Link>();
  readonly byLine = new Map<string | null, Link[]>();

  add(line: string | null, link: Link): void {
    this.all.set(link.id, link);
    const own = this.byLine.get(line);
    if (own) own.push(link);
    else this.byLine.set(line, [link]);
  }

  replace(line: string | null, old: Link, link: Link): void {
    this.all.set(link.id, link);
    const own = this.byLine.get(line) ?? [];
    own[own.indexOf(old)] = link;
  }

  remove(line: string | null, link: Link): void {
    this.all.delete(link.id);
    const own = this.byLine.get(line);
    const at = own?.findIndex(({ id }) => id === link.id) ?? -1;
    if (at >= 0) own?.splice(at, 1);
  }
}

/**
 * Every link known, by id and by both ends. A line is asked for its own links alone, so that a document of many lines
 * costs as much a line as one of few. Answers are copies: links may be put and removed while one is walked.
 */
export class LinkIndex {
  readonly #links = new Map<Id, Link>();
  readonly #up = new Map<Id, Ends>();
  readonly #down = new Map<Id, Ends>();

  constructor(links: Iterable<Link> = []) {
    for (const link of links) this.put(link);
  }

  all(): Iterable<Link> {
    return this.#links.values();
  }

  get(id: Id): Link | undefined {
    return this.#links.get(id);
  }

  /** Adds a link, or puts it in the place of the one with its id: its ends never change. */
  put(link: Link): void {
    const old = this.#links.get(link.id);
    const { id, sourceRecord, sourceLine, targetRecord, targetLine } = link;
    this.#links.set(id, link);
    const down = endsOf(this.#down, sourceRecord);
    const up = targetRecord === null ? null : endsOf(this.#up, targetRecord);
    if (old) {
      down.replace(sourceLine, old, link);
      up?.replace(targetLine, old, link);
    } else {
      down.add(sourceLine, link);
      up?.add(targetLine, link);
    }
  }

  remove(link: Link): void {
    this.#links.delete(link.id);
    this.#down.get(link.sourceRecord)?.remove(link.sourceLine, link);
    if (link.targetRecord !== null) this.#up.get(link.targetRecord)?.remove(link.targetLine, link);
  }

  /** Links in which the record is the target. */
  up(record: Id): Link[] {
    return [...(this.#up.get(record)?.all.values() ?? [])];
  }

  /** Links in which the record is the source. */
  down(record: Id): Link[] {
    return [...(this.#down.get(record)?.all.values() ?? [])];
  }

  /** Those of one line of the target; null: those that no line has. */
  upAt(record: Id, line: string | null): Link[] {
    return this.#up.get(record)?.byLine.get(line)?.slice() ?? [];
  }

  downAt(record: Id, line: string | null): Link[] {
    return this.#down.get(record)?.byLine.get(line)?.slice() ?? [];
  }
}

function endsOf(index: Map<Id, Ends>, record: Id): Ends {
  let ends = index.get(record);
  if (!ends) index.set(record, (ends = new Ends()));
  return ends;
}
