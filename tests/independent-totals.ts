// Totals computed without the engine and without its decimal library: whole numbers in BigInt.
// What the screens and the API show is held against this.

export interface PlainLine {
  readonly quantity: string;
  readonly price: string;
  readonly discount: string;
  readonly vatRate: string;
}

export interface PlainTotals {
  readonly lines: readonly string[];
  readonly net: string;
  readonly vat: string;
  readonly total: string;
  readonly vatByRate: readonly { readonly rate: string; readonly base: string; readonly vat: string }[];
}

/** A decimal text as coefficient and scale: `12.3457` is 123457 / 10⁴. */
function read(text: string): { readonly digits: bigint; readonly scale: number } {
  const [whole = '0', fraction = ''] = text.split('.');
  return { digits: BigInt(whole + fraction), scale: fraction.length };
}

/** digits / 10^scale in cents, half away from zero. */
function toCents(digits: bigint, scale: number): bigint {
  if (scale <= 2) return digits * 10n ** BigInt(2 - scale);
  const unit = 10n ** BigInt(scale - 2);
  const sign = digits < 0n ? -1n : 1n;
  return sign * ((2n * digits * sign + unit) / (2n * unit));
}

function show(cents: bigint): string {
  const sign = cents < 0n ? '-' : '';
  const text = String(cents < 0n ? -cents : cents).padStart(3, '0');
  return `${sign}${text.slice(0, -2)}.${text.slice(-2)}`;
}

/** net = round(q·p·(1−d/100), 2); per rate vat = round(base·rate/100, 2); total = net + vat. */
export function independentTotals(lines: readonly PlainLine[]): PlainTotals {
  const nets = lines.map((line) => {
    const q = read(line.quantity);
    const p = read(line.price);
    const d = read(line.discount);
    const keep = 100n * 10n ** BigInt(d.scale) - d.digits;
    return toCents(q.digits * p.digits * keep, q.scale + p.scale + d.scale + 2);
  });
  const bases = new Map<string, bigint>();
  lines.forEach((line, index) =>
    bases.set(line.vatRate, (bases.get(line.vatRate) ?? 0n) + (nets[index] ?? 0n)),
  );
  const vatByRate = [...bases].map(([rate, base]) => {
    const r = read(rate);
    // base is in cents, the rate in percent: four more decimals.
    return { rate, base, vat: toCents(base * r.digits, r.scale + 4) };
  });
  const net = nets.reduce((sum, value) => sum + value, 0n);
  const vat = vatByRate.reduce((sum, row) => sum + row.vat, 0n);
  return {
    lines: nets.map(show),
    net: show(net),
    vat: show(vat),
    total: show(net + vat),
    vatByRate: vatByRate.map((row) => ({ rate: row.rate, base: show(row.base), vat: show(row.vat) })),
  };
}
