// How a quantity or an amount to take is shown: as the field shows it that receives it.
import type { Conversion, OfferedLine, RecordType } from '#engine';
import { leastDigits } from '#lib/forms/form-field.ts';

/** Digits after the point at least, of what is offered. */
export type DigitsOf = (offered: Pick<OfferedLine, 'line'>) => number;

export function digitsTaken(conversion: Conversion, target: RecordType): DigitsOf {
  const { amount, advance } = conversion;
  const whole = advance
    ? target.fields.get(advance.to)?.fields?.get(advance.amounts[0]?.column ?? '')
    : target.fields.get(amount ?? '');
  const columns = conversion.lines.flatMap(({ to, quantity }) => {
    const column = target.fields.get(to)?.fields?.get(quantity ?? '');
    return column ? [leastDigits(column)] : [];
  });
  const ofDocument = whole ? leastDigits(whole) : 0;
  const ofLines = Math.max(0, ...columns);
  return ({ line }) => (line === null ? ofDocument : ofLines);
}
