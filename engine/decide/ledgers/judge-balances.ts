// Constraints of ledgers: judged once, on the balances after the whole decision, only where entries worsen them.
import type Big from 'big.js';
import { amountsOf, isNothing, noAmounts, plus } from '../../ledgers/amounts.ts';
import { balanceKey } from '../../ledgers/ledger-key.ts';
import { MISSING } from '../../expressions/scope.ts';
import type { Constraint, Ledger } from '../../model/ledger.ts';
import type { Id } from '../../model/record.ts';
import { fieldProblem } from '../../problems/index.ts';
import type { FieldProblem } from '../../problems/problem.ts';
import { formatDecimal } from '../../values/decimal.ts';
import { overridable, overridden } from '../overrides.ts';
import { holds, scopeOf } from '../scope.ts';
import type { Session } from '../session.ts';
import { answerOf, reasonOf } from '../words.ts';
import type { Delta } from '../working-set.ts';
import { figuresOf, keyValues } from './figures.ts';
import { isLess, leftOf, roomOf, type Room } from './margin.ts';
import { pointerOf } from './entry-place.ts';
import { holderTitles, keyWords } from './key-words.ts';
import { storedBalance } from './read-balance.ts';

export interface Judgement {
  /** What refuses. */
  readonly problems: readonly FieldProblem[];
  /** What only warns. */
  readonly warnings: readonly FieldProblem[];
}

/** Changes of balances in order of their keys, as they are locked. */
export function changedBalances({ work }: Session): Delta[] {
  return [...work.deltas.keys()]
    .sort()
    .map((name) => work.deltas.get(name) as Delta)
    .filter(({ amounts }) => !isNothing(amounts));
}

/** @param record  the one that the command is about: problems point at its lines */
export function judgeBalances(session: Session, at: 'edit' | 'post', record: Id): Judgement {
  const problems: FieldProblem[] = [];
  const warnings: FieldProblem[] = [];
  for (const delta of changedBalances(session)) {
    const ledger = session.model.ledgers.get(delta.ledger);
    for (const constraint of ledger?.constraints ?? []) {
      if (!ledger || !constraint.check.at.includes(at)) continue;
      const found = judgeOne(session, ledger, constraint, delta, record);
      if (!found) continue;
      const check = { code: `${ledger.key}.${constraint.key}`, roles: constraint.check.roles };
      if (found.answer === 'override' && overridden(session, check, record)) continue;
      // Whoever may override is asked when it is posted; until then he is told.
      const onlyTold = found.answer === 'warn' || (found.answer === 'override' && at === 'edit');
      if (onlyTold) warnings.push(found.problem);
      else problems.push(found.answer === 'override' ? overridable(found.problem, check) : found.problem);
    }
  }
  return { problems, warnings };
}

function judgeOne(
  session: Session,
  ledger: Ledger,
  { check, margin }: Constraint,
  delta: Delta,
  record: Id,
): { readonly answer: 'warn' | 'override' | 'block'; readonly problem: FieldProblem } | null {
  const stored = storedBalance(session, delta);
  if (stored === MISSING) return null;
  const before = stored ? amountsOf(stored.measures) : noAmounts;
  const names = {
    key: keyValues(ledger, delta.key),
    entry: {
      ...figuresOf(session, { ...ledger, derived: new Map() }, delta.key, delta.amounts),
      date: delta.date,
    },
  };
  const balance = figuresOf(session, ledger, delta.key, plus(before, delta.amounts));
  const scope = scopeOf(session, { ...names, balance });
  if (holds(check.expr, scope)) return null;
  const answer = answerOf(check, scope);
  if (answer === 'allow') return null;
  const earlier = scopeOf(session, { ...names, balance: figuresOf(session, ledger, delta.key, before) });
  const had = roomOf(margin, earlier);
  const has = roomOf(margin, scope);
  if (!isLess(has, had)) return null;
  return { answer, problem: tell(session, ledger, delta, record, reasonOf(session, check, scope), had, has) };
}

/** Names what is short, how much is needed, how much there is, and who holds the rest. @source conversions.md R2 */
function tell(
  session: Session,
  ledger: Ledger,
  delta: Delta,
  record: Id,
  reason: string,
  had: Room,
  has: Room,
): FieldProblem {
  const { language } = session.setting;
  const pointer = pointerOf(session, record, balanceKey(delta));
  const key = keyWords(session, ledger, delta.key);
  if (!isMeasured(had) || !isMeasured(has))
    return fieldProblem('balance-failed', pointer, { reason, key }, language);
  const needed = formatDecimal(had.minus(has));
  const available = formatDecimal(leftOf(had));
  const titles = holderTitles(session, delta);
  return titles === ''
    ? fieldProblem('balance-short-free', pointer, { reason, key, needed, available }, language)
    : fieldProblem('balance-short', pointer, { reason, key, needed, available, titles }, language);
}

function isMeasured(room: Room): room is Big {
  return typeof room !== 'string';
}
