// What goes over the wire of definitions: releases, drafts, plans. Types only.
import type { Conflict, Problem, ReplayedDocument, TypeCoverage } from '#engine';

export interface ReleaseShape {
  readonly number: number;
  readonly hash: string;
  readonly author: string;
  readonly message: string;
  readonly publishedAt: string;
  readonly records: number;
  readonly current: boolean;
}

/** `GET /api/definitions/releases`, newest first. */
export interface ReleasesAnswer {
  readonly items: readonly ReleaseShape[];
}

/** `GET /api/definitions/releases/{n}` */
export interface ReleaseFilesAnswer {
  readonly number: number;
  readonly files: Readonly<Record<string, string>>;
}

/** `GET /api/definitions/drafts`, last changed first; `POST` there with `{ release?, files?, title? }` answers 201 with one. */
export interface DraftsAnswer {
  readonly items: readonly DefinitionDraft[];
}

/** `POST /api/definitions/drafts/{d}/scenarios` */
export interface ScenariosAnswer {
  readonly scenarios: PlanAnswer['scenarios'];
  readonly coverage: PlanAnswer['coverage'];
}

/** A draft of definitions, all kinds together. */
export interface DefinitionDraft {
  readonly id: string;
  readonly base: number;
  readonly title: string;
  readonly updatedAt: string;
  readonly files: Readonly<Record<string, string>>;
  /** Paths that differ from the base release. */
  readonly changed: readonly string[];
  readonly canUndo: boolean;
  readonly canRedo: boolean;
  /** Bumped by every command; PATCH needs it in If-Match. */
  readonly version: number;
}

/** Body of `PATCH /api/definitions/drafts/{d}/files`. */
export type DraftCommand =
  | { readonly put: string; readonly text: string }
  | { readonly delete: string }
  /** Sets (or with value undefined removes) the value at a JSON pointer, keeping the file's formatting. */
  | { readonly patch: string; readonly pointer: string; readonly value?: unknown }
  | { readonly undo: true }
  | { readonly redo: true };

export interface ProblemsAnswer {
  readonly problems: readonly Problem[];
}

export interface PlanAnswer {
  /** Seals base, files and findings; publish must name it. */
  readonly hash: string;
  readonly changes: readonly {
    readonly kind: 'added' | 'changed' | 'removed' | 'renamed';
    readonly file: string;
    readonly pointer: string;
    readonly words: string;
    readonly records: number;
  }[];
  /** What it does to a company at work, with the live records that each touches. */
  readonly effects: readonly {
    readonly kind: string;
    readonly file: string;
    readonly pointer: string;
    readonly words: string;
    readonly records: number;
    /** What is stored would be lost, hidden or stranded, unless a migration looks after it. */
    readonly isDestructive: boolean;
    readonly isCovered: boolean;
  }[];
  /** Live records that would be set aside, by what is in their way. */
  readonly parked: readonly { readonly type: string; readonly reason: string; readonly records: number }[];
  readonly problems: readonly Problem[];
  readonly scenarios: readonly {
    readonly name: string;
    readonly title: string;
    readonly passed: boolean;
    readonly detail: string | null;
  }[];
  /** Stages, transitions and guard outcomes that the scenarios went through, by type. */
  readonly coverage: readonly TypeCoverage[];
  readonly publishable: boolean;
}

/** `GET /api/definitions/counts/{type}`: live records by active state path. */
export interface CountsAnswer {
  readonly states: Readonly<Record<string, number>>;
}

/** `POST /api/definitions/drafts/{d}/upgrade` with `{ files, choices? }`: files of the newer base pack, whole. */
export interface UpgradeAnswer {
  /** false: the draft is as it was, until every conflict has a choice. */
  readonly upgraded: boolean;
  /** All of them at once, in words; choices name their ids. */
  readonly conflicts: readonly Conflict[];
  readonly draft: DefinitionDraft;
}

/**
 * `POST /api/definitions/drafts/{d}/replay`: stories that the draft would tell otherwise. With `{ "history": { "since"? } }` in
 * the body also what the company itself has done (since a day, YYYY-MM-DD) that the draft would do otherwise.
 */
export interface ReplayAnswer {
  readonly history?: {
    /** When the first command was given that was looked at; null: there are none. */
    readonly since: string | null;
    readonly commands: number;
    /** Of these, what the release in force does not do again: what it is about is not known. */
    readonly left: number;
    /** Each by the id of its record. */
    readonly documents: readonly ReplayedDocument[];
  };
  readonly stories: readonly {
    readonly name: string;
    readonly title: string;
    readonly documents: readonly ReplayedDocument[];
  }[];
}
