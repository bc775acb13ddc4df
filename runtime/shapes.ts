// What goes over the wire: the shapes of the HTTP answers. Types only; the studio imports them through `#api`.
import type {
  ActionState,
  ApprovalState,
  ConversionReport,
  FieldProblem,
  FieldState,
  HistoryEntry,
  HomeCard,
  LedgerEntry,
  LedgerKey,
  Link,
  LinkEnd,
  Refusal,
  Stored,
  TrackProgress,
  ValueSources,
  VoidStep,
  WhyVerdict,
  Trees,
} from '#engine';

export interface ColumnShape {
  readonly path: string;
  readonly title: string;
  /** FieldKind of the engine, or `stage` / `number` for system columns. */
  readonly kind: string;
  readonly scale: number | null;
}

export interface StateShape {
  readonly path: string;
  readonly title: string;
  readonly color: string | null;
  readonly phase: string;
}

export interface TypeHead {
  readonly key: string;
  readonly title: string;
  readonly plural: string;
  readonly kind: 'catalog' | 'document';
  readonly icon: string | null;
  readonly columns: readonly ColumnShape[];
  readonly states: readonly StateShape[];
  readonly canCreate: boolean;
  /** Its records become others: several may be chosen to become one. */
  readonly converts: boolean;
  /** People work at its records: a request may name one in `X-Here`. */
  readonly here: boolean;
}

/** `GET /api/model`; ETag is the release hash and the language. */
export interface ModelAnswer {
  readonly release: number;
  readonly hash: string;
  readonly company: {
    readonly id: string;
    readonly title: string;
    readonly currency: string;
    readonly country: string;
    readonly timeZone: string;
  };
  readonly user: {
    readonly id: string;
    readonly name: string;
    readonly email: string;
    readonly roles: readonly string[];
    readonly teams: readonly string[];
    /** The record that says who he is, of the type with `user` in its type.json. */
    readonly record: string | null;
  };
  readonly language: string;
  readonly languages: readonly string[];
  /** May edit definitions. */
  readonly administers: boolean;
  readonly menu: readonly {
    readonly key: string;
    readonly title: string;
    readonly items: readonly {
      readonly type: string;
      readonly title: string;
      readonly icon: string | null;
    }[];
  }[];
  /** What greets this user; null: nothing was defined for him. */
  readonly home: readonly HomeCard[] | null;
  readonly types: readonly TypeHead[];
}

/** `GET /api/model/types/{type}`: files that the browser compiles (`compile(pack, { partial: true })`) on demand. */
export interface TypeAnswer {
  readonly release: number;
  readonly type: string;
  readonly files: Readonly<Record<string, string>>;
  /** The expressions that stand in the files, read. */
  readonly trees: Trees;
  readonly settings: Readonly<Record<string, unknown>>;
}

export interface RefShape {
  readonly type: string;
  readonly title: string;
  readonly key: string | null;
}

/** A moment of a stage (`after`) that has come, and whose way is refused. */
export interface RefusedTimerShape {
  /** Path of the state that waits. */
  readonly state: string;
  readonly due: string;
  /** When it is tried again; null: it was given up, until something of the record changes the moment. */
  readonly again: string | null;
  /** Told to who administers: it may name what others do not see. */
  readonly reason: string | null;
}

/** `GET /api/records/{type}/{id}` */
export interface RecordAnswer extends Stored {
  readonly actions: readonly ActionState[];
  readonly fields: Readonly<Record<string, FieldState>>;
  /** Which conditions of the form's elements hold, by the element's pointer in form.json. */
  readonly conditions: Readonly<Record<string, boolean>>;
  readonly links: readonly {
    readonly link: Link;
    readonly direction: 'up' | 'down';
    readonly other: LinkEnd | null;
  }[];
  readonly progress: readonly TrackProgress[];
  /** Of the stages that wait for people to agree; absent: it is in none. */
  readonly approvals?: readonly ApprovalState[];
  /** Ways that it should have taken by itself and that were refused; absent: none. */
  readonly refusedTimers?: readonly RefusedTimerShape[];
  /** Where filled values came from, by place: `price`, `lines/<line>/price`. @source conversions.md P2 */
  readonly sources: ValueSources;
  /** Filled values that a conversion copied into this draft: they follow nothing; absent: none. @source conversions.md P1 */
  readonly copied?: readonly string[];
  /** Labels of referenced records by id. */
  readonly refs: Readonly<Record<string, RefShape>>;
  /** After a write: checks that were failed and only warn; absent: none. */
  readonly warnings?: readonly FieldProblem[];
}

