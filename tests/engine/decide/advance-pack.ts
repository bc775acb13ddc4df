// A sale in tax groups, advances on it, refunds of them, and the final paper that settles what was paid before, and credits of it.
import { compileSmall, type Play } from './pack.ts';

const money = {
  type: 'string',
  'x-decimal': { precision: 18, scale: 2, fixed: true },
  'x-money': 'currency',
};
const percent = { type: 'string', 'x-decimal': { precision: 5, scale: 2 } };
const number = { type: 'string', 'x-decimal': { precision: 18, scale: 3 } };
const title = (words: string, field: object) => ({ ...field, title: words });
const round = (value: string) =>
  `doc.rounding == 'half-even' ? round(${value}, 2, 'half-even') : round(${value}, 2)`;

const header = {
  partner: { type: 'string', 'x-ref': 'partner', title: 'Partner' },
  currency: { type: 'string', maxLength: 3, title: 'Currency' },
  // Frozen when the document is made (P6): later settings do not touch it.
  rounding: {
    type: 'string',
    enum: ['half-up', 'half-even'],
    title: 'Rounding',
    'x-default': 'settings.rounding',
    'x-editable': 'false',
  },
  /** The company's money for one of the document's: kept for the whole chain (P4). */
  fx: {
    type: 'string',
    'x-decimal': { precision: 12, scale: 6 },
    title: 'Rate',
    'x-default': 'settings.fx',
    'x-editable': 'false',
  },
  cashStep: { ...number, title: 'Cash step', 'x-default': 'settings.cashStep', 'x-editable': 'false' },
};

const lines = {
  type: 'array',
  title: 'Lines',
  items: {
    type: 'object',
    properties: {
      id: { type: 'string' },
      quantity: title('Quantity', number),
      price: title('Price', number),
      taxRate: title('Tax rate', percent),
      adjust: title('Last slice', money),
      net: title('Net', {
        ...money,
        'x-formula': `(${round('line.quantity * line.price')}) + coalesce(line.adjust, 0)`,
      }),
    },
  },
};

const home = { type: 'string', 'x-decimal': { precision: 18, scale: 2, fixed: true } };
const group = {
  type: 'object',
  properties: { rate: percent, base: money, tax: money, baseHome: home, taxHome: home },
};
const paid = (column: string) =>
  `coalesce(sum(doc.advances.filter(a, a.rate == g.key).map(a, a.${column})), 0)`;

/** What the last paper of a group takes of the rounding of those before it. */
const rest = (column: string) =>
  ` + coalesce(sum(doc.remainders.filter(r, r.rate == g.key).map(r, r.${column})), 0)`;

function groups(hasAdvances: boolean): object {
  const base = 'sum(g.items.map(l, l.net))';
  const tax = round(`${base} * g.key / 100`);
  // A paper that only gives an advance back has no lines of that group.
  const advances = hasAdvances ? ", coalesce(doc.advances, []).map(a, {'rate': a.rate, 'net': 0})" : '';
  const rows = `flatten([doc.lines.map(l, {'rate': coalesce(l.taxRate, 0), 'net': l.net})${advances}])`;
  const own = (column: string) => (hasAdvances ? `${rest(column)} - ${paid(column)}` : '');
  const atHome = (value: string, column: string) =>
    `round((${value}${hasAdvances ? rest(column) : ''}) * doc.fx, 2)${own(`${column}Home`)}`;
  const parts = {
    base: `${base}${own('base')}`,
    tax: `(${tax})${own('tax')}`,
    baseHome: atHome(base, 'base'),
    taxHome: atHome(`(${tax})`, 'tax'),
  };
  const members = Object.entries(parts).map(([column, value]) => `'${column}': ${value}`);
  return {
    type: 'array',
    title: 'Groups',
    items: group,
    'x-formula': `sortBy(groupBy(${rows}, l, l.rate), g, g.key).map(g, {'rate': g.key, ${members.join(', ')}})`,
  };
}

const remainders = {
  type: 'array',
  title: 'Rounding',
  items: { type: 'object', properties: { id: { type: 'string' }, ...group.properties } },
};
const exact = {
  within: '0.5 * max(1, source.fx)',
  groups: {
    of: 'groups',
    own: 'groups',
    to: 'remainders',
    key: 'rate',
    amounts: ['base', 'tax', 'baseHome', 'taxHome'],
    line: { expr: 'coalesce(sourceLine.taxRate, 0)' },
  },
};

const totals = {
  net: title('Net', { ...money, 'x-formula': 'sum(doc.groups.map(g, g.base))' }),
  tax: title('Tax', { ...money, 'x-formula': 'sum(doc.groups.map(g, g.tax))' }),
  cash: title('Rounding to cash', {
    ...money,
    'x-formula':
      'doc.cashStep > 0 ? round((doc.net + doc.tax) / doc.cashStep) * doc.cashStep - doc.net - doc.tax : 0',
  }),
  total: title('Total', { ...money, 'x-formula': 'doc.net + doc.tax + doc.cash' }),
  totalHome: title('Total at home', {
    ...home,
    'x-formula': 'sum(doc.groups.map(g, g.baseHome + g.taxHome))',
  }),
};

