import { Fault } from '../problems/problem.ts';
import type { Scope } from './scope.ts';

/**
 * Takes one step off the budget: one turn of a loop. Without it a few nested loops of an author hold up the server.
 *
 * @throws Fault when the budget is used up
 */
export function spend(scope: Scope, steps: number = 1): void {
  scope.budget -= steps;
  if (scope.budget < 0) throw new Fault('An expression used up its step budget');
}
