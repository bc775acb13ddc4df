// The verbs' nouns: command in, decision | refusal | needs out.
import type { JsonObject } from '../model/json.ts';
import type { SumQuestion, SumRow } from '../ledgers/sums.ts';
import type { Balance, LedgerEntry, LedgerKey, OwnEntries } from '../model/ledger.ts';
import type { Counter, Id, Link, LinkEnd, Stored } from '../model/record.ts';
import type { TimerChanges } from '../model/stage-timer.ts';
import type { FieldProblem, Refusal } from '../problems/problem.ts';
import type { Grounds } from '../roles/index.ts';
import type { ListNeed } from '../decisions/list-need.ts';

export type * from './description.ts';

export type Command = Verb & {
  /** Checks that the person goes past, each with the reason (T2); used ones stand in the history. */
  readonly overrides?: readonly Override[];
};

export interface Override {
  /** Code of the refusal. */
  readonly code: string;
  readonly reason: string;
}

type Verb =
  | { readonly kind: 'create'; readonly type: string; readonly data: JsonObject }
  | {
      readonly kind: 'edit';
      readonly id: Id;
      /** Merged by key; a line table is an object by line id (null removes, a new id adds) or an array (the whole table in order). */
      readonly patch: JsonObject;
    }
  | { readonly kind: 'delete'; readonly id: Id }
  /** Takes an archived record of a catalog into use again. */
  | { readonly kind: 'restore'; readonly id: Id }
  | {
      readonly kind: 'fire';
      readonly id: Id;
      readonly event: string;
      readonly input: JsonObject;
      /** One of many that are fired at once; each is decided by itself. Only for events that are marked so. */
      readonly bulk?: true;
      /** When the event voids the record: what it took is open again, or counts as settled (X2); else as the conversion says. */
      readonly gives?: 'recreate' | 'ignore';
    }
  | {
      readonly kind: 'convert';
      readonly conversion: string;
      readonly sources: readonly ConversionSource[];
      readonly set: JsonObject;
      readonly into: Id | null;
    }
  | {
      /** It is time: a timer of a state is due (`decision.timers`). */
      readonly kind: 'timer';
      readonly id: Id;
      readonly state: string;
      readonly key: string;
      readonly due: string;
    }
  | {
      /** Runs an automation for one happening; `key` is what it runs once by. */
      readonly kind: 'rule';
      readonly rule: string;
      readonly record: Id | null;
      readonly line: string | null;
      readonly due: string | null;
      readonly given: JsonObject;
      readonly key: string;
    }
  | {
      /** Closes lines (all when absent): what is open there is written off (T4); or opens what was closed. */
      readonly kind: 'settle' | 'reopen';
      readonly id: Id;
      /** Absent: every track of the type. */
      readonly track?: string;
      readonly lines?: readonly { readonly id: string; readonly quantity?: string }[];
    }
  | {
      /** A new revision of a posted record (X5). */
      readonly kind: 'amend';
      readonly id: Id;
      readonly patch: JsonObject;
    }
  | {
      /** What was done before the company started here (Q14), by line and track. */
      readonly kind: 'opening';
      readonly id: Id;
      readonly done: readonly {
        readonly track: string;
        /** Absent: the document as a whole. */
        readonly line?: string;
        readonly quantity: string;
        /** The record that stands for it, of any type; null: nothing does. */
        readonly document: Id | null;
      }[];
    }
  | {
      /** Asks the fills of these fields anew, also where a value was copied or given by hand (P1). */
      readonly kind: 'refill';
      readonly id: Id;
      readonly fields: readonly string[];
    }
  | {
      /** A new record with the values of another (`x-copy`), linked to nothing. */
      readonly kind: 'copy';
      readonly id: Id;
      /** Merged over what is copied. */
      readonly patch: JsonObject;
    };

export interface ConversionSource {
  readonly id: Id;
  /** Without lines everything open is taken. */
  readonly lines?: readonly { readonly id: string; readonly quantity?: string; readonly amount?: string }[];
  /** For tracks without a table. */
  readonly amount?: string;
}

/** Who and when: everything the engine may know of the world. */
export interface Setting {
  /** Instant of the decision, UTC ms. */
  readonly now: number;
  /** Seeds the ids of this decision; the same seed gives the same ids. */
  readonly seed: string;
  readonly release: number;
  readonly user: User;
  /** The record of a type with `"here": true` that the user works at; whoever calls has made sure of it. Absent: none. */
  readonly here?: Id | null;
  readonly company: Company;
  /** What rights ask of the world, read beforehand (`groundsNeeded`); decisions read it by themselves. */
  readonly grounds?: Grounds;
  readonly settings: JsonObject;
  /** Language of messages: en, ro, pl. */
  readonly language: string;
}

