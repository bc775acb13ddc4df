import type { Scope } from '../../expressions/scope.ts';
import type { Margin } from '../../model/ledger.ts';
import { isDecimal, zero } from '../../values/decimal.ts';
import type Big from 'big.js';
import { holds, run } from '../scope.ts';

/** How far from failing: an amount, or of what cannot be measured only whether it holds. */
export type Room = Big | 'holds' | 'fails';

export function roomOf(margin: Margin, scope: Scope): Room {
  switch (margin.kind) {
    case 'truth':
      return holds(margin.expr, scope) ? 'holds' : 'fails';
    case 'gap':
    case 'apart': {
      const left = run(margin.left, scope);
      const right = run(margin.right, scope);
      if (!isDecimal(left) || !isDecimal(right)) return 'fails';
      const gap = left.minus(right);
      if (margin.kind === 'apart') return gap.abs().neg();
      return margin.sign === 1 ? gap : gap.neg();
    }
    case 'all':
    case 'any': {
      const rooms = margin.of.map((one) => roomOf(one, scope));
      return rooms.reduce((best, room) => (isLess(room, best) === (margin.kind === 'all') ? room : best));
    }
  }
}

export function isLess(a: Room, b: Room): boolean {
  if (a === b || b === 'fails' || a === 'holds') return false;
  if (a === 'fails' || b === 'holds') return true;
  return a.lt(b);
}

/** What is left before it fails, never less than nothing. */
export function leftOf(room: Big): Big {
  return room.gt(zero) ? room : zero;
}
