import { MISSING, type Value, type ValueObject } from '../expressions/scope.ts';
import type { JsonObject } from '../model/json.ts';
import type { Model } from '../model/model.ts';
import type { Id, Stored } from '../model/record.ts';
import type { PickBalance, ShownFigure } from '../model/type.ts';
import { readsLedger } from '../roles/ledger-right.ts';
import { formatDecimal, isDecimal } from '../values/decimal.ts';
import { recordIdOf } from '../values/version.ts';
import { verbs } from './decide.ts';
import { readBalance } from './ledgers/read-balance.ts';
import { openSession } from './open-session.ts';
import { pickingPlace, type PickingPlace, type ReferencePlace } from './picking-place.ts';
import { storedValues } from './record-values.ts';
import { run, scopeOf, type Names } from './scope.ts';
import type { Session } from './session.ts';
import type { Facts, Needs, Setting } from './types.ts';
import type { Validators } from './validators.ts';

/** A record that may be picked, and its type. */
export interface Offered {
  readonly id: Id;
  readonly type: string;
}

/** A figure that is shown beside what may be picked: `<balance>.<figure>`. */
export interface PickFigure extends ShownFigure {
  readonly path: string;
}

/** What it is picked in: a form, as in `fitting`, or a record of which an event asks. */
export type PickedIn =
  | {
      readonly type: string;
      readonly data: JsonObject;
      readonly before: Stored | null;
      readonly place: ReferencePlace;
    }
  | { readonly record: Stored };

/** By id, then by path: canonical decimals. What a balance says nothing of is left out. */
export interface PickFigures {
  readonly kind: 'figures';
  readonly figures: readonly PickFigure[];
  readonly rows: Readonly<Record<Id, Readonly<Record<string, string>>>>;
}

/**
 * What stands beside records while one of them is picked (`pick.balances` of their type), of ledgers that the user may
 * read.
 *
 * @returns figures | needs
 */
export function pickFigures(
  model: Model,
  validators: Validators,
  picked: PickedIn,
  offered: readonly Offered[],
  facts: Facts,
  setting: Setting,
): PickFigures | Needs {
  const shown = new Map(
    [...new Set(offered.map(({ type }) => type))].map((type) => [
      type,
      (model.types.get(type)?.pickBalances ?? []).filter(({ ledger }) =>
        readsLedger(model, setting.user.roles, ledger),
      ),
    ]),
  );
  const balances = [...shown.values()].flat();
  if (balances.length === 0) return { kind: 'figures', figures: [], rows: {} };
  const session = openSession(model, validators, facts, setting, verbs);
  const around = placeOf(session, picked);
  if (around.kind === 'needs') return around;
  const { doc, line } = around;
  const rows = offered.map(({ id, type }) => {
    const names: Names = { doc, line, it: recordIdOf(id) };
    return [id, figuresBeside(session, shown.get(type) ?? [], names)] as const;
  });
  if (session.lacks.any) return session.lacks.needs();
  const figures = balances.flatMap(({ key, show }) =>
    show.map((one): PickFigure => ({ path: `${key}.${one.figure}`, ...one })),
  );
  return { kind: 'figures', figures, rows: Object.fromEntries(rows) };
}

function placeOf(session: Session, picked: PickedIn): PickingPlace | Needs {
  if ('data' in picked) return pickingPlace(session, picked.type, picked.data, picked.before, picked.place);
  const { record } = picked;
  const type = session.model.types.get(record.type);
  return { kind: 'place', doc: type ? storedValues(type, record) : {}, line: null };
}

function figuresBeside(
  session: Session,
  balances: readonly PickBalance[],
  names: Names,
): Readonly<Record<string, string>> {
  const figures: Record<string, string> = {};
  for (const { key, ledger, dimensions, show } of balances) {
    const where = keyOf(session, dimensions, names);
    const balance = where && readBalance(session, ledger, where, null);
    if (!balance || balance === MISSING) continue;
    for (const { figure } of show) {
      const value = balance[figure];
      if (isDecimal(value)) figures[`${key}.${figure}`] = formatDecimal(value);
    }
  }
  return figures;
}

/** null: something that the key is made of is not there, or has yet to be read. */
function keyOf(session: Session, dimensions: PickBalance['dimensions'], names: Names): ValueObject | null {
  const scope = scopeOf(session, names);
  const where: Record<string, Value> = {};
  for (const [name, expr] of dimensions) where[name] = run(expr, scope);
  return Object.values(where).some((value) => value === null || value === MISSING) ? null : where;
}