const advanceLines = {
  type: 'array',
  title: 'Groups',
  items: {
    type: 'object',
    properties: {
      id: { type: 'string' },
      advance: { type: 'string', 'x-ref': 'down', title: 'Advance' },
      rate: title('Rate', percent),
      gross: title('Gross', money),
      base: title('Base', money),
      tax: title('Tax', { ...money, 'x-formula': 'line.gross - line.base' }),
      grossHome: title('Gross at home', home),
      baseHome: title('Base at home', home),
      taxHome: title('Tax at home', { ...home, 'x-formula': 'line.grossHome - line.baseHome' }),
    },
  },
};
const sums = {
  net: title('Net', { ...money, 'x-formula': 'sum(doc.lines.map(l, l.base))' }),
  tax: title('Tax', { ...money, 'x-formula': 'sum(doc.lines.map(l, l.tax))' }),
  total: title('Total', { ...money, 'x-formula': 'sum(doc.lines.map(l, l.gross))' }),
  totalHome: title('Total at home', { ...home, 'x-formula': 'sum(doc.lines.map(l, l.grossHome))' }),
};

const object = <T extends object>(properties: T) => ({ type: 'object', properties });
/** A final and its credit have the same fields. */
const final = object({
  ...header,
  lines,
  advances: advanceLines,
  remainders,
  groups: groups(true),
  ...totals,
});
const state = (phase: string, on: object = {}) => ({ meta: { title: phase, phase }, on });
const machine = {
  initial: 'draft',
  states: {
    draft: state('draft', {
      POST: { target: 'posted', meta: { title: 'Post' } },
      DROP: { target: 'dropped', meta: { title: 'Drop' } },
    }),
    posted: state('posted', { DROP: { target: 'dropped', meta: { title: 'Drop' } } }),
    dropped: { meta: { title: 'Void', phase: 'void' } },
  },
};
const type = (name: string, tables: object, tracks: object) => ({
  kind: 'document',
  title: name,
  plural: `${name}s`,
  key: 'number',
  label: 'doc.number',
  money: { currency: 'currency' },
  tables,
  tracks,
});
const goods = { lines: { quantity: 'quantity', amount: 'net' } };
const slices = { lines: { quantity: 'gross', amount: 'base' } };

/** What an advance, and each part of it, is worth at home. */
const shares = ['grossHome', 'baseHome'];

const files = {
  'settings.json': {
    type: 'object',
    properties: {
      over: { type: 'string', 'x-decimal': { precision: 5, scale: 2 }, default: '0' },
      rounding: { type: 'string', enum: ['half-up', 'half-even'], default: 'half-up' },
      cashStep: { type: 'string', 'x-decimal': { precision: 5, scale: 2 }, default: '0' },
      fx: { type: 'string', 'x-decimal': { precision: 12, scale: 6 }, default: '1' },
    },
  },
  'types/sale/type.json': type('Sale', goods, {
    billing: { table: 'lines', full: 'line.quantity' },
    advance: { full: 'doc.total' },
  }),
  'types/sale/machine.json': machine,
  'types/sale/schema.json': object({ ...header, lines, groups: groups(false), ...totals }),
  'types/down/type.json': type('Advance', slices, { settlement: { table: 'lines', full: 'line.gross' } }),
  'types/down/machine.json': machine,
  'types/down/schema.json': object({
    partner: header.partner,
    currency: header.currency,
    fx: header.fx,
    asked: title('Asked for', money),
    lines: advanceLines,
    ...sums,
  }),
  'types/down-back/type.json': type('Refund of an advance', slices, {}),
  'types/down-back/machine.json': machine,
  'types/down-back/schema.json': object({
    partner: header.partner,
    currency: header.currency,
    fx: header.fx,
    lines: advanceLines,
    ...sums,
  }),
  'types/final/type.json': type(
    'Final',
    { ...goods, advances: { quantity: 'gross', amount: 'base' } },
    {
      credit: { table: 'lines', full: 'line.quantity' },
      giveBack: { table: 'advances', full: 'line.gross' },
    },
  ),
  'types/final/machine.json': machine,
  'types/final-back/type.json': type('Credit of a final', goods, {}),
  'types/final-back/machine.json': machine,
  'types/final-back/schema.json': final,
  'types/final/schema.json': final,
  'conversions/sale-to-down.json': {
    title: 'Ask for an advance',
    from: 'sale',
    to: 'down',
    tracks: { advance: { measure: 'amount' } },
    amount: 'asked',
    advance: {
      groups: { expr: 'source.groups' },
      to: 'lines',
      key: 'rate',
      amounts: {
        gross: { expr: 'sourceLine.base + sourceLine.tax' },
        base: { expr: 'sourceLine.base' },
        grossHome: { expr: 'sourceLine.baseHome + sourceLine.taxHome' },
        baseHome: { expr: 'sourceLine.baseHome' },
      },
      fields: { rate: { expr: 'sourceLine.rate' } },
    },
    drop: ['lines', 'groups', 'rounding', 'cashStep'],
  },
  'conversions/down-to-down-back.json': {
    title: 'Refund the advance',
    from: 'down',
    to: 'down-back',
    effect: -1,
    tracks: { settlement: {} },
    reopens: { advance: true },
    lines: { groups: { from: 'lines', to: 'lines', quantity: 'gross', amount: 'base', shares } },
    drop: ['asked'],
  },
  'conversions/down-to-final.json': {
    title: 'Settle the advance',
    from: 'down',
    to: 'final',
    tracks: { settlement: {} },
    lines: {
      groups: {
        from: 'lines',
        to: 'advances',
        quantity: 'gross',
        amount: 'base',
        shares,
        fields: { advance: { expr: 'source.id' } },
      },
    },
    drop: ['asked'],
  },
  'conversions/final-to-final-back.json': {
    title: 'Credit the final',
    from: 'final',
    to: 'final-back',
    effect: -1,
    tracks: { credit: {}, giveBack: {} },
    reopens: { billing: true, settlement: true },
    adjust: exact,
    drop: ['remainders'],
    lines: {
      goods: { from: 'lines', to: 'lines', quantity: 'quantity', adjust: 'adjust' },
      advances: { from: 'advances', to: 'advances', quantity: 'gross', amount: 'base', shares },
    },
  },
  'conversions/sale-to-final.json': {
    title: 'Final paper',
    from: 'sale',
    to: 'final',
    tracks: { billing: {} },
    adjust: exact,
    lines: { goods: { from: 'lines', to: 'lines', quantity: 'quantity', adjust: 'adjust' } },
    settles: {
      advances: {
        conversion: 'sale-to-down',
        by: 'down-to-final',
        limit: {
          expr: 'sum(target.groups.filter(g, g.rate == sourceLine.rate).map(g, g.base + g.tax))',
        },
      },
    },
  },
};