export interface User {
  readonly id: Id;
  readonly name: string;
  readonly email: string;
  readonly roles: readonly string[];
  readonly teams: readonly string[];
  /** The record that says who he is, of the type with `user` in its type.json; whoever calls has found it. Absent: none. */
  readonly record?: Id | null;
}

export interface Company {
  readonly id: string;
  readonly key: string;
  readonly title: string;
  readonly country: string;
  readonly currency: string;
  /** IANA, `Europe/Bucharest`. */
  readonly timeZone: string;
  readonly locale: string;
}

/** A search for one record by equal fields, optionally the last one whose `before.field` is < `before.value`. */
export interface Find {
  readonly type: string;
  /** Field path (or `number`) → canonical JSON value, keys sorted. */
  readonly where: Readonly<Record<string, string | boolean | null>>;
  readonly before: { readonly field: string; readonly value: string } | null;
  /** Nobody else who looks for the same does so until this decision is written: what is not there stays so. */
  readonly locked?: true;
}

/** Names one balance. */
export interface BalanceName {
  readonly ledger: string;
  readonly key: LedgerKey;
}

/**
 * What a decision still lacks. `lineages` are locked, with all their ancestors, in one statement ordered by id;
 * `records` and `finds` are read unlocked.
 */
export interface Needs {
  readonly kind: 'needs';
  readonly records: readonly Id[];
  readonly lineages: readonly Id[];
  readonly finds: readonly Find[];
  /** Locked, in the order given (Q10); asked for only when nothing else is lacking, so that they are locked last. */
  readonly balances?: readonly BalanceName[];
  /** Read unlocked. */
  readonly sums?: readonly SumQuestion[];
  /** Records whose own entries are needed; they are locked already. */
  readonly entries?: readonly Id[];
  /** Balances of which one has to know which documents' standing postings hold them (R2). */
  readonly holders?: readonly BalanceName[];
  /** Records of a type by equal fields, read unlocked: the rows of decisions. */
  readonly lists?: readonly ListNeed[];
  /** Everybody of the company: who is asked to approve. Read unlocked. */
  readonly people?: true;
  /** Records with all that lie above them in their trees, read unlocked. */
  readonly chains?: readonly Id[];
  /** The same; and until this decision is written nobody else moves a record in a tree. */
  readonly heldChains?: readonly Id[];
  /** Only who holds the whole model can tell: what hangs on links, ledgers and decisions, for a form in a browser. */
  readonly elsewhere?: true;
}

/** Where a record stands in the web of links. Ancestors of a lineage are lineages themselves, and in `records`. */
export interface Lineage {
  /** Links in which this record is the target. */
  readonly up: readonly Link[];
  /** Links in which it is the source, each with the other end (null: settled). */
  readonly down: readonly { readonly link: Link; readonly target: LinkEnd | null }[];
  readonly counters: readonly Counter[];
}

/** What has been read so far. A key present with null was looked for and is not there (or hidden). */
export interface Facts {
  readonly records: ReadonlyMap<Id, Stored | null>;
  readonly lineages: ReadonlyMap<Id, Lineage>;
  /** By `findKey(find)`. */
  readonly finds: ReadonlyMap<string, Stored | null>;
  /** By `balanceKey`; null: nothing was ever posted there. Without this map forms are not judged by ledgers. */
  readonly balances?: ReadonlyMap<string, Balance | null>;
  /** By `sumKey`. */
  readonly sums?: ReadonlyMap<string, readonly SumRow[]>;
  readonly entries?: ReadonlyMap<Id, OwnEntries>;
  /** By `balanceKey`. */
  readonly holders?: ReadonlyMap<string, readonly LinkEnd[]>;
  /** By `listKey`. */
  readonly lists?: ReadonlyMap<string, readonly Stored[]>;
  /** By draft: what `Description.copied` told of it, for who has no links. */
  readonly copied?: ReadonlyMap<Id, ReadonlySet<string>>;
  readonly people?: readonly Person[];
  /** By record: it and what lies above it, up to the root, each once (a circle ends). */
  readonly chains?: ReadonlyMap<Id, readonly Id[]>;
  /** Those read while trees stood still. */
  readonly heldChains?: ReadonlyMap<Id, readonly Id[]>;
}