/** One row of a list: system fields and the columns asked for. */
export interface ListItem {
  readonly id: string;
  readonly type: string;
  readonly number: string | null;
  readonly revision: number;
  readonly title: string;
  readonly stage: Stored['stage'];
  readonly states: readonly string[];
  readonly phase: string;
  readonly version: number;
  readonly updatedAt: string;
  readonly data: Readonly<Record<string, unknown>>;
}

export interface ListAnswer {
  readonly items: readonly ListItem[];
  readonly next: string | null;
  readonly total?: number;
  readonly groups?: readonly { readonly value: string | null; readonly count: number }[];
  readonly refs: Readonly<Record<string, RefShape>>;
}

/**
 * `POST /api/records/{type}/candidates`: `{ field, line?, data, id?, q? }`, or for what an event asks for
 * `{ field, event, id, input?, q? }` → what the reference may be set to now.
 */
export interface CandidatesAnswer {
  readonly items: readonly CandidateItem[];
  /** There may be others: a longer text finds them. */
  readonly more: boolean;
  /** Figures beside them, in order (`pick.balances` of their type); none where there are none to see. */
  readonly figures: readonly CandidateFigure[];
}

export interface CandidateItem extends ListItem {
  /** By `CandidateFigure.path`; what nothing is known of is left out. */
  readonly figures: Readonly<Record<string, string>>;
}

export interface CandidateFigure {
  readonly path: string;
  readonly title: string;
  /** Decimals that it is kept with; null: whatever it comes to. */
  readonly scale: number | null;
}

export interface ChangedShape {
  readonly type: string;
  readonly id: string;
  readonly version: number;
  readonly stage: Stored['stage'];
}

/** After an event, and after `settle reopen amend opening refill`. */
export interface EventAnswer {
  readonly record: RecordAnswer;
  readonly changed: readonly ChangedShape[];
  /** What voiding brought along, leaf first; absent: nothing. */
  readonly plan?: readonly VoidStep[];
  readonly warnings?: readonly FieldProblem[];
}

/** What became of one record of many. */
export interface BulkOutcome {
  readonly id: string;
  /** 200, or that of the problem. */
  readonly status: number;
  readonly problem?: ProblemAnswer;
}

export interface BulkAnswer {
  /** In the order asked for. */
  readonly outcomes: readonly BulkOutcome[];
}

export interface WhyAnswerShape {
  /** `allowed` of a record or an action; `visible`, `editable` and `required` of a field. */
  readonly verdicts: Readonly<Record<string, WhyVerdict>>;
}

export interface ConversionAnswer {
  readonly targets: readonly RecordAnswer[];
  readonly split: ConversionReport['split'];
  readonly left: ConversionReport['left'];
  /**
   * Lines that were asked for by name and of which drafts hold a part: `open` is basis − held before this conversion,
   * `by` the drafts as far as the caller may read them.
   */
  readonly held: readonly {
    readonly source: string;
    readonly line: string | null;
    readonly open: string;
    readonly by: readonly LinkEnd[];
  }[];
  readonly changed: readonly ChangedShape[];
  readonly warnings?: readonly FieldProblem[];
}

/** `?preview=true` on any POST, PATCH or DELETE. */
export interface PreviewAnswer {
  readonly preview: true;
  readonly records: readonly { readonly before: Stored | null; readonly after: Stored | null }[];
  readonly links: readonly Link[];
  /** What would be written into ledgers that the caller may read; absent: nothing. */
  readonly entries?: readonly LedgerEntry[];
  readonly numbers: readonly { readonly record: string; readonly series: string }[];
  readonly conversion: ConversionReport | null;
  readonly warnings: readonly FieldProblem[];
  /** What voiding would bring along, leaf first; absent: nothing. @source conversions.md X1 */
  readonly plan?: readonly VoidStep[];
  readonly locks: readonly string[];
  readonly refs: Readonly<Record<string, RefShape>>;
}

/**
 * `POST /api/records/{type}/draft`: `{ data, id?, was? }` → computed values for data not yet saved, and all that a form
 * needs to be drawn. `was`: the data of the last answer, so that what was filled follows what changed since.
 */
