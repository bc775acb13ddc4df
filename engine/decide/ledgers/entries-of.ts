// What a posting says of its document now: the entries that its expressions come to.
import { ledgerKey } from '../../ledgers/ledger-key.ts';
import { isNothing, type Amounts } from '../../ledgers/amounts.ts';
import { MISSING, type Missing, type Scope, type Value, type ValueObject } from '../../expressions/scope.ts';
import type { LedgerKey, Posting } from '../../model/ledger.ts';
import { formatDecimal, isDecimal } from '../../values/decimal.ts';
import { run, scopeOf } from '../scope.ts';
import type { Session } from '../session.ts';
import type { Work } from '../work.ts';

export interface Said {
  readonly line: string | null;
  /** null: the posting names no date. */
  readonly date: string | null;
  readonly key: LedgerKey;
  readonly amounts: Amounts;
}

/**
 * One entry for each thing that the posting goes through, one after the other.
 *
 * @param take  called with each as it is worked out, so that the next one sees it in the balances
 * @returns     false when a fact was lacking: then what was taken is worth nothing
 */
export function sayPosting(
  session: Session,
  work: Work,
  posting: Posting,
  take: (said: Said) => void,
): boolean {
  if (!session.model.ledgers.has(posting.ledger)) return true;
  const items = itemsOf(session, work, posting);
  if (items === MISSING) return false;
  let complete = true;
  for (const { item, parent } of items) {
    const line = isObject(item) ? item : null;
    const scope = scopeOf(session, { doc: work.doc, line, item, parent });
    const parts = partsOf(posting, scope);
    if (parts === MISSING) {
      complete = false;
      continue;
    }
    for (const part of parts) {
      scope.item = part;
      const said = sayItem(posting, scope, line);
      if (said === MISSING) complete = false;
      else if (said) take(said);
    }
  }
  return complete;
}

/** Itself, or what it falls into: made only now, after what those before it have booked. */
function partsOf({ parts }: Posting, scope: Scope): readonly Value[] | Missing {
  if (parts === null) return [scope.item];
  const list = run(parts, scope);
  return list === MISSING ? MISSING : Array.isArray(list) ? (list as readonly Value[]) : [];
}

/** null: nothing is written for it. */
function sayItem(posting: Posting, scope: Scope, line: ValueObject | null): Said | null | Missing {
  if (posting.where !== null) {
    const holds = run(posting.where, scope);
    if (holds !== true) return holds === MISSING ? MISSING : null;
  }
  let complete = true;
  const evaluated = (expr: { readonly run: (scope: Scope) => Value }): Value => {
    const value = run(expr, scope);
    if (value === MISSING) complete = false;
    return value;
  };
  const values: Record<string, string | null> = {};
  for (const [dimension, expr] of posting.dimensions) values[dimension] = textOf(evaluated(expr));
  const amounts: Record<string, Amounts[string]> = {};
  for (const [measure, expr] of posting.measures) {
    const value = evaluated(expr);
    // As it is: what is rounded one by one does not add up. Figures are rounded when they are read.
    if (isDecimal(value)) amounts[measure] = value;
  }
  const date = posting.date === null ? null : evaluated(posting.date);
  if (!complete) return MISSING;
  if (isNothing(amounts)) return null;
  const id = line?.['id'];
  return {
    line: typeof id === 'string' && id !== (scope.doc as ValueObject)['id'] ? id : null,
    date: typeof date === 'string' ? date : null,
    key: ledgerKey(values),
    amounts,
  };
}

interface Item {
  readonly item: Value;
  readonly parent: Value;
}

function itemsOf(session: Session, { doc }: Work, { each }: Posting): readonly Item[] | Missing {
  if (each === null) return [{ item: null, parent: null }];
  if (each.kind === 'table') return nested(doc, each.path.split('.'));
  const list = run(each.expr, scopeOf(session, { doc }));
  if (list === MISSING) return MISSING;
  return Array.isArray(list) ? (list as readonly Value[]).map((item) => ({ item, parent: doc })) : [];
}

/** Lines of a table, or of the tables within its lines, each with what it stands in. */
function nested(of: ValueObject, [first = '', ...rest]: readonly string[]): readonly Item[] {
  const lines = of[first];
  if (!Array.isArray(lines)) return [];
  const items = lines as readonly Value[];
  if (rest.length === 0) return items.map((item) => ({ item, parent: of }));
  return items.flatMap((item) => (isObject(item) ? nested(item, rest) : []));
}

function isObject(value: Value): value is ValueObject {
  return value !== null && typeof value === 'object' && !Array.isArray(value) && !isDecimal(value);
}

/** A dimension's value as text; a record stands for its id. */
export function textOf(value: Value): string | null {
  if (typeof value === 'string') return value;
  if (isDecimal(value)) return formatDecimal(value);
  if (typeof value === 'boolean') return String(value);
  return isObject(value) && typeof value['id'] === 'string' ? value['id'] : null;
}
