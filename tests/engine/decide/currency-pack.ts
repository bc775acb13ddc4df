// A sale in another currency, that goes home in slices: taxes by group, a total rounded to cash.
import { compileSmall } from './pack.ts';

const money = (scale: number) => ({
  type: 'string',
  'x-decimal': { precision: 18, scale },
  'x-money': 'currency',
});
const number = { type: 'string', 'x-decimal': { precision: 18, scale: 3 } };

/** Lines with a tax by group and a total that is rounded to cash; at home the last slice is adjusted. */
function taxed(isHome: boolean): object {
  const net = 'round(line.quantity * line.price, 2)';
  const rest = ' + coalesce(sum(doc.remainders.filter(r, r.rate == g.key).map(r, r.tax)), 0)';
  const remainder = { id: { type: 'string' }, rate: number, tax: money(2) };
  const group = { type: 'object', properties: { rate: number, base: money(2), tax: money(2) } };
  const lines = {
    id: { type: 'string' },
    quantity: number,
    price: money(4),
    taxRate: number,
    ...(isHome ? { adjust: money(2) } : {}),
    net: { ...money(2), 'x-formula': isHome ? `${net} + coalesce(line.adjust, 0)` : net },
  };
  return {
    type: 'object',
    properties: {
      currency: { type: 'string', 'x-ref': 'currency' },
      date: { type: 'string', format: 'date' },
      rate: { type: 'string', 'x-decimal': { precision: 12, scale: 6 } },
      lines: { type: 'array', items: { type: 'object', properties: lines } },
      ...(isHome ? { remainders: { type: 'array', items: { type: 'object', properties: remainder } } } : {}),
      groups: {
        type: 'array',
        items: group,
        'x-formula': `groupBy(doc.lines, l, l.taxRate).map(g, {'rate': g.key, 'base': sum(g.items.map(l, l.net)), 'tax': round(sum(g.items.map(l, l.net)) * g.key / 100, 2)${isHome ? rest : ''}})`,
      },
      rounding: {
        ...money(2),
        'x-formula':
          'round((sum(doc.groups.map(g, g.base)) + sum(doc.groups.map(g, g.tax))) * 20) / 20 - sum(doc.groups.map(g, g.base)) - sum(doc.groups.map(g, g.tax))',
      },
      total: {
        ...money(2),
        'x-formula':
          'sum(doc.groups.map(g, g.base)) + sum(doc.groups.map(g, g.tax)) + coalesce(doc.rounding, 0)',
      },
    },
  };
}

const document = (title: string, tracks: object) => ({
  kind: 'document',
  title,
  plural: title,
  key: 'number',
  label: 'doc.number',
  money: { currency: 'currency', rate: 'rate', date: 'date' },
  tables: { lines: { quantity: 'quantity', amount: 'net' } },
  tracks,
});

/** What is sold abroad goes home in slices. */
export const sliced = compileSmall({
  'types/abroad/schema.json': taxed(false),
  'types/home/schema.json': taxed(true),
  'types/abroad/type.json': document('Abroad', { billing: { table: 'lines', full: 'line.quantity' } }),
  'types/home/type.json': document('Home', {}),
  'conversions/abroad-to-home.json': {
    title: 'Home',
    from: 'abroad',
    to: 'home',
    tracks: { billing: {} },
    header: { date: { expr: 'today' } },
    lines: { goods: { from: 'lines', to: 'lines', quantity: 'quantity', adjust: 'adjust' } },
    adjust: {
      within: '0.1',
      groups: {
        of: 'groups',
        own: 'groups',
        to: 'remainders',
        key: 'rate',
        amounts: ['tax'],
        line: { expr: 'sourceLine.taxRate' },
      },
    },
    currency: { to: 'primary', date: 'target.date' },
  },
});