export const advances = compileSmall(files);

const toFinal = files['conversions/sale-to-final.json'];

/** The same, where lines of equal prices become one. */
export const gathering = compileSmall({
  ...files,
  'conversions/sale-to-final.json': {
    ...toFinal,
    lines: { goods: { ...toFinal.lines.goods, gather: ['price', 'taxRate'] } },
  },
});

const counted = (file: keyof typeof files, tracks: object, more: object = {}) => {
  const json = files[file] as { readonly tracks: object };
  return { [file]: { ...json, tracks: { ...json.tracks, ...tracks }, ...more } };
};
const byAmount = { invoiced: { measure: 'amount' } };
const inCash = object({
  ...final.properties,
  cashRest: title('Of the last', money),
  total: title('Total', {
    ...money,
    'x-formula': 'doc.net + doc.tax + doc.cash + coalesce(doc.cashRest, 0)',
  }),
});

/** The same, where what is invoiced is counted as it is rounded to cash. */
export const cash = compileSmall({
  ...files,
  ...counted('types/sale/type.json', { invoiced: { full: 'doc.total' } }),
  ...counted('conversions/sale-to-down.json', byAmount),
  ...counted('conversions/sale-to-final.json', byAmount, {
    amount: 'total',
    adjust: { ...exact, field: 'cashRest' },
  }),
  'conversions/down-to-down-back.json': {
    ...files['conversions/down-to-down-back.json'],
    reopens: { advance: true, invoiced: true },
  },
  ...counted('types/final/type.json', { credited: { full: 'doc.total' } }),
  ...counted(
    'conversions/final-to-final-back.json',
    { credited: { measure: 'amount' } },
    {
      amount: 'total',
      adjust: { ...exact, field: 'cashRest' },
      reopens: { billing: true, settlement: true, invoiced: true },
      drop: ['remainders', 'cashRest'],
    },
  ),
  'types/final-back/schema.json': inCash,
  'types/final/schema.json': inCash,
});

/** The same, where a posted sale may be amended. */
export const amendable = compileSmall({
  ...files,
  'types/sale/type.json': { ...files['types/sale/type.json'], amendable: true },
});

/** A posted sale of these lines: quantity, price, tax rate. */
export function saleOf(play: Play, rows: readonly (readonly [string, string, string])[]): string {
  const data = rows.map(([quantity, price, taxRate], index) => ({
    id: `L${index + 1}`,
    quantity,
    price,
    taxRate,
  }));
  return play.fired(play.make('sale', { partner: play.partner, currency: 'RON', lines: data }), 'POST');
}

/** A draft advance of this amount; everything open when it is not told. */
export function advanceOf(play: Play, sale: string, amount?: string): string {
  const source = { id: sale, ...(amount === undefined ? {} : { amount }) };
  return play.done(
    play.run({ kind: 'convert', conversion: 'sale-to-down', sources: [source], set: {}, into: null }),
  ).record;
}
