// How a quantity or an amount to take is shown: as the field shows it that receives it.
import type { ActionState, OfferedLine, RecordType } from '#engine';
import { leastDigits } from '#lib/forms/form-field.ts';

/** Digits after the point at least, of what is offered. */
export type DigitsOf = (offered: Pick<OfferedLine, 'line'>) => number;

export function digitsTaken(
  { lines, whole }: NonNullable<ActionState['takes']>,
  target: RecordType,
): DigitsOf {
  const digitsAt = (path: string): number => {
    const field = target.fieldByPath.get(path);
    return field ? leastDigits(field) : 0;
  };
  const ofDocument = whole === null ? 0 : digitsAt(whole);
  const ofLines = Math.max(0, ...lines.map(digitsAt));
  return ({ line }) => (line === null ? ofDocument : ofLines);
}
