import type { ExprType } from '../expressions/types.ts';
import type { Check, Expr, Template } from './expression.ts';
import type { JsonObject } from './json.ts';
import type { Posting } from './ledger.ts';
import type { Machine } from './machine.ts';

export type JsonSchema = JsonObject;

/** What a value of a field is, once `allOf` is flattened. */
export type FieldKind =
  | 'text'
  | 'decimal'
  | 'integer'
  | 'boolean'
  | 'date'
  | 'instant'
  | 'ref'
  | 'table' // array of objects with an id: a line table
  | 'list' // any other array
  | 'object';

export interface Field {
  readonly key: string;
  /** Dotted path without indexes: `total`, `lines`, `lines.net`. */
  readonly path: string;
  readonly kind: FieldKind;
  /** English; translated by `model.text(language, textKey, title)`. */
  readonly title: string;
  /** `types/order/schema#/properties/lines/items/properties/quantity/title` */
  readonly textKey: string;
  /** Prefix of the keys of the words for `enum` values (`<optionsKey>/<value>`); null without `x-titles`. */
  readonly optionsKey: string | null;
  readonly type: ExprType;
  /** The field's own schema after flattening, `x-` keywords included: what forms are generated from. */
  readonly schema: JsonSchema;
  readonly decimal: {
    readonly precision: number;
    readonly scale: number;
    readonly fixed: boolean;
    /** Canonical decimals; plain JSON Schema cannot say them of a string, so the engine judges them. */
    readonly minimum: string | null;
    readonly maximum: string | null;
  } | null;
  readonly ref: {
    readonly types: readonly string[];
    readonly where: Expr | null;
    readonly keep: readonly string[];
    /** It holds one version of a record: `<id>@<revision>`. */
    readonly revision: boolean;
  } | null;
  /** Columns of a table (or of a list of objects), or properties of an object, in order. A table's `id` is among them. */
  readonly fields: ReadonlyMap<string, Field> | null;
  readonly money: string | null;
  readonly formula: Expr | null;
  /** The formula is computed when the record is shown and never stored (`x-live`). */
  readonly live: boolean;
  readonly defaultTo: Expr | null;
  readonly fill: Expr | null;
  readonly visible: Expr | null;
  readonly editable: Expr | null;
  readonly required: { readonly always: boolean; readonly when: Expr | null; readonly at: readonly string[] };
  readonly checks: readonly Check[];
  readonly living: boolean;
  readonly owner: string | null;
  readonly copy: boolean;
  /** Fields among whose equal values it is unique; none named: in the company; null: it need not be. */
  readonly unique: readonly string[] | null;
  /** It says whose account the record is of (`user` of type.json): kept in one spelling (`accountName`). */
  readonly account: boolean;
}

/** Names of the fields of a catalog of exchange rates, and which of its rates are taken. @source conversions.md P4 */
export interface Rates {
  readonly from: string;
  readonly to: string;
  readonly date: string;
  readonly rate: string;
  /** Who published it, and whether it is a buying, a selling or a middle rate; null: the catalog does not tell. */
  readonly source: string | null;
  readonly kind: string | null;
  /** The last one before the day, or on it; an expression gives one of both words. Scope `company` and `settings`. */
  readonly day: 'before' | 'on' | Expr;
  /** What is taken where nobody names a source or a kind. */
  readonly prefer: { readonly source: Expr | null; readonly kind: Expr | null };
}

/** A step of the computation of a record, in dependency order. `table` null: the header. */
export interface ComputeStep {
  /** Dotted path of the table whose lines are computed; null: the header. */
  readonly table: string | null;
  readonly field: Field;
  readonly expr: Expr;
  readonly mode: 'formula' | 'fill' | 'default';
}

export interface TableRole {
  readonly quantity: string | null;
  readonly unit: string | null;
  readonly amount: string | null;
}

export interface Track {
  readonly key: string;
  /** null: counts on the document as a whole. */
  readonly table: string | null;
  /** Scope `line` and `doc`, or `doc` alone. */
  readonly full: Expr;
  /** Decimals of the line's unit, in the scope of `full`; null: those of the field that is counted. */
  readonly precision: Expr | null;
  readonly title: string;
  readonly textKey: string;
}

/** A balance beside a record that may be picked. Scope `it` (it), `doc` and `line` (what it is picked in). */
export interface PickBalance {
  readonly key: string;
  readonly ledger: string;
  /** By dimension. */
  readonly dimensions: ReadonlyMap<string, Expr>;
  readonly show: readonly ShownFigure[];
}

/** A measure, or a derived figure, which has no words of its own (`textKey` null) and any number of decimals. */
export interface ShownFigure {
  readonly figure: string;
  readonly title: string;
  readonly textKey: string | null;
  readonly scale: number | null;
}

export interface RecordType {
  readonly key: string;
  readonly kind: 'catalog' | 'document';
  readonly title: string;
  readonly plural: string;
  readonly icon: string | null;
  /** Natural key: a field of a catalog, `number` for documents. */
  readonly naturalKey: string;
  /** Scope `doc`. */
  readonly label: Expr | null;
  readonly fields: ReadonlyMap<string, Field>;
  /** Every field by dotted path, header and tables. */
  readonly fieldByPath: ReadonlyMap<string, Field>;
  /** Closed plain JSON Schema (no `x-`): types, formats, maxima; binds on every save. */
  readonly draftSchema: JsonSchema;
  /** The same with `required`, `minItems`, `minLength`: binds when a record leaves the draft phase, catalogs on save. */
  readonly completeSchema: JsonSchema;
  readonly steps: readonly ComputeStep[];
  readonly machine: Machine | null;
  readonly tracks: ReadonlyMap<string, Track>;
  readonly tables: ReadonlyMap<string, TableRole>;
  /** What it writes into ledgers, in the order in which it is booked. */
  readonly postings: readonly Posting[];
  readonly money: {
    readonly currency: string | null;
    readonly rate: string | null;
    readonly date: string | null;
    /** Who published the rate, and on which day: what an exchange leaves. @source conversions.md P4 */
    readonly rateSource: string | null;
    readonly rateDate: string | null;
  };
  readonly columns: readonly string[];
  readonly search: readonly string[];
  readonly pick: readonly string[];
  /** Balances shown beside what may be picked, in order. */
  readonly pickBalances: readonly PickBalance[];
  readonly owner: string | null;
  /** Field that names the record above, of the same type: the catalog is a tree; null: it is flat. */
  readonly parent: string | null;
  /** Its records say who users are: the field that holds the e-mail of one's account; null: they do not. */
  readonly user: string | null;
  /** Field that names the team of a record; null: records have none. */
  readonly team: string | null;
  /** Whose records a right of `own` or `team` reaches, as conditions on `doc` and `user`. */
  readonly reach: Readonly<Record<'own' | 'team', Expr>>;
  /** `type.json` `"rates"`: this catalog holds exchange rates. */
  readonly rates: Rates | null;
  /** form.json, or null when the form is wholly generated. */
  readonly form: JsonObject | null;
  /** Conditions of the form's elements, by the element's pointer in form.json. Scope `doc`. */
  readonly formConditions: ReadonlyMap<string, Expr>;
  /** type.json verbatim, for the screens. */
  readonly json: JsonObject;
}

export type { Check, Expr, Template };