/** A member of the company. */
export interface Person {
  readonly id: Id;
  readonly name: string;
  readonly roles: readonly string[];
}

/** A number to be drawn when the decision is written, last of all; the hole in the record's `number` and `title`. */
export interface NumberDraw {
  readonly record: Id;
  readonly series: string;
  /** `2026` for a yearly reset, `2026-11` monthly, '' for never. */
  readonly scope: string;
  /** Pattern with year and month filled in: `OF-2026-{number:5}`. */
  readonly pattern: string;
  readonly start: number;
  readonly mode: 'gapless' | 'fast';
}

/** Stands in a title for the number not yet drawn. */
export const NUMBER_HOLE = '{number}';

export interface RecordChange {
  readonly before: Stored | null;
  /** null: deleted. `version` is already the new one (before.version + 1; 1 when created). */
  readonly after: Stored | null;
}

/** One line of a record's history. */
export interface HistoryEntry {
  readonly id: Id;
  readonly record: Id;
  /** That the record is in afterwards: what happened later has a greater one, whatever the clocks said. */
  readonly version: number;
  readonly at: string;
  readonly by: Id;
  /** create edit delete event conversion progress override settle reopen amend opening rebuild refill copy approval timer */
  readonly what: string;
  /** Event or conversion key. */
  readonly key: string | null;
  readonly stageBefore: JsonObject | string | null;
  readonly stageAfter: JsonObject | string | null;
  /** JSON pointer with line ids (`/lines/L1/quantity`) → old and new value. */
  readonly changes: readonly { readonly path: string; readonly before: unknown; readonly after: unknown }[];
}

/** What a conversion offers and did, line by line. */
export interface OfferedLine {
  readonly source: Id;
  readonly line: string | null;
  readonly label: string;
  readonly unit: string | null;
  readonly full: string;
  /** basis − held: what a new conversion is offered. */
  readonly open: string;
  /** basis·(1+over) − posted: what may be asked for explicitly. */
  readonly most: string;
  readonly taken: string;
  /** Why this line is left out, or null. */
  readonly reason: string | null;
  /** Drafts that hold the rest. */
  readonly heldBy: readonly LinkEnd[];
}

/** One step of undoing what was made from a record, leaf first. @source conversions.md X1 */
export interface VoidStep {
  readonly record: Id;
  readonly type: string;
  readonly title: string;
  readonly what: 'delete' | 'reduce' | 'void' | 'compensate';
  /** Event that voids it, or conversion that compensates it; null for a draft that goes, or that loses what came from the record. */
  readonly by: string | null;
  /** Documents made to compensate. */
  readonly made: readonly Id[];
  /** It is made good in part: the rest came from others. */
  readonly isPart?: true;
}

export interface ConversionReport {
  readonly targets: readonly Id[];
  readonly offered: readonly OfferedLine[];
  readonly split: readonly { readonly field: string; readonly sources: readonly Id[] }[];
  readonly left: readonly { readonly source: Id; readonly line: string | null; readonly open: string }[];
}

/** What shall be written, as data. Preview, simulate and execute are the same call; only the runtime writes. */
export interface Decision {
  readonly kind: 'decision';
  /** The record (or first target) that the command is about. */
  readonly record: Id;
  readonly records: readonly RecordChange[];
  readonly links: { readonly put: readonly Link[]; readonly remove: readonly Id[] };
  /** New absolute values. */
  readonly counters: readonly Counter[];
  readonly numbers: readonly NumberDraw[];
  readonly history: readonly HistoryEntry[];
  readonly warnings: readonly FieldProblem[];
  readonly conversion: ConversionReport | null;
  /** Moments to be waited for, and no longer; absent: nothing changes. */
  readonly timers?: TimerChanges;
  /** What is done after commit, in order; absent: nothing. */
  readonly messages?: readonly OutMessage[];
  /** What voiding brought along, in the order in which it is done; absent when it brought nothing along. */
  readonly plan?: readonly VoidStep[];
  /** What is written into ledgers; absent: nothing. */
  readonly entries?: readonly LedgerEntry[];
  /** New absolute values of every balance that changes, `version` already the new one; in order of their keys. */
  readonly balances?: readonly Balance[];
}

/** An effect on the world outside, or a consequence to be run: done after commit, at least once, each with its key. */
export interface OutMessage {
  /** `message`, `task`, `webhook`, `send`, `rule`; `parked`: what another record refused, for people to look at */
  readonly topic: string;
  readonly payload: JsonObject;
}

export type Answer = Decision | Refusal | Needs;
