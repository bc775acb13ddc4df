import { Fault } from '../problems/problem.ts';
import type { Scope } from './scope.ts';

/**
 * An expression used up its step budget. Who decides answers with a refusal; anywhere else it is a fault like any other.
 */
export class OutOfSteps extends Fault {
  constructor() {
    super('An expression used up its step budget');
  }
}

/**
 * Takes one step off the budget: one turn of a loop. Without it a few nested loops of an author hold up the server.
 *
 * @throws OutOfSteps when the budget is used up
 */
export function spend(scope: Scope, steps: number = 1): void {
  scope.budget -= steps;
  if (scope.budget < 0) throw new OutOfSteps();
}
