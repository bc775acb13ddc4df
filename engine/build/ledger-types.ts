import type { ExprType, LedgerTable, LedgerType } from '../expressions/types.ts';
import { asObject, type LinkedLedger, type LinkedPack } from '../model/linked-pack.ts';
import { typeOfField } from './field-type.ts';

const decimal: ExprType = { kind: 'decimal' };

/** What expressions know of the ledgers of a pack, worked out once for each. */
export function ledgerTable(linked: LinkedPack): LedgerTable {
  const known = new Map<string, LedgerType>();
  return (key) => {
    const ledger = linked.ledgers.get(key);
    if (!ledger) return null;
    const found = known.get(key) ?? typesOf(ledger, linked);
    known.set(key, found);
    return found;
  };
}

function typesOf(ledger: LinkedLedger, linked: LinkedPack): LedgerType {
  const figures = new Map<string, ExprType>();
  for (const [key, measure] of Object.entries(asObject(ledger.json['measures']))) {
    const { scale } = asObject(measure);
    figures.set(key, typeof scale === 'number' ? { kind: 'decimal', scale } : decimal);
  }
  for (const key of Object.keys(asObject(ledger.json['derived']))) figures.set(key, decimal);
  return {
    dimensions: new Map(
      [...ledger.dimensions].map(([key, field]) => [key, typeOfField(field, ledger.key, linked)]),
    ),
    figures,
  };
}
