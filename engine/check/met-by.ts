// The fields that an expression shows something of: by names, through references, and by what functions answer.
import type { Checked, CheckedOf } from '../expressions/checked.ts';
import type { Expr, Template } from '../model/expression.ts';
import type { Posting } from '../model/ledger.ts';
import type { Model } from '../model/model.ts';
import { metFields, metReads, type MetField, type Standing } from '../roles/index.ts';

/** Where the parts of a value, or of the items of a list, come from. */
type Origin =
  /** A record, or an object or a line in it (`path`; '' is the record). */
  | { readonly kind: 'row'; readonly type: string; readonly path: string }
  | { readonly kind: 'groups'; readonly of: Origins }
  | { readonly kind: 'decision' | 'ledger'; readonly key: string };
type Origins = readonly Origin[];
type Names = (name: string) => Origins;

export interface MetOptions {
  /** What names stand for; none: nothing that has fields. */
  readonly of: (name: string) => readonly Standing[];
  /** What `item` goes through, where the place has one. */
  readonly each?: Expr | undefined;
  /** Ledgers whose figures are not followed to the documents that post them: they may be read as they are. */
  readonly readsLedger: (ledger: string) => boolean;
}

/**
 * The fields that an expression goes through. Beyond its own record and those that it refers to: records that are looked
 * up or linked, the rows of records that a decision answers from, and what documents post into a balance.
 */
export function metBy(
  model: Model,
  { tree }: Treed,
  { of, each, readsLedger }: MetOptions,
): readonly MetField[] {
  const met: MetField[] = [];
  const meeting: Meeting = { model, readsLedger, met, asked: new Set() };
  const names: Names = (name) => of(name).map(({ type, table }) => ({ kind: 'row', type, path: table }));
  const items = each?.tree ? new Walk(meeting, names).visit(each.tree) : [];
  if (tree) new Walk(meeting, (name) => (name === 'item' ? items : names(name))).visit(tree);
  return met;
}

type Treed = Pick<Expr, 'tree'>;

/** The same of the holes of a text. */
export function metByTemplate(
  model: Model,
  { reads, trees }: Template,
  options: MetOptions,
): readonly MetField[] {
  // A reference stands there by its title, which is among what is read.
  return [...metReads(model, reads, options.of), ...trees.flatMap((tree) => metBy(model, { tree }, options))];
}

interface Meeting {
  readonly model: Model;
  readonly readsLedger: (ledger: string) => boolean;
  readonly met: MetField[];
  /** Outputs and figures whose own expressions have been gone through. */
  readonly asked: Set<string>;
}

class Walk {
  readonly #meeting: Meeting;
  readonly #names: Names;
  readonly #locals: Origins[] = [];

  constructor(meeting: Meeting, names: Names) {
    this.#meeting = meeting;
    this.#names = names;
  }

  visit(node: Checked): Origins {
    switch (node.kind) {
      case 'constant':
        return [];
      case 'name':
        return this.#names(node.name);
      case 'local':
        return this.#locals[node.slot] ?? [];
      case 'select':
        return this.#select(node);
      case 'index':
        this.visit(node.at);
        return this.visit(node.of);
      case 'not':
      case 'negate':
        this.visit(node.of);
        return [];
      case 'binary':
      case 'and':
      case 'or':
        this.visit(node.left);
        this.visit(node.right);
        return [];
      case 'choose':
        this.visit(node.when);
        return [...this.visit(node.then), ...this.visit(node.otherwise)];
      case 'list':
        return node.items.flatMap((item) => this.visit(item));
      case 'object':
        for (const { value } of node.entries) this.visit(value);
        return [];
      case 'call':
        return this.#call(node);
      case 'loop': {
        const list = this.visit(node.list);
        this.#locals[node.slot] = list;
        const body = this.visit(node.body);
        if (node.rule.keeps === 'groups') return [{ kind: 'groups', of: list }];
        return node.rule.keeps === 'items' ? list : node.rule.name === 'map' ? body : [];
      }
      case 'bind':
        this.#locals[node.slot] = this.visit(node.value);
        return this.visit(node.body);
    }
  }

