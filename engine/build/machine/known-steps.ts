import type { Expr } from '../../model/expression.ts';
import type { Judge } from '../../model/machine.ts';

/** Where a step stands after some answers: it asks the next guard, or it is over. */
type Turn<T> =
  | { readonly guard: Expr; readonly after: Map<boolean, Turn<T>> }
  | { readonly guard: null; readonly outcome: T };

/**
 * Steps taken before. A step follows from where it starts and from what its guards answer, in the order in which they
 * are asked, and from nothing else: so the same answers lead to the same outcome, without asking how.
 * There are as many of them as ways to go, which is few: machines are written by hand.
 */
export class KnownSteps<T> {
  readonly #first = new Map<string, Turn<T>>();

  /**
   * @param from   where the step starts, with its event
   * @param judge  asked once for each guard: within one step nothing changes
   * @param take   takes a step that is not known, asking the judge that it is given
   */
  take(from: string, judge: Judge, take: (judge: Judge) => T): T {
    const answers = new Map<Expr, boolean>();
    const ask = (guard: Expr): boolean => {
      let answer = answers.get(guard);
      if (answer === undefined) answers.set(guard, (answer = judge(guard)));
      return answer;
    };
    let turn = this.#first.get(from);
    while (turn && turn.guard !== null) turn = turn.after.get(ask(turn.guard));
    if (turn) return turn.outcome;
    const outcome = take(ask);
    this.#keep(from, [...answers], outcome);
    return outcome;
  }

  #keep(from: string, answers: readonly (readonly [Expr, boolean])[], outcome: T): void {
    let put = (turn: Turn<T>): unknown => this.#first.set(from, turn);
    let known = this.#first.get(from);
    for (const [guard, answer] of answers) {
      const turn: Turn<T> = known?.guard === guard ? known : { guard, after: new Map() };
      if (turn !== known) put(turn);
      const { after } = turn;
      put = (next) => after.set(answer, next);
      known = after.get(answer);
    }
    put({ guard: null, outcome });
  }
}
