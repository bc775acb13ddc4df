// A catalog of exchange rates: its fields, and which of its rates are taken. @source conversions.md P4
import type { ExprType } from '../expressions/types.ts';
import type { Expr } from '../model/expression.ts';
import type { Json } from '../model/json.ts';
import { asObject, asText } from '../model/linked-pack.ts';
import type { Rates } from '../model/type.ts';
import type { Workshop } from './workshop.ts';

/** null: the type holds no rates */
export function buildRates(json: Json | undefined, file: string, workshop: Workshop): Rates | null {
  if (json === undefined) return null;
  const rates = asObject(json);
  const field = (key: string): string | null => asText(rates[key]);
  const said = (of: Json | undefined, pointer: string, expected?: ExprType): Expr | null => {
    const text = asText(asObject(of)['expr']);
    const origin = { file, pointer: `/rates/${pointer}/expr` };
    return text === null ? null : workshop.expression(origin, text, workshop.common, expected);
  };
  const prefer = asObject(rates['prefer']);
  return {
    from: field('from') ?? '',
    to: field('to') ?? '',
    date: field('date') ?? '',
    rate: field('rate') ?? '',
    source: field('source'),
    kind: field('kind'),
    day: rates['day'] === 'on' ? 'on' : (said(rates['day'], 'day', { kind: 'text' }) ?? 'before'),
    prefer: {
      source: said(prefer['source'], 'prefer/source'),
      kind: said(prefer['kind'], 'prefer/kind'),
    },
  };
}
