import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { DecimalSum } from '../../../engine/values/decimal-sum.ts';
import {
  compareDecimals,
  decimal,
  divide,
  formatDecimal,
  formatFixed,
  isNegative,
  isPositive,
  isZero,
  minus,
  parseDecimal,
  plus,
  remainder,
  roundDecimal,
  toInteger,
  zero,
} from '../../../engine/values/decimal.ts';
import type { RoundingMode } from '../../../engine/values/decimal.ts';
import { tried } from '../runs.ts';

/** The oracle: a decimal as an integer coefficient and a number of decimals. */
interface Scaled {
  readonly units: bigint;
  readonly scale: number;
}

const scaled = fc.record({
  units: fc.bigInt(-(10n ** 24n), 10n ** 24n),
  scale: fc.integer({ min: 0, max: 12 }),
});
const small = fc.record({ units: fc.bigInt(-(10n ** 9n), 10n ** 9n), scale: fc.integer({ min: 0, max: 6 }) });

function write({ units, scale }: Scaled): string {
  const digits = (units < 0n ? -units : units).toString().padStart(scale + 1, '0');
  const fraction = scale === 0 ? '' : `.${digits.slice(digits.length - scale)}`;
  return `${units < 0n ? '-' : ''}${digits.slice(0, digits.length - scale)}${fraction}`;
}

/** Quotient of integers, rounded by comparing twice the remainder with the divisor. */
function divideRounded(dividend: bigint, divisor: bigint, mode: RoundingMode): bigint {
  const negative = dividend < 0n !== divisor < 0n;
  const a = dividend < 0n ? -dividend : dividend;
  const b = divisor < 0n ? -divisor : divisor;
  const whole = a / b;
  const twice = (a % b) * 2n;
  const up =
    mode === 'up'
      ? twice > 0n
      : mode === 'half-up'
        ? twice >= b
        : mode === 'half-even'
          ? twice > b || (twice === b && whole % 2n === 1n)
          : false;
  const result = up ? whole + 1n : whole;
  return negative ? -result : result;
}

/** A plain text without trailing zeros and sign of zero. */
function trimmed(text: string): string {
  const short = text.includes('.') ? text.replace(/\.?0+$/, '') : text;
  return short === '-0' || short === '' ? '0' : short;
}

describe('parseDecimal', () => {
  it.each(['0', '-0', '7', '-7.50', '0.000001', '12345678901234567.89'])('reads %s', (text) => {
    expect(parseDecimal(text)).not.toBeNull();
  });

  it.each(['', ' 1', '1e5', '+1', '01', '1.', '.5', '--1', '1,5', '0x1', 'NaN', 'Infinity', '１'])(
    'refuses %j',
    (text) => {
      expect(parseDecimal(text)).toBeNull();
    },
  );

  it('gives back canonical text, whatever the size', () => {
    fc.assert(
      fc.property(scaled, (value) => {
        const text = write(value);
        const parsed = parseDecimal(text)!;
        const canonical = formatDecimal(parsed);
        expect(canonical).toBe(trimmed(text));
        expect(formatDecimal(parseDecimal(canonical)!)).toBe(canonical);
      }),
      tried(100),
    );
  });
});

describe('rounding agrees with integers', () => {
  it.each<RoundingMode>(['down', 'half-up', 'half-even', 'up'])('%s', (mode) => {
    fc.assert(
      fc.property(scaled, fc.integer({ min: 0, max: 8 }), (value, to) => {
        const expected =
          value.scale <= to
            ? value
            : { units: divideRounded(value.units, 10n ** BigInt(value.scale - to), mode), scale: to };
        expect(formatDecimal(roundDecimal(decimal(write(value)), to, mode))).toBe(trimmed(write(expected)));
      }),
      tried(100),
    );
  });

  it('mirrors: a credit note rounds as its invoice', () => {
    expect(formatFixed(decimal('-1.005'), 2)).toBe('-1.01');
    expect(formatFixed(decimal('1.005'), 2)).toBe('1.01');
    expect(formatFixed(decimal('-0.001'), 2)).toBe('0.00');
    expect(formatFixed(decimal('-0'), 0)).toBe('0');
    expect(formatFixed(decimal('-0.5'), 0)).toBe('-1');
  });

  it('rounds to tens by a negative scale', () => {
    expect(formatDecimal(roundDecimal(decimal('1250'), -2))).toBe('1300');
    expect(formatDecimal(roundDecimal(decimal('0'), -2))).toBe('0');
  });
});

