import type { LinkedDefinition, LinkedLedger } from '../model/linked-pack.ts';
import { asObject } from '../model/linked-pack.ts';
import type { Finding } from '../problems/finding.ts';
import { flattenForm } from './flatten-fields.ts';

/** A ledger knows what it is kept by before anything that posts into it is built. */
export function linkLedger(definition: LinkedDefinition, findings: Finding[]): LinkedLedger {
  const origin = { file: definition.file, pointer: '/dimensions' };
  return {
    ...definition,
    dimensions: flattenForm(asObject(definition.json['dimensions']), origin, findings),
  };
}
