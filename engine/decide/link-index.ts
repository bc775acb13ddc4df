// Links by their ends: which are those of a record, and which of one of its lines.
import type { Id, Link } from '../model/record.ts';

const none: readonly Link[] = [];

/** Links at one side of one record, in the order in which they became known. */
class Ends {
  readonly all: Link[] = [];
  readonly #lineOf: (link: Link) => string | null;
  /** Made when a line is asked for its own. */
  #byLine: Map<string | null, Link[]> | null = null;

  constructor(lineOf: (link: Link) => string | null) {
    this.#lineOf = lineOf;
  }

  at(line: string | null): readonly Link[] {
    if (!this.#byLine) {
      this.#byLine = new Map();
      for (const link of this.all) this.#enter(this.#byLine, link);
    }
    return this.#byLine.get(line) ?? none;
  }

  add(link: Link): void {
    this.all.push(link);
    if (this.#byLine) this.#enter(this.#byLine, link);
  }

  replace(old: Link, link: Link): void {
    this.all[this.all.indexOf(old)] = link;
    const own = this.#byLine?.get(this.#lineOf(old));
    if (own) own[own.indexOf(old)] = link;
  }

  remove(link: Link): void {
    this.all.splice(this.all.indexOf(link), 1);
    const own = this.#byLine?.get(this.#lineOf(link));
    own?.splice(own.indexOf(link), 1);
  }

  #enter(byLine: Map<string | null, Link[]>, link: Link): void {
    const line = this.#lineOf(link);
    const own = byLine.get(line);
    if (own) own.push(link);
    else byLine.set(line, [link]);
  }
}

const sourceLine = (link: Link): string | null => link.sourceLine;
const targetLine = (link: Link): string | null => link.targetLine;

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

  /**
   * Adds a link, or puts it in the place of the one with its id: its ends never change.
   *
   * @returns the one that stood there
   */
  put(link: Link): Link | null {
    const old = this.#links.get(link.id);
    const { id, sourceRecord, targetRecord } = link;
    this.#links.set(id, link);
    let down = this.#down.get(sourceRecord);
    if (!down) this.#down.set(sourceRecord, (down = new Ends(sourceLine)));
    if (old) down.replace(old, link);
    else down.add(link);
    if (targetRecord === null) return old ?? null;
    let up = this.#up.get(targetRecord);
    if (!up) this.#up.set(targetRecord, (up = new Ends(targetLine)));
    if (old) up.replace(old, link);
    else up.add(link);
    return old ?? null;
  }

  remove({ id }: Link): void {
    const link = this.#links.get(id);
    if (!link) return;
    this.#links.delete(id);
    this.#down.get(link.sourceRecord)?.remove(link);
    if (link.targetRecord !== null) this.#up.get(link.targetRecord)?.remove(link);
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
    return this.#up.get(record)?.at(line).slice() ?? none;
  }

  downAt(record: Id, line: string | null): readonly Link[] {
    return this.#down.get(record)?.at(line).slice() ?? none;
  }
}