  #call({ rule, args }: CheckedOf<'call'>): Origins {
    const origins = args.map((arg) => this.visit(arg));
    switch (rule.name) {
      case 'lookup':
        return [{ kind: 'row', type: textOf(args[0]), path: '' }];
      case 'linked':
        return [{ kind: 'row', type: textOf(args[1]), path: '' }];
      case 'decide':
        return [{ kind: 'decision', key: textOf(args[0]) }];
      case 'balance':
      case 'balances':
        return [{ kind: 'ledger', key: textOf(args[0]) }];
      case 'booked':
        return [{ kind: 'ledger', key: textOf(args[1]) }];
      case 'coalesce':
      case 'flatten':
      case 'take':
        return origins.flat();
      default:
        return [];
    }
  }

  #select({ of, field, through }: CheckedOf<'select'>): Origins {
    const from = this.visit(of);
    const { type } = of;
    // What is referred to is known by its type, wherever the reference comes from.
    const rows =
      through === 'ref' && type.kind === 'ref'
        ? type.types.map((key): Origin => ({ kind: 'row', type: key, path: '' }))
        : from;
    return rows.flatMap((origin) => this.#part(origin, field));
  }

  #part(origin: Origin, field: string): Origins {
    switch (origin.kind) {
      case 'row': {
        const path = origin.path === '' ? field : `${origin.path}.${field}`;
        const { model, met } = this.#meeting;
        met.push(...metFields(model, origin.type, path));
        return [{ kind: 'row', type: origin.type, path }];
      }
      case 'groups':
        return field === 'items' ? origin.of : [];
      case 'decision':
        return this.#once(`decide ${origin.key} ${field}`, () => this.#answer(origin.key, field));
      case 'ledger':
        return this.#meeting.readsLedger(origin.key)
          ? []
          : this.#once(`balance ${origin.key} ${field}`, () => this.#figure(origin.key, field));
    }
  }

  /** What the rows of a decision answer. */
  #answer(key: string, output: string): Origins {
    const decision = this.#meeting.model.decisions.get(key);
    if (!decision) return [];
    const { sources, rows, defaults } = decision;
    return [
      ...sources.flatMap(({ type, table, results }) => {
        const doc: Origin = { kind: 'row', type, path: '' };
        const line: Origins = table === null ? [] : [{ ...doc, path: table }];
        return this.#of(results.get(output), (name) =>
          name === 'doc' ? [doc] : name === 'line' ? line : [],
        );
      }),
      ...[...rows.map(({ results }) => results), ...(defaults === null ? [] : [defaults])].flatMap(
        (results) => {
          const result = results.get(output);
          return result?.kind === 'expr' ? this.#of(result.expr, () => []) : [];
        },
      ),
    ];
  }

  /** What documents post into a measure, or under a dimension; of a derived figure the measures that it is made of. */
  #figure(key: string, figure: string): Origins {
    const { ledgers, types } = this.#meeting.model;
    const balance: Origin = { kind: 'ledger', key };
    const derived = this.#of(ledgers.get(key)?.derived.get(figure), (name) =>
      name === 'balance' ? [balance] : [],
    );
    const posted = [...types.values()].flatMap(({ key: type, postings }) =>
      postings
        .filter(({ ledger }) => ledger === key)
        .flatMap((posting) =>
          this.#of(
            posting.measures.get(figure) ?? posting.dimensions.get(figure),
            this.#posted(type, posting),
          ),
        ),
    );
    return [...derived, ...posted];
  }

  #posted(type: string, { each, parts }: Posting): Names {
    const doc: Origin = { kind: 'row', type, path: '' };
    const whole = (name: string): Origins => (name === 'doc' ? [doc] : []);
    const line: Origins =
      each?.kind === 'table' ? [{ ...doc, path: each.path }] : each ? this.#of(each.expr, whole) : [];
    const scope: Names = (name) => (name === 'line' || name === 'item' ? line : whole(name));
    const item = parts === null ? line : this.#of(parts, scope);
    return (name) => (name === 'item' ? item : scope(name));
  }

  #of(expr: Expr | undefined, names: Names): Origins {
    return expr?.tree ? new Walk(this.#meeting, names).visit(expr.tree) : [];
  }

  #once(key: string, ask: () => Origins): Origins {
    const { asked } = this.#meeting;
    if (asked.has(key)) return [];
    asked.add(key);
    return ask();
  }
}

function textOf(node: Checked | undefined): string {
  return node?.kind === 'constant' && typeof node.value === 'string' ? node.value : '';
}
