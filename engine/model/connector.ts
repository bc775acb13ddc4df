import type { Expr } from './expression.ts';

export type Values = ReadonlyMap<string, Expr>;

/** What goes out: on which events, under which condition, by when, as what. */
export interface SendMapping {
  readonly on: readonly string[];
  readonly when: Expr | null;
  /** The last day for it. */
  readonly by: Expr | null;
  /** By member of the port's message; scope `doc`. */
  readonly map: Values;
}

/** What becomes of a port's answer. */
export interface AnswerMapping {
  readonly event: string;
  /** By field of the event's form; scope `answer` and `doc`. */
  readonly input: Values;
  readonly attach: readonly Expr[];
}

/** What becomes of something that arrives. */
export interface ReceiveMapping {
  readonly type: string;
  /** Scope `target` and `arrived`; null: always a new record. */
  readonly match: Expr | null;
  /** Equalities of `match`: what is read. */
  readonly narrow: readonly { readonly table: boolean; readonly field: string; readonly value: Expr }[];
  readonly set: Values;
  readonly event: string | null;
  readonly attachments: boolean;
}

/** Binds a type to a port of the runtime. @source definitions.md, Connectors */
export interface Connector {
  readonly key: string;
  readonly title: string;
  readonly textKey: string;
  readonly port: string;
  readonly type: string | null;
  readonly mailbox: string | null;
  readonly device: Expr | null;
  readonly send: SendMapping | null;
  readonly answers: ReadonlyMap<string, AnswerMapping>;
  readonly receive: ReceiveMapping | null;
  readonly ask: { readonly with: Values; readonly set: Values } | null;
  readonly file: {
    readonly format: 'csv' | 'dbf' | 'json' | 'xml';
    readonly name: Expr | null;
    readonly each: string | null;
    readonly columns: Values;
  } | null;
}
