import type { Scope, ValueObject } from '../expressions/scope.ts';
import type { Id, Link, LinkEnd } from '../model/record.ts';
import type { Amounts } from '../ledgers/amounts.ts';
import type { LedgerEntry, LedgerKey } from '../model/ledger.ts';
import type { FieldProblem } from '../problems/problem.ts';
import { zero } from '../values/decimal.ts';
import type Big from 'big.js';
import { LinkIndex } from './link-index.ts';
import type { NumberDraw, OutMessage, VoidStep } from './types.ts';
import type { Happening, Work } from './work.ts';

/** What the links of one (record, line, track) add up to. */
export interface Tally {
  readonly held: Big;
  readonly posted: Big;
  readonly settled: Big;
  /** This decision has moved it. */
  readonly isMoved: boolean;
}

export const emptyTally: Tally = { held: zero, posted: zero, settled: zero, isMoved: false };

/** An entry while it is decided on. */
export interface DraftEntry extends Omit<LedgerEntry, 'measures'> {
  readonly amounts: Amounts;
}

/** What entries of this decision add to one balance. */
export interface Delta {
  readonly ledger: string;
  readonly key: LedgerKey;
  readonly amounts: Amounts;
  /** Day of the last entry. */
  readonly date: string;
}

/** Where a tally stands. */
export interface PlaceName {
  readonly record: Id;
  readonly line: string | null;
  readonly track: string;
}

/** The one object that stands for a place in a decision, with what counts there. */
export interface Place extends PlaceName {
  /** null: nothing ever did. */
  tally: Tally | null;
  /** Links that count there, in the order in which they became known. */
  links: Link[];
  /** What is full there: asked for many times. */
  full: Big;
  /** The document on which that was full; null: on none yet. */
  on: ValueObject | null;
}

/**
 * Everything that one decision has changed so far: records, links, tallies, numbers, history.
 * A store for the verbs, without any rule of its own. `mark()` and `reset()` let an action that may be
 * refused be tried and undone.
 */
export class WorkingSet {
  works = new Map<Id, Work>();
  /** Every link known: read ones and new ones; removed ones are gone. */
  links = new LinkIndex();
  removed = new Set<Id>();
  /** Every place that was asked for. */
  readonly places: Place[] = [];
  /** Records whose lineage has been taken in. */
  woven = new Set<Id>();
  /** Other ends of read links, for words and phases. */
  ends = new Map<Id, LinkEnd>();
  /** Rises with every change of a tally: what was worked out from tallies before is no longer good. */
  tide = 0;
  shares = new Map<string, { readonly work: Work; readonly tide: number; readonly share: Big }>();
  /** Records whose counters moved and which have not yet been told. */
  stirred = new Set<Id>();
  numbers: NumberDraw[] = [];
  happenings: Happening[] = [];
  warnings: FieldProblem[] = [];
  /** What it is asked in what is full on a document, for the next line; null while it is in use: one track may ask for another. */
  fullScope: Scope | null = null;
  readonly #byName = new Map<Id, Map<string, Map<string | null, Place>>>();
  /** Of a mark: what counted at each place. */
  #counts: ReadonlyMap<Place, Pick<Place, 'tally' | 'links'>> | null = null;
  /** Lines of one record are asked for one after the other. */
  #lastPlaces: {
    readonly record: Id;
    readonly track: string;
    readonly lines: Map<string | null, Place>;
  } | null = null;
  /** For the outbox. */
  messages: OutMessage[] = [];
  /** Records that are being voided now, each because of the one before it. */
  readonly voiding = new Set<Id>();
  /** While a part of a document is made good: of what it was made of this goes. */
  partOf: Id | null = null;
  /** Targets that are still being made: what they take is judged when it is known. */
  readonly making = new Set<Id>();
  /** What voiding brought along, in order. */
  plan: VoidStep[] = [];
  /** What is written into ledgers, and what it comes to by balance. */
  entries: DraftEntry[] = [];
  deltas = new Map<string, Delta>();

  placeAt(record: Id, line: string | null, track: string): Place {
    const last = this.#lastPlaces;
    const lines =
      last?.record === record && last.track === track ? last.lines : this.#placesOf(record, track);
    let place = lines.get(line);
    if (place) return place;
    place = { record, line, track, tally: null, links: [], full: zero, on: null };
    lines.set(line, place);
    this.places.push(place);
    return place;
  }

  #placesOf(record: Id, track: string): Map<string | null, Place> {
    let tracks = this.#byName.get(record);
    if (!tracks) this.#byName.set(record, (tracks = new Map()));
    let lines = tracks.get(track);
    if (!lines) tracks.set(track, (lines = new Map()));
    this.#lastPlaces = { record, track, lines };
    return lines;
  }

  /** Where a link counts; null: nowhere. */
  placeOf({ sourceRecord, sourceLine, track }: Link): Place | null {
    return track === null ? null : this.placeAt(sourceRecord, sourceLine, track);
  }

  mark(): WorkingSet {
    const copy = new WorkingSet();
    copy.#take(this);
    copy.#counts = new Map(this.places.map((place) => [place, { ...place, links: [...place.links] }]));
    return copy;
  }

  reset(mark: WorkingSet): void {
    this.#take(mark);
    for (const place of this.places) {
      const { tally = null, links = [] } = mark.#counts?.get(place) ?? {};
      place.tally = tally;
      place.links = [...links];
    }
  }

  #take(other: WorkingSet): void {
    this.works = new Map(other.works);
    this.links = other.links.copy();
    this.removed = new Set(other.removed);
    this.woven = new Set(other.woven);
    this.ends = new Map(other.ends);
    this.stirred = new Set(other.stirred);
    this.tide = Math.max(this.tide, other.tide) + 1;
    this.numbers = [...other.numbers];
    this.happenings = [...other.happenings];
    this.warnings = [...other.warnings];
    this.messages = [...other.messages];
    this.plan = [...other.plan];
    this.entries = [...other.entries];
    this.deltas = new Map(other.deltas);
  }
}
