/**
 * The pattern of an exact decimal as text: no exponent, no plus, no leading zeros, and no more digits than there is room
 * for — `precision` of them in all, `scale` of these behind the point.
 */
export function decimalPattern({ precision, scale }: DecimalRoom): string {
  const digits = precision - scale;
  const whole = digits <= 0 ? '0' : digits === 1 ? '[0-9]' : `(0|[1-9][0-9]{0,${digits - 1}})`;
  const fraction = scale <= 0 ? '' : `(\\.[0-9]{1,${scale}})?`;
  return `^-?${whole}${fraction}$`;
}

export interface DecimalRoom {
  readonly precision: number;
  readonly scale: number;
}