describe('division', () => {
  it('has 20 decimals, half-even, as integers have', () => {
    fc.assert(
      fc.property(scaled, scaled, (a, b) => {
        fc.pre(b.units !== 0n);
        const units = divideRounded(
          a.units * 10n ** BigInt(20 + b.scale),
          b.units * 10n ** BigInt(a.scale),
          'half-even',
        );
        expect(formatDecimal(divide(decimal(write(a)), decimal(write(b)))!)).toBe(
          trimmed(write({ units, scale: 20 })),
        );
      }),
      tried(100),
    );
  });

  it('moves the point for powers of ten, also beyond 20 decimals', () => {
    fc.assert(
      fc.property(scaled, fc.integer({ min: -15, max: 15 }), fc.boolean(), (a, power, negative) => {
        const divisor = decimal(`${negative ? '-' : ''}1e${power}`);
        const [up, down] = power < 0 ? [10n ** BigInt(-power), 1n] : [1n, 10n ** BigInt(power)];
        const numerator = (negative ? -a.units : a.units) * up * 10n ** 20n;
        const units = divideRounded(numerator, down * 10n ** BigInt(a.scale), 'half-even');
        expect(formatDecimal(divide(decimal(write(a)), divisor)!)).toBe(trimmed(write({ units, scale: 20 })));
      }),
      tried(100),
    );
  });

  it('by zero is null', () => {
    expect(divide(decimal(1), zero)).toBeNull();
    expect(remainder(decimal(1), zero)).toBeNull();
    expect(divide(zero, decimal('-100'))!.eq(zero)).toBe(true);
  });
});

describe('shortcuts', () => {
  it('say what the library says', () => {
    fc.assert(
      fc.property(fc.oneof(small, scaled), fc.oneof(small, scaled), (left, right) => {
        const [a, b] = [decimal(write(left)), decimal(write(right))];
        expect(Math.sign(compareDecimals(a, b))).toBe(a.cmp(b));
        expect(compareDecimals(a, decimal(write(left)))).toBe(0);
        expect(formatDecimal(plus(a, b))).toBe(a.plus(b).toFixed());
        expect(formatDecimal(minus(a, b))).toBe(a.minus(b).toFixed());
        expect(formatDecimal(minus(a, a))).toBe('0');
        expect([isPositive(a), isNegative(a), isZero(a)]).toEqual([a.gt(0), a.lt(0), a.eq(0)]);
      }),
      tried(100),
    );
  });

  it('know no sign of zero', () => {
    const none = parseDecimal('-0.00')!;
    expect([isPositive(none), isNegative(none), isZero(none)]).toEqual([false, false, true]);
    expect(compareDecimals(none, zero)).toBe(0);
    expect([formatDecimal(none), formatFixed(none, 2)]).toEqual(['0', '0.00']);
  });
});

describe('DecimalSum', () => {
  const sum = (values: readonly Scaled[]) => {
    const total = new DecimalSum();
    for (const value of values) total.add(decimal(write(value)));
    return formatDecimal(total.value());
  };
  const exact = (values: readonly Scaled[]) =>
    trimmed(
      write({
        units: values.reduce((all, { units, scale }) => all + units * 10n ** BigInt(12 - scale), 0n),
        scale: 12,
      }),
    );

  it('is exact for amounts', () => {
    fc.assert(
      fc.property(
        fc.array(small, { maxLength: 60 }),
        (values) => void expect(sum(values)).toBe(exact(values)),
      ),
      tried(100),
    );
  });

  it('is exact for sizes that no integer of a machine holds', () => {
    fc.assert(
      fc.property(
        fc.array(fc.oneof(small, scaled)),
        (values) => void expect(sum(values)).toBe(exact(values)),
      ),
      tried(100),
    );
  });

  it('of nothing is zero', () => {
    expect(sum([])).toBe('0');
  });
});

it('toInteger refuses fractions and what is too large', () => {
  expect(toInteger(decimal('12'))).toBe(12);
  expect(toInteger(decimal('-3'))).toBe(-3);
  expect(toInteger(decimal('1.5'))).toBeNull();
  expect(toInteger(decimal('1e30'))).toBeNull();
  expect(toInteger(decimal('31'), 30)).toBeNull();
});
