import type Big from 'big.js';
import type { Field } from '../../model/type.ts';
import { roundDecimal } from '../../values/decimal.ts';
import { exceeds } from '../check-opens.ts';
import type { Level } from '../places.ts';

/**
 * So much of what is open as the target can keep: rounded to its field's decimals, and down where that would be more than
 * is open. What is open itself stays unrounded. @source conversions.md Q7
 */
export function keepable(open: Big, field: Field | undefined, levels: readonly Level[]): Big {
  const scale = field?.decimal?.scale ?? (field?.kind === 'integer' ? 0 : null);
  if (scale === null) return open;
  const rounded = roundDecimal(open, scale);
  if (rounded === open) return open;
  const compared = levels.length === 0 ? scale : Math.max(...levels.map((level) => level.scale));
  return exceeds({ scale: compared }, rounded, open) ? roundDecimal(open, scale, 'down') : rounded;
}
