// What an expression reads, as paths: dependencies of formulas, and what must be recomputed when.
import type { Checked, CheckedOf } from './checked.ts';

/**
 * Where a value comes from: a path, or a group (or list of groups) of the items of a list at a path. null: made by
 * the expression itself.
 */
type Origin = { readonly kind: 'path' | 'group' | 'groups'; readonly path: string } | null;

/**
 * Paths that a tree reads, sorted and unique.
 *
 * - `doc.total`: a field. Through a reference both are told: `doc.partner` and `doc.partner.name`.
 * - `doc.lines`: which lines there are. `doc.lines[].net`: a field of any of them. `doc.lines[]`: whole lines.
 */
export function readsOf(node: Checked): readonly string[] {
  const reads = new Set<string>();
  new Reader(reads).visit(node, true);
  return [...reads].sort();
}

class Reader {
  readonly #reads: Set<string>;
  readonly #locals: Origin[] = [];

  constructor(reads: Set<string>) {
    this.#reads = reads;
  }

  /** @param whole  the value is used as it is; otherwise only its parts are, or how many there are */
  visit(node: Checked, whole: boolean): Origin {
    switch (node.kind) {
      case 'constant':
        return null;
      case 'name':
        return this.#used({ kind: 'path', path: node.name }, node, whole);
      case 'local':
        return this.#used(this.#locals[node.slot] ?? null, node, whole);
      case 'select':
        return this.#select(node, whole);
      case 'index': {
        const list = this.visit(node.of, false);
        this.visit(node.at, true);
        if (list?.kind === 'path') this.#reads.add(list.path);
        return this.#used(itemOf(list), node, whole);
      }
      case 'not':
      case 'negate':
        this.visit(node.of, true);
        return null;
      case 'binary':
      case 'and':
      case 'or':
        this.visit(node.left, true);
        this.visit(node.right, true);
        return null;
      case 'choose':
        this.visit(node.when, true);
        this.visit(node.then, true);
        this.visit(node.otherwise, true);
        return null;
      case 'list':
        for (const item of node.items) this.visit(item, true);
        return null;
      case 'object':
        for (const entry of node.entries) this.visit(entry.value, true);
        return null;
      case 'call': {
        const { params } = node.rule;
        node.args.forEach((arg, i) => {
          const counts = params[Math.min(i, params.length - 1)]?.counts ?? false;
          const origin = this.visit(arg, !counts);
          if (counts && origin?.kind === 'path') this.#reads.add(origin.path);
        });
        return null;
      }
      case 'loop':
        return this.#loop(node, whole);
      case 'bind': {
        this.#locals[node.slot] = this.visit(node.value, false);
        return this.visit(node.body, whole);
      }
    }
  }

  #select(node: CheckedOf<'select'>, whole: boolean): Origin {
    const of = this.visit(node.of, node.through === 'ref');
    if (of?.kind === 'group') {
      const items: Origin = node.field === 'items' ? { kind: 'path', path: of.path } : null;
      return this.#used(items, node, whole);
    }
    return this.#used(
      of?.kind === 'path' ? { kind: 'path', path: `${of.path}.${node.field}` } : null,
      node,
      whole,
    );
  }

  #loop(node: CheckedOf<'loop'>, whole: boolean): Origin {
    const list = this.visit(node.list, false);
    if (list?.kind === 'path') this.#reads.add(list.path);
    this.#locals[node.slot] = itemOf(list);
    this.visit(node.body, true);
    const { keeps } = node.rule;
    if (!list || keeps === 'nothing') return null;
    // Groups that are sorted or filtered are groups still.
    if (keeps === 'items') return this.#used(list, node, whole);
    return list.kind === 'path' ? this.#used({ kind: 'groups', path: list.path }, node, whole) : null;
  }

  #used(origin: Origin, node: Checked, whole: boolean): Origin {
    if (!whole || !origin) return origin;
    const rows = origin.kind !== 'path' || (node.type.kind === 'list' && node.type.of.kind === 'object');
    this.#reads.add(origin.path);
    if (rows) this.#reads.add(`${origin.path}[]`);
    return origin;
  }
}

function itemOf(list: Origin): Origin {
  if (!list) return null;
  return list.kind === 'path' ? { kind: 'path', path: `${list.path}[]` } : { kind: 'group', path: list.path };
}