export interface DraftAnswer {
  readonly data: Stored['data'];
  readonly fields: Readonly<Record<string, FieldState>>;
  readonly conditions: Readonly<Record<string, boolean>>;
  readonly problems: readonly FieldProblem[];
  readonly title: string;
  readonly sources: ValueSources;
  readonly refs: Readonly<Record<string, RefShape>>;
}

/** `POST /api/facts`: `{ needs: { records, finds } }` → the same facts as the server's engine gets; hidden ones as `{ hidden: true }`. */
export interface FactsAnswer {
  readonly records: Readonly<Record<string, Stored | null | { readonly hidden: true }>>;
  /** By `findKey`. */
  readonly finds: Readonly<Record<string, Stored | null | { readonly hidden: true }>>;
  /** By `listKey`, when lists were asked for; hidden as a whole when the caller may not see all of every record. */
  readonly lists?: Readonly<Record<string, readonly Stored[] | { readonly hidden: true }>>;
}

export interface HistoryAnswer {
  readonly items: readonly (HistoryEntry & {
    readonly byName: string;
    readonly release: number;
    readonly title: string;
  })[];
}

export interface FlowNode {
  readonly id: string;
  readonly type: string;
  readonly typeTitle: string;
  readonly icon: string | null;
  readonly number: string | null;
  readonly title: string;
  readonly stages: readonly StateShape[];
  readonly phase: string;
  readonly amount: string | null;
  readonly currency: string | null;
  readonly date: string | null;
}

export interface FlowAnswer {
  readonly nodes: readonly FlowNode[];
  readonly edges: readonly {
    readonly from: string;
    readonly to: string;
    readonly conversion: string;
    readonly title: string;
    readonly lines: readonly {
      readonly track: string | null;
      readonly sourceLine: string | null;
      readonly targetLine: string | null;
      readonly label: string;
      readonly quantity: string | null;
      readonly amount: string | null;
      readonly effect: number;
    }[];
  }[];
}

/** `GET /api/search?q=` */
export interface SearchAnswer {
  readonly items: readonly {
    readonly type: string;
    readonly typeTitle: string;
    readonly id: string;
    readonly number: string | null;
    readonly title: string;
    readonly states: readonly StateShape[];
  }[];
}

/** application/problem+json */
export interface ProblemAnswer {
  readonly type: string;
  readonly title: string;
  readonly status: number;
  readonly detail: string;
  readonly problems?: readonly FieldProblem[];
  /** The command may be given again with `overrides`: of which code, by which roles, and whether the caller has one. */
  readonly override?: Refusal['override'];
}

/** `GET` and `PATCH /api/settings`: null in a patch gives a switch back to its default. */
export interface SettingsAnswer {
  readonly schema: Readonly<Record<string, unknown>>;
  readonly settings: Readonly<Record<string, unknown>>;
  readonly defaults: Readonly<Record<string, unknown>>;
}

/** `GET /api/ledgers`: the ledgers that the caller may read. */
export interface LedgersAnswer {
  readonly items: readonly {
    readonly key: string;
    readonly title: string;
    readonly dimensions: readonly {
      readonly key: string;
      readonly title: string;
      readonly types: readonly string[] | null;
    }[];
    readonly measures: readonly { readonly key: string; readonly title: string; readonly scale: number }[];
    readonly derived: readonly string[];
  }[];
}

/** `GET /api/ledgers/{ledger}/balances?by=…&on=…&filter=…` */
export interface LedgerBalancesAnswer {
  readonly ledger: string;
  readonly by: readonly string[];
  readonly on: string | null;
  /** Measures and derived figures as decimals; null: it cannot be computed. */
  readonly items: readonly {
    readonly key: LedgerKey;
    readonly figures: Readonly<Record<string, string | null>>;
  }[];
  readonly refs: Readonly<Record<string, RefShape>>;
}

/** `GET /api/ledgers/{ledger}/entries?filter=…&from=…&to=…`: the latest first, each with its document. */
export interface LedgerEntriesAnswer {
  readonly items: readonly (LedgerEntry & { readonly document: LinkEnd | null })[];
  readonly next: string | null;
  readonly refs: Readonly<Record<string, RefShape>>;
}
