import type { Node } from '../expressions/ast.ts';
import { compileTemplate, compileTree } from '../expressions/index.ts';
import type { CompiledExpression, CompiledTemplate, Parse, Translate } from '../expressions/index.ts';
import type { DecisionTypes, ExprType, LedgerTable, ScopeTypes, TypeTable } from '../expressions/types.ts';
import type { Expr, Template } from '../model/expression.ts';
import type { JsonObject } from '../model/json.ts';
import { asObject, asText, type LinkedPack, type Origin } from '../model/linked-pack.ts';
import type { Finding } from '../problems/finding.ts';
import { Fault } from '../problems/problem.ts';
import { pointerOf } from '../read/json-pointer.ts';
import { approvalFields } from './approvals-type.ts';
import { objectType } from './field-type.ts';
import { decisionTypes } from './decision-types.ts';
import { ledgerTable } from './ledger-types.ts';
import { commonScope } from './scopes.ts';
import { systemFields } from './system-fields.ts';
import { textKeyOf } from './text-key.ts';

/** An expression where it stands. */
export interface PlacedExpr extends Origin {
  readonly expr: Expr;
  /** How many characters of its text stand before what the author wrote. */
  readonly prefix: number;
}

/** What every builder works with: the linked pack, the types of everything, and the list of what was found. */
export interface Workshop {
  readonly linked: LinkedPack;
  readonly types: TypeTable;
  readonly ledgers: LedgerTable;
  readonly decisions: DecisionTypes;
  readonly common: ScopeTypes;
  /** Whether a catalog is a tree. */
  readonly isTree: (type: string) => boolean;
  readonly findings: Finding[];
  /** Every expression that was compiled, in order. */
  readonly expressions: readonly PlacedExpr[];
  readonly docType: (type: string) => ExprType & { readonly kind: 'object' };
  readonly translate: Translate;
  /** Compiles the expression that stands at `origin`; its errors become findings with their place inside the string. */
  readonly expression: (
    origin: Origin,
    text: string,
    scope: ScopeTypes,
    expect?: ExprType,
    /** How many characters of `text` stand before what the author wrote. */
    prefix?: number,
  ) => Expr;
  /** Compiles a part of an expression that stands elsewhere as a whole; null: it does not compile by itself. */
  readonly part: (text: string, tree: Node, scope: ScopeTypes) => Expr | null;
  readonly parse: Parse;
  readonly template: (origin: Origin, text: string, scope: ScopeTypes) => Template;
  /** Compiles a text of ours, which no author can get wrong. */
  readonly ours: (text: string, scope: ScopeTypes) => Expr;
  readonly tell: (finding: Finding) => void;
}

/** Fields that hold a rate of exchange are known as such: `money.rate` of a document, `rates.rate` of a catalog. */
function withRates(
  fields: ReadonlyMap<string, ExprType>,
  head: JsonObject | undefined,
): ReadonlyMap<string, ExprType> {
  const names = ['money', 'rates'].map((role) => asText(asObject(head?.[role])['rate']));
  return new Map(
    [...fields].map(([key, type]) =>
      type.kind === 'decimal' && names.includes(key) ? [key, { ...type, exchanges: true }] : [key, type],
    ),
  );
}

/** Types whose type.json says so: people work at their records (`here`), or are told by them who they are (`user`). */
function typesSaying({ types }: LinkedPack, word: 'here' | 'user'): readonly string[] {
  return [...types.values()].filter(({ json }) => json[word] !== undefined).map(({ key }) => key);
}

/** Stands in for an expression that does not compile; no model is made then, so it never runs for a decision. */
function nothing(text: string): Expr {
  return { text, type: { kind: 'any' }, reads: [], run: () => null };
}

/**
 * @param partial  references to types that are not in the files are passed over
 * @param parse    reads expressions; a page that only computes forms gets them read already
 */
export function openWorkshop(linked: LinkedPack, partial: boolean, parse: Parse): Workshop {
  const findings: Finding[] = [];
  const expressions: PlacedExpr[] = [];
  const docTypes = new Map<string, ExprType & { readonly kind: 'object' }>();
  const docType = (key: string): ExprType & { readonly kind: 'object' } => {
    let found = docTypes.get(key);
    if (found === undefined) {
      const own = objectType(linked.types.get(key)?.fields ?? new Map(), key, linked, false);
      found = {
        ...own,
        fields: new Map([
          ...systemFields,
          ...approvalFields(linked.types.get(key)),
          ...withRates(own.fields, linked.types.get(key)?.json),
        ]),
      };
      docTypes.set(key, found);
    }
    return found;
  };
  const types: TypeTable = (key) => (linked.types.has(key) ? docType(key).fields : null);
  const ledgers = ledgerTable(linked);
  const decisions = decisionTypes(linked);
  // Of a type that is not there nothing is known.
  const isTree = (key: string): boolean =>
    linked.types.get(key)?.json['parent'] !== undefined || !linked.types.has(key);
  const translate: Translate = (language, key, fallback) => {
    const texts = linked.locales.get(language.slice(0, 2));
    return texts !== undefined && Object.hasOwn(texts, key) ? (texts[key] ?? fallback) : fallback;
  };
  const tell = (finding: Finding): void => void findings.push(finding);
  const tellMistakes = (
    answer: CompiledExpression | CompiledTemplate,
    { file, pointer }: Origin,
    prefix = 0,
  ): void => {
    if (answer.ok) return;
    for (const { code, start, end, params } of answer.errors)
      tell({ code, file, pointer, span: { start: Math.max(start - prefix, 0), end: end - prefix }, params });
  };
  return {
    linked,
    types,
    ledgers,
    decisions,
    common: commonScope(
      objectType(linked.settings, 'settings', linked, false),
      typesSaying(linked, 'here'),
      typesSaying(linked, 'user'),
    ),
    isTree,
    findings,
    expressions,
    docType,
    translate,
    tell,
    expression(origin, text, scope, expect, prefix = 0) {
      const answer = compileTree(text, parse(text), {
        scope,
        types,
        ledgers,
        decisions,
        isTree,
        partial,
        ...(expect === undefined ? {} : { expect }),
      });
      tellMistakes(answer, origin, prefix);
      if (answer.ok) expressions.push({ ...origin, expr: answer.expr, prefix });
      return answer.ok ? answer.expr : nothing(text);
    },
    part(text, tree, scope) {
      const answer = compileTree(text, tree, { scope, types, ledgers, decisions, isTree, partial });
      return answer.ok ? answer.expr : null;
    },
    parse,
    ours(text, scope) {
      const answer = compileTree(text, parse(text), { scope, types, partial: true });
      if (!answer.ok) throw new Fault(`“${text}” does not compile: ${JSON.stringify(answer.errors)}`);
      return answer.expr;
    },
    template(origin, text, scope) {
      const textKey = textKeyOf(origin);
      const place = { scope, types, ledgers, decisions, isTree, partial };
      const answer = compileTemplate(text, textKey, place, translate, parse);
      tellMistakes(answer, origin);
      for (const [language, texts] of linked.locales) {
        const translated = texts[textKey];
        if (typeof translated !== 'string') continue;
        const pointer = pointerOf([textKey]);
        tellMistakes(compileTemplate(translated, textKey, place, null, parse), {
          file: `locales/${language}.json`,
          pointer,
        });
      }
      return answer.ok ? answer.template : { text, textKey, reads: [], trees: [], run: () => text };
    },
  };
}
